package spec_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// fixture is a file of a repository.
type fixture struct {
	name string
	kind workspace.Kind
	text []byte
}

// fixtures returns the files of testdata and, where there are any, those of the
// folder that LOCKSTEP_EXAMPLES names: repositories of the real world.
func fixtures(t *testing.T) []fixture {
	t.Helper()
	own := filesBelow(t, "testdata/repo")
	require.NotEmpty(t, own)
	folder := os.Getenv("LOCKSTEP_EXAMPLES")
	if folder == "" {
		folder = "../../shared/examples"
	}
	if _, err := os.Stat(folder); err != nil {
		return own
	}
	return append(own, filesBelow(t, folder)...)
}

func filesBelow(t *testing.T, folder string) []fixture {
	t.Helper()
	var out []fixture
	require.NoError(t, filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		kind := kindOf(filepath.ToSlash(name))
		if kind == "" {
			return nil
		}
		text, err := os.ReadFile(name)
		out = append(out, fixture{filepath.Base(folder) + "/" + filepath.Base(name), kind, text})
		return err
	}))
	return out
}

func kindOf(name string) workspace.Kind {
	stem, isYAML := strings.CutSuffix(path.Base(name), ".yaml")
	if !isYAML && !strings.Contains(stem, ".yaml.") {
		return ""
	}
	for _, kind := range workspace.Kinds() {
		if path.Base(path.Dir(name)) == kind.Plural() {
			return kind
		}
	}
	switch {
	case strings.HasPrefix(stem, "manifest-"):
		return spec.KindManifest
	case strings.HasPrefix(stem, "aliases-"):
		return workspace.KindAliases
	}
	return ""
}

func decode(t *testing.T, f fixture) *spec.File {
	t.Helper()
	file, err := spec.Decode(f.kind, f.text, spec.Options{})
	require.NoError(t, err, f.name)
	return file
}

func TestFixturesAreFine(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			file := decode(t, f)
			require.Empty(t, workspace.Failures(file.Problems))
			for _, p := range file.Problems {
				require.Positive(t, p.Line, "%v", p)
			}
		})
	}
}

// Invariant 2.
func TestAFileThatSaysWhatItShouldStays(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			out, err := spec.Edit(f.kind, f.text, decode(t, f).Fields)
			require.NoError(t, err)
			require.Equal(t, string(f.text), string(out))
		})
	}
}

// Invariant 1.
func TestANewFileSaysWhatItShould(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(f.name, func(t *testing.T) {
			fields := decode(t, f).Fields
			out, err := spec.Encode(f.kind, fields, spec.EncodeOptions{})
			require.NoError(t, err)
			require.Equal(t, fields, decode(t, fixture{f.name, f.kind, out}).Fields)
		})
	}
}

// A file that the app wrote is the same when Lockstep writes it: the canonical form
// is the one that people's repositories already have.
func TestANewFileLooksAsTheAppWritesIt(t *testing.T) {
	otherwise := map[string]string{
		"by-hand.yaml": "written by a person", "crlf.yaml": "written on Windows", "bom.yaml": "quoted",
		"ht-training-sql-model.yaml.369ab11": "written by a person",
		"orders-to-slack-2021.yaml":          "ends in a blank that only the parser drops",
		"my-second-sync.yaml":                "likewise",
	}
	for _, f := range fixtures(t) {
		if f.kind != workspace.KindModel && f.kind != workspace.KindSync || otherwise[path.Base(f.name)] != "" {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			out, err := spec.Encode(f.kind, decode(t, f).Fields, spec.EncodeOptions{})
			require.NoError(t, err)
			require.Equal(t, string(f.text), string(out))
		})
	}
}
