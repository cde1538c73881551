package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"lockstep.dev/bench/gitcmd"
)

// branch is what the server holds, and what it is to hold: other people's pushes are made
// here, and the outcome of each operation is checked here.
type branch struct {
	repository
	dir     string
	head    string
	content map[string]string // of the watched files
	edits   int               // so far; each takes another file and another line
}

func openBranch(ctx context.Context, r repository, dir string) (*branch, error) {
	b := &branch{repository: r, dir: dir, content: map[string]string{}}
	var asked, paths strings.Builder
	for i := range r.Files {
		fmt.Fprintf(&asked, "refs/heads/main:%s\n", r.path(i))
		fmt.Fprintf(&paths, "%s\n", r.path(i))
	}
	all, err := gitcmd.Output(ctx, dir, gitcmd.Env(dir), strings.NewReader(asked.String()), "cat-file", "--batch=%(objectsize)", "--buffer")
	if err != nil {
		return nil, err
	}
	for i := range r.Files {
		line, rest, _ := bytes.Cut(all, []byte("\n"))
		var size int
		if _, err := fmt.Sscan(string(line), &size); err != nil || len(rest) <= size {
			return nil, fmt.Errorf("git cat-file: %s", line)
		}
		b.content[r.path(i)], all = string(rest[:size]), rest[size+1:]
	}
	b.head, err = b.git(ctx, "rev-parse", "refs/heads/main")
	return b, err
}

func (b *branch) git(ctx context.Context, args ...string) (string, error) {
	return gitcmd.Run(ctx, b.dir, args...)
}

// next is an edit that was not made before, of another file than the ones before it.
func (b *branch) next() edit {
	b.edits++
	return edit{Path: b.path(b.edits * 7 % b.Files), Line: fmt.Sprintf("# edit %d\n", b.edits)}
}

// expect remembers edits that are to be on the branch.
func (b *branch) expect(edits ...edit) {
	for _, e := range edits {
		b.content[e.Path] += e.Line
	}
}

// push is somebody else's.
func (b *branch) push(ctx context.Context, e edit) error {
	b.expect(e)
	text := b.content[e.Path]
	stream := fmt.Sprintf("commit refs/heads/main\ncommitter Eve <eve@example.com> 1800000000 +0000\ndata 6\nchange\nfrom refs/heads/main^0\nM 100644 inline %s\ndata %d\n%s\n",
		e.Path, len(text), text)
	if _, err := gitcmd.Output(ctx, b.dir, gitcmd.Env(b.dir), strings.NewReader(stream), "fast-import", "--quiet"); err != nil {
		return err
	}
	var err error
	b.head, err = b.git(ctx, "rev-parse", "refs/heads/main")
	return err
}

// ids lists the blobs of watched files, by path.
func (b *branch) ids() map[string]string {
	out := make(map[string]string, len(b.content))
	for path, text := range b.content {
		out[path] = blobID([]byte(text))
	}
	return out
}

// check compares the server with what was expected: as many commits more in a straight line,
// and each watched file.
func (b *branch) check(ctx context.Context, commits int) error {
	head, err := b.git(ctx, "rev-parse", "refs/heads/main")
	if err != nil {
		return err
	}
	made, err := b.git(ctx, "rev-list", "--count", "--first-parent", b.head+".."+head)
	if err != nil {
		return err
	}
	if made != fmt.Sprint(commits) {
		return fmt.Errorf("the branch has %s new commits and not %d", made, commits)
	}
	if _, err := b.git(ctx, "merge-base", "--is-ancestor", b.head, head); err != nil {
		return fmt.Errorf("commits were lost: %w", err)
	}
	b.head = head
	args := []string{"ls-tree", "-r", head, "--"}
	for _, folder := range b.Folders {
		args = append(args, folder+"/")
	}
	listed, err := b.git(ctx, args...)
	if err != nil {
		return err
	}
	found := map[string]string{}
	for line := range strings.Lines(listed) {
		meta, path, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		found[path] = strings.Fields(meta)[2]
	}
	if !maps.Equal(found, b.ids()) {
		return fmt.Errorf("the branch's files are not what they should be")
	}
	return nil
}

// sound runs git fsck.
func (b *branch) sound(ctx context.Context) error {
	_, err := b.git(ctx, "fsck", "--strict", "--no-dangling")
	return err
}

// emptyFolder makes a folder anew.
func emptyFolder(elements ...string) (string, error) {
	dir := filepath.Join(elements...)
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	return dir, os.MkdirAll(dir, 0o755)
}
