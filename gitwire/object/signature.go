package object

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Signature says who made something, and when (to the second, with the zone's offset).
type Signature struct {
	Name, Email string
	When        time.Time
}

// String is the form in a commit, `Name <email> seconds +hhmm`. What the format cannot
// hold is left out; an empty name becomes the e-mail's local part, an early time 1970.
func (s Signature) String() string {
	email := cleanIdent(s.Email)
	name := cleanIdent(s.Name)
	if name == "" {
		local, _, _ := strings.Cut(email, "@")
		name = cleanIdent(local)
	}
	if name == "" {
		name = "unknown"
	}
	_, offset := s.When.Zone()
	if offset <= -100*3600 || offset >= 100*3600 { // which four digits cannot say
		offset = 0
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("%s <%s> %d %c%02d%02d", name, email, max(s.When.Unix(), 0), sign, offset/3600, offset/60%60)
}

// cleanIdent drops what ends a field, and the characters that git trims from its ends.
func cleanIdent(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '<' || r == '>' || unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Trim(s, " .,:;\"'\\")
}

// ParseSignature reads the form of String, leniently.
func ParseSignature(s string) Signature {
	var sig Signature
	s = strings.ToValidUTF8(s, "\uFFFD")
	name, rest, ok := strings.Cut(s, "<")
	sig.Name = strings.Trim(name, " ")
	if !ok {
		return sig
	}
	end := strings.LastIndexByte(rest, '>')
	if end < 0 {
		sig.Email = rest
		return sig
	}
	sig.Email = rest[:end]
	secs, zone, _ := strings.Cut(strings.TrimSpace(rest[end+1:]), " ")
	n, err := strconv.ParseInt(secs, 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return sig
	}
	sig.When = time.Unix(n, 0).In(parseZone(zone))
	return sig
}

func parseZone(s string) *time.Location {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 5 || s[0] != '+' && s[0] != '-' || n%100 <= -60 || n%100 >= 60 {
		return time.UTC
	}
	return time.FixedZone("", n/100*3600+n%100*60)
}
