package tree_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector/builtin"
	"lockstep.dev/spec"
	"lockstep.dev/spec/tree"
)

func check(t *testing.T, fsys fs.FS, strict bool) tree.Report {
	t.Helper()
	r, err := builtin.Registry()
	require.NoError(t, err)
	report, err := tree.Check(fsys, tree.Options{Types: spec.NewCatalog(r), Strict: strict})
	require.NoError(t, err)
	return report
}

const (
	model    = "name: A\nsource: shop\ntype: table\ntableName: t\nprimaryKey: id\n"
	manifest = "sources:\n  shop:\n    type: postgres\n  'null':\n    type: googlesheets\ndestinations:\n  team:\n    name: Team\n    type: slack\n"
)

func TestFindings(t *testing.T) {
	for name, row := range map[string]struct {
		files map[string]string
		want  []string // without hints
	}{
		"nothing at all":     {},
		"files of others":    {files: map[string]string{"models/README.md": "- [", "models/x.yml": "- [", "models/a/b.yaml": "- [", "dbt_project.yaml": "- ["}},
		"all fine":           {files: map[string]string{"models/a.yaml": model, "syncs/b.yaml": "model: a\ndestination: team\nconfig: {channel: C1}\n", "manifest-x.yaml": manifest}},
		"empty aliases file": {files: map[string]string{"aliases-x.yaml": "# nothing yet\n"}},
		"by alias": {files: map[string]string{"models/a.yaml": strings.Replace(model, "shop", "store", 1),
			"syncs/b.yaml":    "model: a\ndestination: chat\nconfig: {channel: C1}\n",
			"manifest-x.yaml": manifest, "aliases-x.yaml": "sources:\n  store: shop\ndestinations:\n  chat: team\n"}},
		"by a file of the connection": {files: map[string]string{"models/a.yaml": model, "manifest-x.yaml": "sources: {}\n",
			"sources/shop.yaml": "name: Shop\ntype: postgres\nconfig: {host: h, user: u, database: d}\n"}},
		"stale manifest beside the present one": {files: map[string]string{"models/a.yaml": model, "manifest-old.yaml": "sources: {}\n", "manifest-x.yaml": manifest}},

		"unknown connection without a manifest": {files: map[string]string{"models/a.yaml": model},
			want: []string{`models/a.yaml:2:9: warning: there is no source "shop" [dangling]`}},
		"unknown connection": {files: map[string]string{"models/a.yaml": strings.Replace(model, "shop", "Shop", 1), "manifest-x.yaml": manifest},
			want: []string{`models/a.yaml:2:9: error: there is no source "Shop" [dangling]`}},
		"model by its display name": {files: map[string]string{"models/a.yaml": model, "manifest-x.yaml": manifest,
			"syncs/b.yaml": "model: A\ndestination: team\nconfig: {channel: C1}\n"},
			want: []string{`syncs/b.yaml:1:8: error: there is no model "A" [dangling]`}},
		"alias of nothing": {files: map[string]string{"manifest-x.yaml": manifest, "aliases-x.yaml": "destinations:\n  chat: gone\n"},
			want: []string{`aliases-x.yaml:2:9: warning: destinations.chat: there is no destination "gone" [dangling]`}},
		"not YAML": {files: map[string]string{"models/a.yaml": "name: a: b\n"},
			want: []string{`models/a.yaml:1:8: error: a colon is not allowed here [syntax]`}},
		"empty": {files: map[string]string{"syncs/a.yaml": "# later\n"},
			want: []string{`syncs/a.yaml:1:1: error: the file is empty [empty]`}},
		"LFS pointer": {files: map[string]string{"models/a.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"},
			want: []string{`models/a.yaml:1:1: error: this is a Git LFS pointer, not the file itself [lfs_pointer]`}},
		"too large": {files: map[string]string{"models/a.yaml": strings.Repeat("#", 1<<20+10)},
			want: []string{`models/a.yaml: error: the file has 1048577 bytes, more than the limit of 1048576 [too_large]`}},
		"two slugs that differ by case": {files: map[string]string{"models/a.yaml": model, "models/A.yaml": model, "manifest-x.yaml": manifest},
			want: []string{`models/a.yaml: error: models/A.yaml differs from it only by case [duplicate_slug]`}},
		"same slug of two kinds": {files: map[string]string{"models/a.yaml": model, "syncs/a.yaml": "model: a\ndestination: team\nconfig: {channel: C1}\n", "manifest-x.yaml": manifest}},
		"config of the destination's type": {files: map[string]string{"models/a.yaml": model, "manifest-x.yaml": manifest,
			"syncs/b.yaml": "model: a\ndestination: team\nconfig:\n  mode: shout\n  chanel: C1\n"},
			want: []string{
				`syncs/b.yaml:3:1: error: config.channel: channel is missing [missing]`,
				`syncs/b.yaml:4:9: warning: config.mode: mode is none of the known values: it is kept, but cannot run [unknown_value]`,
				`syncs/b.yaml:5:3: warning: config.chanel: unknown key chanel [unknown_key]`,
			}},
		"types of two workspaces differ": {files: map[string]string{"models/a.yaml": model, "manifest-x.yaml": manifest,
			"manifest-y.yaml": "destinations:\n  team: {type: postgres}\n", "syncs/b.yaml": "model: a\ndestination: team\nconfig: {}\n"}},
		"secret in a file": {files: map[string]string{"destinations/team.yaml": "name: Team\ntype: slack\nconfig:\n  token: xoxb-1\n"},
			want: []string{`destinations/team.yaml:4:10: error: config.token: token is a secret and must not be in a file [secret]`}},
		"one bad file does not hide others": {files: map[string]string{"models/a.yaml": "- 1\n", "models/b.yaml": "- 2\n"},
			want: []string{
				`models/a.yaml:1:1: error: the file must be a map of keys, not a list [wrong_type]`,
				`models/b.yaml:1:1: error: the file must be a map of keys, not a list [wrong_type]`,
			}},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for path, text := range row.files {
				fsys[path] = &fstest.MapFile{Data: []byte(text)}
			}
			require.Equal(t, row.want, lines(check(t, fsys, false)))
		})
	}
}

