package lockstep_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "lockstep.dev"

// allowed says which packages of this module a package may import. A package that is not
// listed fails: adding one is a decision. "x/..." stands for x and all below it. Tests may
// import what they like. The rule in words is in ARCHITECTURE.md.
var allowed = map[string][]string{
	// The nouns. Standard library only, see TestWorkspaceImportsTheStandardLibraryOnly.
	"workspace": {},

	// A resource as YAML. It knows what a connector's spec is; which there are it learns by a lookup.
	"spec":          {"workspace", "spec/yamledit", "connector"},
	"spec/yamledit": {},
	"schedule":      {"workspace"},
	"spec/tree":     {"workspace", "spec", "spec/yamledit"},

	// The git protocol knows nothing of Lockstep.
	"gitwire/...": {"gitwire/..."},

	// The heart. Only gitsync/repo speaks git; nothing here knows a database or an API.
	"gitsync/reconcile": {"workspace", "spec"},
	"gitsync/layout":    {"workspace", "spec", "spec/yamledit", "gitsync/reconcile"},
	"gitsync":           {"workspace", "spec", "gitsync/..."},
	"gitsync/...":       {"workspace", "spec", "spec/yamledit", "gitsync/...", "gitwire/..."},

	// Connectors. Each imports connector and workspace, never another one.
	"connector":         {"workspace"},
	"connector/...":     {"connector", "workspace"},
	"connector/builtin": {"connector/...", "workspace"},

	// What stands around them. Interfaces belong to those who use them.
	"auth":    {"workspace", "secret"},
	"secret":  {},
	"githost": {"workspace", "gitwire/..."},
	"jobs":    {"workspace", "gitsync"},
	"web":     {},
	"api":     {"workspace", "schedule", "spec", "connector", "auth", "gitsync", "gitsync/reconcile", "feed"},
	"feed":    {"workspace", "gitsync"},
	"store":   {"workspace", "spec", "auth", "secret", "jobs", "gitsync", "gitsync/reconcile"},

	// Everything meets here, and only here: no other package imports store or connector/builtin.
	"cmd/lockstep": {"..."},

	// Suites and fixtures that tests of other packages use.
	"store/pgtest":    {},
	"store/storetest": {"store", "store/pgtest", "workspace", "spec", "auth", "secret", "jobs", "gitsync", "gitsync/reconcile"},
	"demo":            {"examples"},
	"examples":        {},
	"e2e":             {"githost", "gitwire/..."},
}

// pure packages decide: they see no clock, no context, no chance and no outside world.
var pure = []string{"gitsync/layout", "gitsync/reconcile", "schedule", "spec", "spec/yamledit"}

// impure is what pure packages must not import; they must not ask time.Now either.
var impure = []string{"context", "database/...", "io/fs", "log/...", "math/rand/...", "net/...", "os/...", "syscall"}

// vague names say nothing about what a package is for.
var vague = []string{
	"common", "core", "helper", "helpers", "impl", "manager", "misc", "model", "pkg", "shared",
	"sync", "types", "util", "utils",
}

const (
	maxLines     = 400
	maxTestLines = 800
)

func TestImportsFollowTheTable(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		may, listed := allowedFor(f.pkg)
		if !listed {
			t.Errorf("%s: package %q is not in the table of allowed imports", f.path, f.pkg)
			continue
		}
		for _, imported := range f.imports() {
			inside, ok := strings.CutPrefix(imported, module+"/")
			if ok && !matchesAny(may, inside) {
				t.Errorf("%s: %s must not import %s", f.path, f.pkg, inside)
			}
		}
	}
}

func TestWorkspaceImportsTheStandardLibraryOnly(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.pkg != "workspace" || f.test {
			continue
		}
		for _, imported := range f.imports() {
			if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				t.Errorf("%s: imports %s", f.path, imported)
			}
		}
	}
}

