package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lockstep.dev/bench/gitcmd"
)

// templateFormat is raised when generate writes something else: what was kept is then left.
const templateFormat = 1

// template gives the folder of a generated repository, made once and kept in a folder. It is
// packed as a host would: everything in one pack, with a bitmap.
func template(ctx context.Context, kept string, r repository) (string, error) {
	dir := filepath.Join(kept, fmt.Sprintf("%s-%d.git", r.Name, templateFormat))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(kept, 0o755); err != nil {
		return "", err
	}
	making, err := os.MkdirTemp(kept, "making-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(making)
	bare := filepath.Join(making, "repo.git")
	if err := gitcmd.NewBare(ctx, bare); err != nil {
		return "", err
	}
	read, write := io.Pipe()
	go func() { write.CloseWithError(generate(r, write)) }()
	_, err = gitcmd.Output(ctx, bare, gitcmd.Env(bare), read, "fast-import", "--quiet", "--done")
	read.Close()
	if err != nil {
		return "", err
	}
	if err := gitcmd.All(ctx, bare, []string{"repack", "-a", "-d", "-q"}, []string{"pack-refs", "--all"}); err != nil {
		return "", err
	}
	if err := os.Rename(bare, dir); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return dir, nil
}

// copyRepository gives a candidate a repository of its own. Packs are linked: git never
// changes one in place.
func copyRepository(from, to string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if e.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if filepath.Base(filepath.Dir(path)) == "pack" && os.Link(path, target) == nil {
			return nil
		}
		return copyFile(path, target)
	})
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
