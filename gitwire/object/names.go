package object

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxPath is the longest path that CheckPath allows, in bytes.
const MaxPath = 4096

// CheckName tells why a name may not stand in a tree: empty, ".", "..", ".git" in any
// case or disguise, a slash, a backslash, a control character, or not UTF-8.
func CheckName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("empty name")
	case name == "." || name == "..":
		return fmt.Errorf("name %q", name)
	case len(name) > 255:
		return fmt.Errorf("name of %d bytes", len(name))
	case !utf8.ValidString(name):
		return fmt.Errorf("name %q is not UTF-8", name)
	}
	for _, r := range name {
		if r < 0x20 || r >= 0x7f && r < 0xa0 {
			return fmt.Errorf("name %q has a control character", name)
		}
		if r == '/' || r == '\\' {
			return fmt.Errorf("name %q has a slash", name)
		}
	}
	if isDotGit(name) {
		return fmt.Errorf("name %q stands for .git", name)
	}
	return nil
}

// isDotGit follows git's is_hfs_dotgit and is_ntfs_dotgit: file systems ignore case,
// some format characters, and what follows a colon or trailing dots and spaces.
func isDotGit(name string) bool {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 0x200c && r <= 0x200f, r >= 0x202a && r <= 0x202e,
			r >= 0x206a && r <= 0x206f, r == 0xfeff:
			return -1
		}
		return r
	}, name)
	name, _, _ = strings.Cut(name, ":")
	name = strings.ToLower(strings.TrimRight(name, ". "))
	return name == ".git" || name == "git~1"
}

// CheckPath tells why a slash path from the repository's root may not be used.
func CheckPath(path string) error {
	if len(path) > MaxPath {
		return fmt.Errorf("path of %d bytes", len(path))
	}
	for name := range strings.SplitSeq(path, "/") {
		if err := CheckName(name); err != nil {
			return fmt.Errorf("path %q: %w", path, err)
		}
	}
	return nil
}

// CheckBranch tells why a short branch name is not one, by the rules of git-check-ref-format(1).
func CheckBranch(name string) error {
	bad := name == "" || name == "@" || len(name) > 255 || strings.HasPrefix(name, "-") ||
		strings.HasSuffix(name, ".") || strings.Contains(name, "..") || strings.Contains(name, "@{") ||
		strings.ContainsAny(name, " ~^:?*[\\\x7f") || !utf8.ValidString(name)
	for _, r := range name {
		bad = bad || r < 0x20
	}
	for part := range strings.SplitSeq(name, "/") {
		bad = bad || part == "" || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock")
	}
	if bad {
		return fmt.Errorf("branch name %q is not valid", name)
	}
	return nil
}

// Join puts a name behind a folder; "" is the root.
func Join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}
