package gittest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Files is content by path. Deleted deletes; a mode may stand before the content by File.
type Files map[string]File

// File is what a commit puts at a path.
type File struct {
	Content string
	Mode    string // "" is 100644; "160000" takes an id as content
	Deleted bool
}

// Text is an ordinary file.
func Text(s string) File { return File{Content: s} }

// Gone deletes a path, be it a file or a folder.
func Gone() File { return File{Deleted: true} }

// Commit is a commit to make.
type Commit struct {
	Branch  string   // short name; "" is main
	From    string   // first parent as a revision; "" is the branch's head, "-" none
	Merge   []string // other parents; the files are on top of the first parent's
	Message string   // "" is "change"
	Author  string   // "" is "Ada <ada@example.com>"
	Files   Files
}

// Commit makes a commit, one minute after the last one, and gives its id.
func (r *Repo) Commit(c Commit) string {
	r.t.Helper()
	if c.Branch == "" {
		c.Branch = "main"
	}
	if c.Message == "" {
		c.Message = "change"
	}
	if c.Author == "" {
		c.Author = "Ada <ada@example.com>"
	}
	ref := "refs/heads/" + c.Branch
	switch c.From {
	case "":
		c.From = r.Ref(ref)
	case "-":
		c.From = ""
	default:
		c.From = r.Git("rev-parse", "--verify", c.From+"^{commit}")
	}
	r.clock += 60
	var b bytes.Buffer
	fmt.Fprintf(&b, "commit refs/gittest/new\nauthor %s %d +0000\ncommitter %s %d +0000\n", c.Author, r.clock, c.Author, r.clock)
	fmt.Fprintf(&b, "data %d\n%s\n", len(c.Message), c.Message)
	if c.From != "" {
		fmt.Fprintf(&b, "from %s\n", c.From)
	}
	for _, m := range c.Merge {
		fmt.Fprintf(&b, "merge %s\n", r.Git("rev-parse", "--verify", m+"^{commit}"))
	}
	for _, path := range slices.Sorted(maps.Keys(c.Files)) {
		writeFile(&b, path, c.Files[path])
	}
	reset := "reset refs/gittest/new\n"
	if c.From != "" {
		reset += "from " + c.From + "\n"
	}
	Run(r.t, r.Dir, append([]byte(reset+"\n"), b.Bytes()...), "fast-import", "--quiet", "--force")
	id := r.Git("rev-parse", "refs/gittest/new")
	r.Git("update-ref", ref, id)
	r.Git("update-ref", "-d", "refs/gittest/new")
	return id
}

func writeFile(b *bytes.Buffer, path string, f File) {
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(path) + `"`
	switch {
	case f.Deleted:
		fmt.Fprintf(b, "D %s\n", quoted)
	case f.Mode == "160000":
		fmt.Fprintf(b, "M 160000 %s %s\n", f.Content, quoted)
	default:
		mode := f.Mode
		if mode == "" {
			mode = "100644"
		}
		fmt.Fprintf(b, "M %s inline %s\ndata %d\n%s\n", mode, quoted, len(f.Content), f.Content)
	}
}
