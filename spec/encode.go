package spec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"lockstep.dev/spec/yamledit"
	"lockstep.dev/workspace"
)

// EncodeOptions steer what stands above the value of a new file.
type EncodeOptions struct {
	Schema string // address for the comment that tells editors the schema; "" for none
	Header string // text of a comment at the top, without "#"; "" for none
}

// Encode writes a new file in the canonical form. The error is a *workspace.Error
// with CodeInvalid when a value cannot be written as YAML.
func Encode(kind workspace.Kind, fields workspace.Fields, o EncodeOptions) ([]byte, error) {
	var out bytes.Buffer
	if o.Schema != "" {
		fmt.Fprintf(&out, "# yaml-language-server: $schema=%s\n", o.Schema)
	}
	if o.Header != "" {
		for line := range strings.SplitSeq(o.Header, "\n") {
			out.WriteString(strings.TrimRight("# "+line, " ") + "\n")
		}
	}
	if len(fields) == 0 && mayBeEmpty(kind) && out.Len() > 0 {
		return out.Bytes(), nil
	}
	if o.Header != "" {
		out.WriteByte('\n')
	}
	text, err := yamledit.Encode(map[string]any(fields), layout(kind))
	if err != nil {
		return nil, unwritable(kind, err)
	}
	out.Write(text)
	return confirmed(kind, out.Bytes(), fields)
}

// Edit returns text changed as little as possible so that it says want, and text
// itself when it already does. The error is a *workspace.Error with CodeInvalid
// when text cannot be decoded or want cannot be written as YAML.
func Edit(kind workspace.Kind, text []byte, want workspace.Fields) ([]byte, error) {
	if want == nil {
		want = workspace.Fields{}
	}
	switch _, present, p := parse(kind, text); {
	case p == nil && present.Equal(want):
		return text, nil
	case p != nil && p.Code != "empty":
		return nil, &workspace.Error{Code: workspace.CodeInvalid, Message: fmt.Sprintf("the %s file cannot be edited", kind),
			Hint: p.Hint, Problems: []workspace.Problem{*p}}
	}
	out, err := yamledit.Edit(text, want, layout(kind))
	if err != nil {
		return nil, unwritable(kind, err)
	}
	return confirmed(kind, out, want)
}

// confirmed upholds invariant 1: what is written is read again before it leaves.
func confirmed(kind workspace.Kind, text []byte, want workspace.Fields) ([]byte, error) {
	_, got, p := parse(kind, text)
	if p != nil && p.Code == "empty" && len(want) == 0 {
		return text, nil
	}
	normal, err := workspace.Normalize(want)
	if err != nil {
		return nil, unwritable(kind, err)
	}
	if p != nil {
		return nil, &workspace.Error{Code: workspace.CodeInvalid, Message: fmt.Sprintf("the %s file would be unreadable", kind),
			Hint: p.Hint, Problems: []workspace.Problem{*p}}
	}
	if !got.Equal(normal.(map[string]any)) {
		return nil, workspace.Errorf(workspace.CodeInternal, "the %s file would not say what it should", kind)
	}
	return text, nil
}

func unwritable(kind workspace.Kind, err error) error {
	out := workspace.Errorf(workspace.CodeInvalid, "the %s cannot be written as YAML: %s", kind, err)
	var p *yamledit.Problem
	if errors.As(err, &p) {
		out.Message, out.Hint = fmt.Sprintf("the %s cannot be written as YAML: %s", kind, p.Message), p.Hint
	}
	return out
}
