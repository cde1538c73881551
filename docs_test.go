package lockstep_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestLinksInDocsLead follows the relative links of all Markdown files.
func TestLinksInDocsLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	seen := 0
	for _, name := range markdownFiles(t) {
		for _, match := range link.FindAllStringSubmatch(read(t, name), -1) {
			target, _, _ := strings.Cut(match[1], "#")
			if target == "" || strings.Contains(target, "://") {
				continue
			}
			seen++
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), target)); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", name, match[1])
			}
		}
	}
	require.NotZero(t, seen)
}

// TestDecisionsAreListed keeps the index of decision records whole.
func TestDecisionsAreListed(t *testing.T) {
	index := read(t, "docs/README.md")
	records, err := filepath.Glob("docs/adr/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, records)
	for _, record := range records {
		require.Regexp(t, `^\d{8}-[a-z0-9-]+\.md$`, filepath.Base(record))
		require.Contains(t, index, "adr/"+filepath.Base(record))
	}
}

// TestTheMapIsTrue compares the first block of ARCHITECTURE.md, a folder on each line, with the
// packages that there are.
func TestTheMapIsTrue(t *testing.T) {
	_, block, _ := strings.Cut(read(t, "ARCHITECTURE.md"), "```\n")
	block, _, _ = strings.Cut(block, "```")
	var shown []string
	for line := range strings.Lines(block) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasSuffix(word, "/") {
			shown = append(shown, strings.TrimSuffix(word, "/"))
		}
	}
	for _, pattern := range shown {
		folders, err := filepath.Glob(pattern)
		require.NoError(t, err)
		if len(folders) == 0 {
			t.Errorf("ARCHITECTURE.md shows %s/, which is not there", pattern)
		}
	}
	for _, f := range goFiles(t) {
		isShown := func(pattern string) bool {
			matches, err := path.Match(pattern, f.pkg)
			return err == nil && matches
		}
		if f.pkg != "." && !slices.ContainsFunc(shown, isShown) {
			t.Errorf("ARCHITECTURE.md does not show %s/", f.pkg)
			shown = append(shown, f.pkg)
		}
	}
}

// TestStableCodesAreDocumented holds the users' guide to the reasons and guards in the code.
func TestStableCodesAreDocumented(t *testing.T) {
	guide := read(t, "docs/git-sync.md")
	for _, of := range []struct{ file, typ string }{
		{"gitsync/reconcile/side.go", "Reason"},
		{"gitsync/store.go", "Guard"},
		{"gitsync/settings.go", "Mode"},
		{"gitsync/settings.go", "AuthKind"},
		{"gitsync/remote.go", "Kind"},
		{"gitsync/reconcile/decision.go", "DeletePolicy"},
		{"gitsync/reconcile/decision.go", "ConflictPolicy"},
	} {
		codes := constants(t, of.file, of.typ)
		require.NotEmpty(t, codes, "%s has no constants of type %s", of.file, of.typ)
		for _, code := range codes {
			require.Contains(t, guide, "\n| `"+code+"`", "docs/git-sync.md has no row for the %s %s", of.typ, code)
		}
	}
}

// constants returns the texts of the constants of a string type in a file.
func constants(t *testing.T, name, typ string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == typ {
			for _, value := range spec.Values {
				if lit, ok := value.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					out = append(out, text)
				}
			}
		}
		return true
	})
	return out
}

func markdownFiles(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipFolder(name, entry)
		}
		if filepath.Ext(name) == ".md" {
			out = append(out, name)
		}
		return nil
	})
	require.NoError(t, err)
	return out
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}
