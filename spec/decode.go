package spec

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"lockstep.dev/spec/yamledit"
	"lockstep.dev/workspace"
)

// KindManifest is the file that lists the connections of a workspace. It is no
// resource: Lockstep writes it and reads nobody's edits of it.
const KindManifest workspace.Kind = "manifest"

// Options steer Decode.
type Options struct {
	Strict bool // unknown keys are failures rather than warnings
}

// File is a decoded file.
type File struct {
	Kind   workspace.Kind
	Fields workspace.Fields
	// Problems are what workspace.Check says of the fields, with places. Those
	// that are not warnings make the file unfit to be applied.
	Problems []workspace.Problem

	doc *yamledit.Document
}

// Decode reads a file of a kind. The error is a *workspace.Error with CodeInvalid
// when the text is not one YAML map within the limits; its Problems have places
// and one of the codes "syntax", "encoding", "too_large", "lfs_pointer", "empty"
// and "wrong_type". Aliases and manifests may be empty.
func Decode(kind workspace.Kind, text []byte, o Options) (*File, error) {
	doc, value, problem := parse(kind, text)
	if problem != nil {
		return nil, &workspace.Error{Code: workspace.CodeInvalid, Message: fmt.Sprintf("the %s file cannot be read", kind),
			Hint: problem.Hint, Problems: []workspace.Problem{*problem}}
	}
	f := &File{Kind: kind, Fields: value, doc: doc}
	problems := workspace.Check(kind, f.Fields)
	if kind == KindManifest {
		problems = checkManifest(f.Fields)
	}
	if o.Strict {
		problems = Strict(problems)
	}
	f.Problems = f.Locate(problems)
	return f, nil
}

// Strict returns the problems with those about unknown keys as failures.
func Strict(problems []workspace.Problem) []workspace.Problem {
	out := make([]workspace.Problem, len(problems))
	for i, p := range problems {
		p.Warning = p.Warning && p.Code != "unknown_key"
		out[i] = p
	}
	return out
}

func parse(kind workspace.Kind, text []byte) (*yamledit.Document, workspace.Fields, *workspace.Problem) {
	if p := refuse(text); p != nil {
		return nil, nil, p
	}
	doc, err := yamledit.Parse(text, yamledit.Limits{})
	if err != nil {
		return nil, nil, syntax(text, err)
	}
	value, err := workspace.Normalize(doc.Value())
	if err != nil {
		return nil, nil, &workspace.Problem{Code: "syntax", Message: err.Error()}
	}
	switch value := value.(type) {
	case map[string]any:
		if len(value) > 0 || mayBeEmpty(kind) {
			return doc, value, nil
		}
	case nil:
		if mayBeEmpty(kind) {
			return doc, workspace.Fields{}, nil
		}
	default:
		p := &workspace.Problem{Code: "wrong_type", Hint: "start with a key, such as: " + firstKey(kind),
			Message: fmt.Sprintf("the file must be a map of keys, not %s", workspace.TypeName(value))}
		p.Line, p.Column, _ = doc.Position()
		return nil, nil, p
	}
	return nil, nil, &workspace.Problem{Code: "empty", Line: 1, Column: 1, Message: "the file is empty",
		Hint: fmt.Sprintf("delete it, or write the %s, starting with: %s", kind, firstKey(kind))}
}

// refuse finds what is wrong with text before it is parsed.
func refuse(text []byte) *workspace.Problem {
	limit := yamledit.DefaultLimits().Bytes
	switch {
	case bytes.HasPrefix(text, []byte("version https://git-lfs.github.com/spec/")):
		return &workspace.Problem{Code: "lfs_pointer", Line: 1, Column: 1, Message: "this is a Git LFS pointer, not the file itself",
			Hint: "take *.yaml out of .gitattributes and commit the file as text"}
	case len(text) > limit:
		return &workspace.Problem{Code: "too_large", Message: fmt.Sprintf("the file has %d bytes, more than the limit of %d", len(text), limit),
			Hint: "move long SQL into the warehouse, as a view or a dbt model"}
	}
	return nil
}

func syntax(text []byte, err error) *workspace.Problem {
	out := &workspace.Problem{Code: "syntax", Message: err.Error()}
	if !utf8.Valid(text) {
		out.Code = "encoding"
	}
	var p *yamledit.Problem
	if errors.As(err, &p) {
		out.Line, out.Column, out.Message, out.Hint = p.Line, p.Column, p.Message, p.Hint
	}
	return out
}

func mayBeEmpty(kind workspace.Kind) bool {
	return kind == workspace.KindAliases || kind == KindManifest
}

func firstKey(kind workspace.Kind) string {
	if kind == workspace.KindSync {
		return "model: users"
	}
	if mayBeEmpty(kind) {
		return "sources:"
	}
	return "name: Users"
}
