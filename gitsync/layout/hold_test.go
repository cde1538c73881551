package layout_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
)

func TestHoldEntry(t *testing.T) {
	for _, row := range []struct {
		name        string
		path        string
		mode        uint32
		size, limit int64
		want        reconcile.Reason
		says        string
	}{
		{"file", "models/users.yaml", 0o100644, 100, 1000, "", ""},
		{"executable", "models/users.yaml", 0o100755, 100, 1000, "", ""},
		{"group-writable, as old Git wrote it", "models/users.yaml", 0o100664, 100, 1000, "", ""},
		{"at the limit", "models/users.yaml", 0o100644, 1000, 1000, "", ""},
		{"no limit", "models/users.yaml", 0o100644, 1 << 40, 0, "", ""},
		{"leading hyphen", "syncs/-15.yaml", 0o100644, 1, 0, "", ""},
		{"at the longest", "models/" + strings.Repeat("x", 200) + ".yaml", 0o100644, 1, 0, "", ""},
		{"aliases", "aliases-acme.yaml", 0o100644, 1, 0, "", ""},
		{"over the limit", "models/users.yaml", 0o100644, 3 << 20, 1 << 20, reconcile.ReasonTooLarge, "3.0 MiB"},
		{"symlink", "models/users.yaml", 0o120000, 12, 1000, reconcile.ReasonNotAFile, "symbolic link"},
		{"submodule", "models/users.yaml", 0o160000, 0, 1000, reconcile.ReasonNotAFile, "submodule"},
		{"folder", "models/users.yaml", 0o040000, 0, 1000, reconcile.ReasonNotAFile, "folder"},
		{"too long", "models/" + strings.Repeat("x", 201) + ".yaml", 0o100644, 1, 0, reconcile.ReasonBadName, "too long"},
		{"line feed", "models/a\nb.yaml", 0o100644, 1, 0, reconcile.ReasonBadName, `"models/a\nb.yaml"`},
		{"escape", "models/a\x1b[31m.yaml", 0o100644, 1, 0, reconcile.ReasonBadName, `\x1b`},
		{"not UTF-8", "models/caf\xe9.yaml", 0o100644, 1, 0, reconcile.ReasonBadName, `\xe9`},
		{"dot", "models/..yaml", 0o100644, 1, 0, reconcile.ReasonBadName, ""},
		{"git's own", "models/.gitlab-ci.yaml", 0o100644, 1, 0, reconcile.ReasonBadName, ""},
		{"a bad name before what it is", "models/a\nb.yaml", 0o120000, 1, 0, reconcile.ReasonBadName, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			hold := layout.HoldEntry(row.path, row.mode, row.size, row.limit)
			if row.want == "" {
				require.Nil(t, hold)
				return
			}
			require.NotNil(t, hold)
			require.Equal(t, row.want, hold.Reason)
			require.Contains(t, hold.Message, row.says)
			require.NotEmpty(t, hold.Hint)
			require.NotContains(t, hold.Message, "\n")
		})
	}
}

func TestHoldContent(t *testing.T) {
	pointer := "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
	require.Equal(t, reconcile.ReasonLFS, layout.HoldContent([]byte(pointer)).Reason)
	require.Nil(t, layout.HoldContent(nil))
	require.Nil(t, layout.HoldContent([]byte("name: Users\n")))
	require.Nil(t, layout.HoldContent([]byte("version: 1\n")))
	require.Nil(t, layout.HoldContent([]byte("# "+pointer)))
	require.Nil(t, layout.HoldContent([]byte(pointer+strings.Repeat("#", 1024))))
}

func TestCaseTwins(t *testing.T) {
	for _, row := range []struct {
		name  string
		paths []string
		base  []string
		held  []string
	}{
		{"none", []string{"models/a.yaml", "models/b.yaml", "syncs/a.yaml"}, nil, nil},
		{"both new", []string{"models/Users.yaml", "models/users.yaml"}, nil, []string{"models/Users.yaml", "models/users.yaml"}},
		{"one in the base", []string{"models/Users.yaml", "models/users.yaml"}, []string{"models/users.yaml"}, []string{"models/Users.yaml"}},
		{"both in the base", []string{"models/Users.yaml", "models/users.yaml"}, []string{"models/users.yaml", "models/Users.yaml"}, nil},
		{"three", []string{"models/USERS.yaml", "models/Users.yaml", "models/users.yaml"}, []string{"models/Users.yaml"}, []string{"models/USERS.yaml", "models/users.yaml"}},
		{"renamed, so no twin", []string{"models/Users.yaml"}, []string{"models/users.yaml"}, nil},
		{"the same path twice", []string{"models/users.yaml", "models/users.yaml"}, nil, nil},
		{"umlauts", []string{"models/GRÖSSE.yaml", "models/grösse.yaml"}, nil, []string{"models/GRÖSSE.yaml", "models/grösse.yaml"}},
		{"Kelvin sign", []string{"models/\u212A.yaml", "models/k.yaml"}, nil, []string{"models/k.yaml", "models/\u212A.yaml"}},
		{"two groups", []string{"models/A.yaml", "models/B.yaml", "models/a.yaml", "models/b.yaml"}, []string{"models/a.yaml"}, []string{"models/A.yaml", "models/B.yaml", "models/b.yaml"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := layout.CaseTwins(slices.Values(row.paths), func(path string) bool { return slices.Contains(row.base, path) })
			var held []string
			for path, hold := range got {
				require.Equal(t, reconcile.ReasonCaseTwin, hold.Reason)
				require.NotEmpty(t, hold.Hint)
				held = append(held, path)
			}
			slices.Sort(held)
			require.Equal(t, row.held, held)
		})
	}

	hold := layout.CaseTwins(slices.Values([]string{"models/USERS.yaml", "models/users.yaml", "models/Users.yaml"}), func(string) bool { return false })
	require.Equal(t, "models/users.yaml differs from models/USERS.yaml and models/Users.yaml only in upper and lower case", hold["models/users.yaml"].Message)
}
