package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// escape begins an escaped byte: it never occurs in ordinary text.
const escape = '\x1b'

// toText makes text that both engines hold: PostgreSQL takes neither NUL nor invalid UTF-8, which
// names from a repository may have. Such bytes become ESC and two hex digits; fromText undoes it.
func toText[T ~string](given T) string {
	text := string(given)
	if utf8.ValidString(text) && !strings.ContainsAny(text, "\x00\x1b") {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == 0 || r == escape || r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, "%c%02x", escape, text[i])
		} else {
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

func fromText(stored string) string {
	if strings.IndexByte(stored, escape) < 0 {
		return stored
	}
	var b strings.Builder
	for i := 0; i < len(stored); i++ {
		if stored[i] == escape && i+2 < len(stored) {
			if n, err := strconv.ParseUint(stored[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(stored[i])
	}
	return b.String()
}

func toTexts[T ~string](given []T) []string {
	out := make([]string, len(given))
	for i, text := range given {
		out[i] = toText(text)
	}
	return out
}

// indexedChars is how much of a text is indexed. An entry of PostgreSQL's indexes has room for 2,704
// bytes, and a name in a file may be of any length.
const indexedChars = 250

// indexed returns as much of a text as is indexed, as toText does.
func indexed(text string) string {
	text = toText(text)
	chars := 0
	for at := range text {
		if chars == indexedChars {
			return text[:at]
		}
		chars++
	}
	return text
}

// likeText returns the pattern for rows that contain text, with ! as the escape character.
func likeText(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(toText(strings.ToLower(text))) + "%"
}

func toMicros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

func toOptionalMicros(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	n := toMicros(*t)
	return &n
}

func fromOptionalMicros(n *int64) *time.Time {
	if n == nil {
		return nil
	}
	t := fromMicros(*n)
	return &t
}