func TestPurePackagesTouchNothing(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.test || !slices.Contains(pure, f.pkg) {
			continue
		}
		for _, imported := range f.imports() {
			if matchesAny(impure, imported) {
				t.Errorf("%s: the pure package %s imports %s", f.path, f.pkg, imported)
			}
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Now" {
				if of, ok := sel.X.(*ast.Ident); ok && of.Name == "time" {
					t.Errorf("%s: the pure package %s asks the clock", f.path, f.pkg)
				}
			}
			return true
		})
	}
}

func TestNothingRunsByBeingImported(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, decl := range f.syntax.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: has an init function; register or wire it where it is used", f.path)
			}
		}
	}
}

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	commented := map[string]bool{}
	for _, f := range goFiles(t) {
		if !f.test {
			commented[f.pkg] = commented[f.pkg] || f.syntax.Doc != nil
		}
		if slices.Contains(vague, path.Base(f.pkg)) || slices.Contains(vague, f.syntax.Name.Name) {
			t.Errorf("%s: a package's name says what it holds; %s does not", f.path, f.syntax.Name.Name)
		}
	}
	for pkg, ok := range commented {
		if !ok {
			t.Errorf("%s: no file has a package comment", pkg)
		}
	}
}

func TestFilesFitOneSitting(t *testing.T) {
	for _, f := range goFiles(t) {
		limit := maxLines
		if f.test {
			limit = maxTestLines
		}
		if f.lines > limit {
			t.Errorf("%s: %d lines, over %d: split it by meaning", f.path, f.lines, limit)
		}
	}
}

// TestTheRulesCanFail holds the matching to account: a rule that matches nothing passes always.
func TestTheRulesCanFail(t *testing.T) {
	require.True(t, matchesAny([]string{"gitwire/..."}, "gitwire"))
	require.True(t, matchesAny([]string{"gitwire/..."}, "gitwire/pack"))
	require.False(t, matchesAny([]string{"gitwire/..."}, "gitwirex"))
	require.False(t, matchesAny([]string{"gitsync"}, "gitsync/repo"))
	require.True(t, matchesAny([]string{"..."}, "store"))

	reconcile, _ := allowedFor("gitsync/reconcile")
	require.False(t, matchesAny(reconcile, "gitwire/object"), "the exact entry wins over gitsync/...")
	repo, _ := allowedFor("gitsync/repo")
	require.True(t, matchesAny(repo, "gitwire/remote"))
	require.False(t, matchesAny(repo, "store"))
	_, listed := allowedFor("elsewhere")
	require.False(t, listed)

	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		seen[f.pkg] = true
	}
	for _, pkg := range append(slices.Clone(pure), "workspace") {
		require.True(t, seen[pkg], "%s has rules, but no files", pkg)
	}
}

// goFile is one parsed file of this module.
type goFile struct {
	path   string
	pkg    string // folder below the module's root
	test   bool
	lines  int
	syntax *ast.File
}

func (f goFile) imports() []string {
	var out []string
	for _, spec := range f.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			out = append(out, imported)
		}
	}
	return out
}

// goFiles parses the module's files by itself rather than through "go list", because go test
// caches a result by the files that the test process opens. Modules of their own are left out.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skipFolder(name, entry)
		}
		if filepath.Ext(name) != ".go" || name == "arch_test.go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, goFile{
			path: name, pkg: filepath.ToSlash(filepath.Dir(name)), test: strings.HasSuffix(name, "_test.go"),
			lines: bytes.Count(text, []byte("\n")), syntax: syntax,
		})
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func skipFolder(name string, entry fs.DirEntry) error {
	if name == "." {
		return nil
	}
	base := entry.Name()
	if strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

// allowedFor finds a package's row: its own, else the one of the nearest "…/..." above it.
func allowedFor(pkg string) ([]string, bool) {
	if may, ok := allowed[pkg]; ok {
		return may, true
	}
	for above := pkg; above != "."; above = path.Dir(above) {
		if may, ok := allowed[above+"/..."]; ok {
			return may, true
		}
	}
	return nil, false
}

func matchesAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		above, below := strings.CutSuffix(pattern, "...")
		above = strings.TrimSuffix(above, "/")
		return pkg == pattern || below && (above == "" || pkg == above || strings.HasPrefix(pkg, above+"/"))
	})
}
