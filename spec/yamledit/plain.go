package yamledit

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainSafe reports whether s, written without quotes, reads as the same text
// here and in YAML 1.1 readers.
func plainSafe(s string, flow bool) bool {
	if s == "" || !printable(s) || strings.ContainsAny(s, "\n\t") || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	if strings.ContainsRune(",[]{}#&*!|>'\"%@`", rune(s[0])) {
		return false
	}
	if strings.ContainsRune("-?:", rune(s[0])) && (len(s) == 1 || s[1] == ' ' || flow) {
		return false
	}
	if strings.HasPrefix(s, "---") || strings.HasPrefix(s, "...") {
		return false
	}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") || s[len(s)-1] == ':' {
		return false
	}
	if flow && strings.ContainsAny(s, ",[]{}:") {
		return false
	}
	return !readsAsOther(s)
}

// printable reports whether s can be written without escapes; line feeds and
// tabs count as such.
func printable(s string) bool {
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
		case r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r >= 0xFFFE && r <= 0xFFFF:
			return false
		case r > 0xFFFF && !unicode.IsPrint(r):
			return false
		}
	}
	return utf8.ValidString(s)
}

// readsAsOther reports whether a plain s is a null, bool, number, merge key or
// timestamp to some YAML reader.
func readsAsOther(s string) bool {
	switch strings.ToLower(s) {
	case "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "<<", "=",
		".nan", ".inf", "+.inf", "-.inf":
		return true
	}
	c := s[0]
	if c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		return false
	}
	digits := strings.ReplaceAll(s, "_", "")
	if _, err := strconv.ParseInt(digits, 0, 64); err == nil {
		return true
	}
	if _, err := strconv.ParseFloat(digits, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return true
	}
	return strings.Contains(digits, ":") && strings.Trim(digits, "+-.:0123456789") == "" || timeLike(s)
}

// timeLike reports whether s begins like a date, as timestamps do.
func timeLike(s string) bool {
	if len(s) < 8 || s[4] != '-' {
		return false
	}
	_, err := strconv.Atoi(s[:4])
	return err == nil && s[5] >= '0' && s[5] <= '9'
}

func singleQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func doubleQuoted(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case printable(string(r)):
			b.WriteRune(r)
		default:
			width, letter := 8, byte('U')
			if r <= 0xFF {
				width, letter = 2, 'x'
			} else if r <= 0xFFFF {
				width, letter = 4, 'u'
			}
			b.WriteByte('\\')
			b.WriteByte(letter)
			for i := width - 1; i >= 0; i-- {
				b.WriteByte(hex[r>>(4*i)&0xF])
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}
