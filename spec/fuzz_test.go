package spec_test

import (
	"bytes"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Whatever a file holds, it is decoded or refused with a place within it, and a decoded
// file that says what it should stays as it is.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{"", "a: b", "a: &x [1]\nb: *x\n", "a: |-\n  b\n c", "{a: 1, b: [2, {c: d}]}", "- a", "a: b: c", "? a\n: b", "\ufeffa: 'b'\r\n", "<<: {a: 1}\nb: 2", "--- a\n...\n--- b", "a: !!int x", "a: \"\\x\""} {
		f.Add([]byte(text), uint8(0))
	}
	kinds := append(workspace.Kinds(), spec.KindManifest)
	f.Fuzz(func(t *testing.T, text []byte, n uint8) {
		kind := kinds[int(n)%len(kinds)]
		file, err := spec.Decode(kind, text, spec.Options{})
		lines := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")) + bytes.Count(text, []byte("\u0085")) + bytes.Count(text, []byte("\u2028")) + bytes.Count(text, []byte("\u2029")) + 2 // the end of the text counts as a line
		if err != nil {
			var e *workspace.Error
			require.True(t, errors.As(err, &e))
			require.Len(t, e.Problems, 1)
			p := e.Problems[0]
			require.NotEmpty(t, p.Message)
			require.True(t, utf8.ValidString(p.Message))
			require.LessOrEqual(t, p.Line, lines)
			return
		}
		for _, p := range file.Problems {
			require.Positive(t, p.Line, "%v", p)
			require.Positive(t, p.Column, "%v", p)
			require.LessOrEqual(t, p.Line, lines)
		}
		same, err := spec.Edit(kind, text, file.Fields)
		require.NoError(t, err)
		require.Equal(t, text, same)
		edited, err := spec.Edit(kind, text, file.Fields.With("description", "new"))
		require.NoError(t, err)
		again, err := spec.Decode(kind, edited, spec.Options{})
		require.NoError(t, err)
		require.True(t, again.Fields.Equal(file.Fields.With("description", "new")))
	})
}
