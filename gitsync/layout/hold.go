package layout

import (
	"bytes"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"unicode"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// The types of Git's tree entries, as in their modes. All others are files.
const (
	modeType      = 0o170000
	modeFolder    = 0o040000
	modeSymlink   = 0o120000
	modeSubmodule = 0o160000
)

// HoldEntry tells from a tree entry why it cannot be a resource's file: what it is, its name,
// or a size in bytes over the limit. Pass a size or limit of 0 when there is none. It returns
// nil when the file can be read.
func HoldEntry(file string, mode uint32, size, limit int64) *reconcile.Hold {
	stem := strings.TrimSuffix(path.Base(file), extension)
	if err := workspace.CheckSlug(stem); err != nil {
		return &reconcile.Hold{
			Reason:  reconcile.ReasonBadName,
			Message: fmt.Sprintf("the name of %q cannot be a slug: it is empty, reserved, too long or has characters that are not allowed", file),
			Hint:    fmt.Sprintf("rename the file: up to %d bytes; letters, digits, hyphens and underscores are always fine", workspace.MaxSlug),
		}
	}
	switch mode & modeType {
	case modeSymlink:
		return notAFile(file, "a symbolic link", "replace the link by the file that it points to")
	case modeSubmodule:
		return notAFile(file, "a submodule", "remove the submodule, or move it out of this folder")
	case modeFolder:
		return notAFile(file, "a folder", "rename the folder: names that end with "+extension+" are for files")
	}
	if limit > 0 && size > limit {
		return &reconcile.Hold{
			Reason:  reconcile.ReasonTooLarge,
			Message: fmt.Sprintf("%s has %s, the limit is %s", file, bytesText(size), bytesText(limit)),
			Hint:    "make the file smaller, or raise the limit in the Git Sync settings",
		}
	}
	return nil
}

func notAFile(file, what, hint string) *reconcile.Hold {
	return &reconcile.Hold{Reason: reconcile.ReasonNotAFile, Message: file + " is " + what + ", not a file", Hint: hint}
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d bytes", n)
}

// maxPointer is the size in bytes that a Git LFS pointer stays below.
const maxPointer = 1024

// HoldContent tells from a file's content why it cannot be read as a resource: a Git LFS
// pointer stands in its place. It returns nil otherwise.
//
// Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
func HoldContent(text []byte) *reconcile.Hold {
	if len(text) >= maxPointer || !bytes.HasPrefix(text, []byte("version https://git-lfs.github.com/spec/v1")) {
		return nil
	}
	return &reconcile.Hold{
		Reason:  reconcile.ReasonLFS,
		Message: "the file is kept in Git LFS; only a pointer to it is in the repository",
		Hint:    "take *" + extension + " out of .gitattributes, run git lfs migrate export for it and push",
	}
}

// CaseTwins holds resource files whose paths differ only in case, because many disks and
// readers cannot tell them apart. A file that is in the base goes on; if none of a group is,
// all are held. It returns the holds by path.
func CaseTwins(paths iter.Seq[string], inBase func(path string) bool) map[string]*reconcile.Hold {
	groups := map[string][]string{}
	for file := range paths {
		key := strings.Map(fold, file)
		groups[key] = append(groups[key], file)
	}
	out := map[string]*reconcile.Hold{}
	for _, group := range groups {
		slices.Sort(group)
		group = slices.Compact(group)
		if len(group) == 1 {
			continue
		}
		for i, file := range group {
			if inBase(file) {
				continue
			}
			others := slices.Delete(slices.Clone(group), i, i+1)
			out[file] = &reconcile.Hold{
				Reason:  reconcile.ReasonCaseTwin,
				Message: fmt.Sprintf("%s differs from %s only in upper and lower case", file, strings.Join(others, " and ")),
				Hint:    "keep one of them, or give this one another name",
			}
		}
	}
	return out
}

// fold maps the letters that differ only in case to one of them.
func fold(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}
