package tree

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"lockstep.dev/spec"
	"lockstep.dev/spec/yamledit"
	"lockstep.dev/workspace"
)

// file is a file that was decoded.
type file struct {
	path string
	kind workspace.Kind
	slug string
	*spec.File
}

// reader collects the files of a folder.
type reader struct {
	fsys   fs.FS
	strict bool
	report *Report
	files  []file
}

// read decodes all files that Git Sync would read. The error is one of reading the folder.
func (r *reader) read() error {
	if err := r.folder(".", func(stem string) workspace.Kind {
		switch {
		case strings.HasPrefix(stem, "manifest-"):
			return spec.KindManifest
		case strings.HasPrefix(stem, "aliases-"):
			return workspace.KindAliases
		}
		return ""
	}); err != nil {
		return err
	}
	for _, kind := range workspace.Kinds() {
		if kind == workspace.KindAliases {
			continue
		}
		err := r.folder(kind.Plural(), func(string) workspace.Kind { return kind })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (r *reader) folder(name string, kindOf func(stem string) workspace.Kind) error {
	entries, err := fs.ReadDir(r.fsys, name)
	if err != nil {
		return err
	}
	folded := map[string]string{}
	for _, entry := range entries {
		stem, isYAML := strings.CutSuffix(entry.Name(), ".yaml")
		kind := kindOf(stem)
		if !isYAML || kind == "" {
			continue
		}
		at := path.Join(name, entry.Name())
		if other, taken := folded[strings.ToLower(stem)]; taken {
			r.report.add(at, workspace.Problem{Code: "duplicate_slug", Message: fmt.Sprintf("%s differs from it only by case", other),
				Hint: "rename one of them: on many disks they are the same file"})
		}
		folded[strings.ToLower(stem)] = at
		if err := r.file(at, stem, kind, entry); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) file(at, stem string, kind workspace.Kind, entry fs.DirEntry) error {
	r.report.Files++
	if !entry.Type().IsRegular() {
		r.report.add(at, irregular(entry.Type()))
		return nil
	}
	if err := workspace.CheckSlug(stem); err != nil {
		r.report.add(at, asProblem("slug", err))
		return nil
	}
	text, err := readLimited(r.fsys, at, yamledit.DefaultLimits().Bytes)
	if err != nil {
		return err
	}
	decoded, err := spec.Decode(kind, text, spec.Options{Strict: r.strict})
	if err != nil {
		var invalid *workspace.Error
		if !errors.As(err, &invalid) {
			return fmt.Errorf("%s: %w", at, err)
		}
		r.report.add(at, invalid.Problems...)
		return nil
	}
	r.report.add(at, decoded.Problems...)
	r.files = append(r.files, file{path: at, kind: kind, slug: stem, File: decoded})
	return nil
}

// readLimited reads a file up to one byte more than the limit: enough to see that it is too large.
func readLimited(fsys fs.FS, name string, limit int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return text, nil
}

func irregular(mode fs.FileMode) workspace.Problem {
	switch {
	case mode&fs.ModeSymlink != 0:
		return workspace.Problem{Code: "symlink", Message: "this is a symbolic link, not a file", Hint: "put the file itself here; links are not followed"}
	case mode.IsDir():
		return workspace.Problem{Code: "not_a_file", Message: "this is a folder or submodule, not a file", Hint: "rename it, so that it does not end in .yaml"}
	}
	return workspace.Problem{Code: "not_a_file", Message: "this is not a regular file"}
}

func asProblem(code string, err error) workspace.Problem {
	p := workspace.Problem{Code: code, Message: err.Error()}
	var e *workspace.Error
	if errors.As(err, &e) {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}
