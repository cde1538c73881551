package workspace

import (
	"strconv"
	"strings"
	"unicode"
)

// MaxSlug is the longest slug in bytes: with ".yaml" it fits every file system.
const MaxSlug = 200

// Slugify makes a kebab-case slug of a display name: "Users (EU)" becomes "users-eu".
// Letters and digits of any script are kept in lower case; the rest separates words.
// A name without any becomes "untitled".
func Slugify(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if r == '\u00ad' { // a soft hyphen is invisible, not a separator
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		if b.Len()+len(string(r)) > 80 {
			break
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return "untitled"
	}
	return strings.TrimRight(b.String(), "-")
}

// FreeSlug returns slug, or slug-2, slug-3, … : the first that is not taken.
func FreeSlug(slug string, taken func(string) (bool, error)) (string, error) {
	for n := 1; ; n++ {
		candidate := slug
		if n > 1 {
			candidate = slug + "-" + strconv.Itoa(n)
		}
		used, err := taken(candidate)
		if err != nil {
			return "", err
		}
		if !used {
			return candidate, nil
		}
	}
}

// CheckSlug refuses what cannot be the stem of a file. Slugs that come from files are kept
// as they are, so upper case, underscores and a leading hyphen are fine.
func CheckSlug(slug string) error {
	switch {
	case slug == "":
		return Errorf(CodeInvalid, "the slug is empty").WithHint("leave it out to get one made from the name")
	case len(slug) > MaxSlug:
		return Errorf(CodeInvalid, "the slug is longer than %d bytes", MaxSlug)
	case slug == "." || slug == ".." || strings.HasPrefix(slug, ".git"):
		return Errorf(CodeInvalid, "%q cannot be a slug: it would not be a safe file name", slug)
	}
	for _, r := range slug {
		if r == '/' || r == '\\' || r == 0 || unicode.IsControl(r) || r == unicode.ReplacementChar {
			return Errorf(CodeInvalid, "the slug %q has a character that a file name cannot have", slug).
				WithHint("use letters, digits, hyphens and underscores")
		}
	}
	return nil
}
