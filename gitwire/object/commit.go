package object

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// ErrCommit is a commit that breaks the format.
var ErrCommit = errors.New("malformed commit")

// Commit is a commit object.
type Commit struct {
	Tree              OID
	Parents           []OID
	Author, Committer Signature
	Message           string
}

// ParseCommit reads the headers that it knows and skips the others. Signatures are
// read leniently: what cannot be read stays empty.
func ParseCommit(raw []byte) (Commit, error) {
	var c Commit
	head, message, ok := bytes.Cut(raw, []byte("\n\n"))
	if !ok {
		head = bytes.TrimSuffix(raw, []byte("\n"))
	}
	c.Message = strings.ToValidUTF8(string(message), "\uFFFD")
	for i, line := range strings.Split(string(head), "\n") {
		key, value, _ := strings.Cut(line, " ")
		var err error
		switch {
		case i == 0:
			if key != "tree" {
				return c, fmt.Errorf("%w: no tree", ErrCommit)
			}
			c.Tree, err = ParseOID(value)
		case key == "parent":
			var p OID
			p, err = ParseOID(value)
			c.Parents = append(c.Parents, p)
		case key == "author":
			c.Author = ParseSignature(value)
		case key == "committer":
			c.Committer = ParseSignature(value)
		}
		if err != nil {
			return c, fmt.Errorf("%w: %s: %w", ErrCommit, key, err)
		}
	}
	return c, nil
}

// Encode makes the raw commit. With sign, the text that it returns for the unsigned
// commit becomes the gpgsig header. Equal commits make equal bytes.
func (c Commit) Encode(sign func(payload []byte) (string, error)) ([]byte, error) {
	if strings.ContainsRune(c.Message, 0) {
		return nil, fmt.Errorf("%w: NUL in the message", ErrCommit)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "tree %s\n", c.Tree)
	for _, p := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n", c.Author, c.Committer)
	head := b.Len()
	b.WriteByte('\n')
	b.WriteString(strings.TrimRight(strings.ToValidUTF8(c.Message, "\uFFFD"), "\n"))
	b.WriteByte('\n')
	if sign == nil {
		return b.Bytes(), nil
	}
	sig, err := sign(bytes.Clone(b.Bytes()))
	if err != nil {
		return nil, fmt.Errorf("sign commit: %w", err)
	}
	sig = strings.ReplaceAll(strings.Trim(sig, "\n"), "\n", "\n ")
	raw := b.Bytes()
	out := append(bytes.Clone(raw[:head]), "gpgsig "+sig+"\n"...)
	return append(out, raw[head:]...), nil
}
