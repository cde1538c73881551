package spec

import (
	"fmt"

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