func TestStrict(t *testing.T) {
	fsys := fstest.MapFS{
		"models/a.yaml":   {Data: []byte(model + "owner: Ann\n")},
		"syncs/b.yaml":    {Data: []byte("model: a\ndestination: team\nconfig: {channel: C1, ours: 1}\n")},
		"manifest-x.yaml": {Data: []byte(manifest)},
	}
	loose := check(t, fsys, false)
	require.Equal(t, 0, loose.Errors())
	require.Len(t, loose.Findings, 2)
	strict := check(t, fsys, true)
	require.Equal(t, 2, strict.Errors())
	require.Equal(t, 3, strict.Files)
}

func TestWhatIsNoFile(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "models", "sub.yaml"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "secret.txt"), []byte("name: outside"), 0o600))
	require.NoError(t, os.Symlink("../secret.txt", filepath.Join(folder, "models", "link.yaml")))
	require.Equal(t, []string{
		"models/link.yaml: error: this is a symbolic link, not a file [symlink]",
		"models/sub.yaml: error: this is a folder or submodule, not a file [not_a_file]",
	}, lines(check(t, os.DirFS(folder), false)))
}

func TestAFolderThatIsNotThere(t *testing.T) {
	r, err := builtin.Registry()
	require.NoError(t, err)
	_, err = tree.Check(os.DirFS(filepath.Join(t.TempDir(), "gone")), tree.Options{Types: spec.NewCatalog(r)})
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestTheSampleRepositoryHasNoErrors(t *testing.T) {
	report := check(t, os.DirFS("../testdata/repo"), false)
	require.Positive(t, report.Files)
	for _, f := range report.Findings {
		require.Equal(t, tree.Warning, f.Severity, f.String())
	}
}

func lines(r tree.Report) []string {
	var out []string
	for _, f := range r.Findings {
		f.Hint = ""
		out = append(out, f.String())
	}
	return out
}
