package spec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"lockstep.dev/spec/yamledit"
	"lockstep.dev/workspace"
)

// parse reads the one map that a file is, or says why it cannot be read.
func parse(kind workspace.Kind, text []byte) (*yamledit.Document, workspace.Fields, *workspace.Problem) {
	if p := refuse(text); p != nil {
		return nil, nil, p
	}
	doc, err := yamledit.Parse(text, yamledit.Limits{})
	if err != nil {
		return nil, nil, discreet(kind, text, syntax(text, err))
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

// discreet upholds invariant 4 where the text at the problem's place may be a secret: a
// message about a connection's file does not quote it.
func discreet(kind workspace.Kind, text []byte, p *workspace.Problem) *workspace.Problem {
	lines := bytes.Split(text, []byte("\n"))
	if !kind.IsConnection() || p.Line < 1 || p.Line > len(lines) {
		return p
	}
	line := []rune(string(lines[p.Line-1]))
	words := strings.Fields(string(line[min(max(p.Column-1, 0), len(line)):]))
	for _, word := range words {
		if word = strings.Trim(word, `"',]}`); len(word) > 2 && strings.HasPrefix(strings.TrimLeft(p.Message, `"`), word[:min(len(word), 20)]) {
			p.Message, p.Hint = "this is not the number or value that it looks like", "put it in quotes to keep it as text"
		}
	}
	return p
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
