package repo

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/wireerr"
)

// kinds are the constants of that type in the source of wireerr.
func kinds(t *testing.T) []wireerr.Kind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../gitwire/wireerr/error.go", nil, 0)
	require.NoError(t, err)
	var found []wireerr.Kind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == "Kind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			found = append(found, wireerr.Kind(text))
		}
		return true
	})
	require.Contains(t, found, wireerr.Canceled, "the last one")
	return found
}

func TestEveryKindHasItsWords(t *testing.T) {
	other := told("new")
	seen := map[string]wireerr.Kind{}
	for _, kind := range kinds(t) {
		w := told(kind)
		require.NotEmpty(t, w.message, kind)
		require.NotContains(t, w.message+w.hint, "!")
		require.Equal(t, kind == wireerr.Protocol, w == other, "%s is told as if nobody knew it", kind)
		if same, ok := seen[w.message]; ok {
			require.ElementsMatch(t, []wireerr.Kind{wireerr.Unsupported, wireerr.Invalid}, []wireerr.Kind{same, kind})
		}
		seen[w.message] = kind
	}
}

func TestClassesAreKept(t *testing.T) {
	classes := map[wireerr.Class]gitsync.FailureClass{
		wireerr.Retry: gitsync.FailRetry, wireerr.WaitUntil: gitsync.FailWait, wireerr.Halt: gitsync.FailHalt,
	}
	for _, kind := range kinds(t) {
		if kind == wireerr.Canceled {
			continue
		}
		var e *gitsync.RemoteError
		wire := &wireerr.Error{Kind: kind, Text: "two\nlines"}
		require.ErrorAs(t, translate(wire), &e)
		require.Equal(t, classes[wire.Class()], e.Class, kind)
		require.Equal(t, told(kind).message+": two lines", e.Message)
		require.Equal(t, told(kind).hint, e.Hint)
		require.ErrorIs(t, e, error(wire))
	}
}
