package wireerr

import (
	"regexp"
	"strings"
	"unicode"
)

// MaxText bounds what is kept of a server's words, in bytes.
const MaxText = 2048

// Clean makes a server's words safe to show and to log: valid UTF-8, no control
// characters or terminal escapes but line feeds, no user info in URLs, at most MaxText bytes.
func Clean(s string) string {
	if len(s) > 4*MaxText {
		s = s[:4*MaxText]
	}
	s = strings.ToValidUTF8(s, "�")
	s = regexp.MustCompile(`\x1b\[[0-9;?]*[ -/]*[@-~]`).ReplaceAllString(s, "")
	s = regexp.MustCompile(`://[^/@\s]*@`).ReplaceAllString(s, "://")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			kept = append(kept, l)
		}
	}
	s = strings.Join(kept, "\n")
	if len(s) > MaxText {
		s = strings.ToValidUTF8(s[:MaxText-len("…")], "") + "…"
	}
	return s
}
