package secret

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

const (
	// minSecret is the length in bytes under which a value would be found by chance everywhere.
	minSecret = 4
	// maxSecrets bounds memory and the time of each redaction.
	maxSecrets = 1024
)

// Redactor replaces secrets by "[redacted]". It finds the values given to Add, in clear and in the usual
// encodings, and by their shape passwords in URLs and connection strings and Authorization headers. It
// is safe for concurrent use. Use NewRedactor.
type Redactor struct {
	credentials []credential

	mu    sync.RWMutex
	order []string            // the values, oldest first
	forms map[string][]string // value -> what to look for
}

// NewRedactor knows the given values from the start.
func NewRedactor(values ...string) *Redactor {
	r := &Redactor{credentials: credentials(), forms: map[string][]string{}}
	r.Add(values...)
	return r
}

// Add makes values known. Values shorter than 4 bytes are ignored; above 1024 values those added the
// longest ago are forgotten. Adding a known value again keeps it longer.
func (r *Redactor) Add(values ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range values {
		if len(v) < minSecret {
			continue
		}
		if _, known := r.forms[v]; known {
			r.order = slices.DeleteFunc(r.order, func(o string) bool { return o == v })
		} else {
			r.forms[v] = encodings(v)
		}
		r.order = append(r.order, v)
		if len(r.order) > maxSecrets {
			delete(r.forms, r.order[0])
			r.order = r.order[1:]
		}
	}
}

// String returns s without secrets. Overlapping and adjoining secrets become one mask.
func (r *Redactor) String(s string) string {
	s = cut(s, r.find(s))
	for _, c := range r.credentials {
		s = c.pattern.ReplaceAllString(s, c.with)
	}
	return s
}

// Error returns err with a redacted message, or nil for nil. errors.Is and errors.As still reach err.
func (r *Redactor) Error(err error) error {
	if err == nil {
		return nil
	}
	return &redacted{text: r.String(err.Error()), err: err}
}

type redacted struct {
	text string
	err  error
}

func (e *redacted) Error() string    { return e.text }
func (e *redacted) GoString() string { return e.text }
func (e *redacted) Unwrap() error    { return e.err }

type span struct{ from, to int }

func (r *Redactor) find(s string) []span {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var found []span
	for _, v := range r.order {
		for _, form := range r.forms[v] {
			for at := 0; ; {
				i := strings.Index(s[at:], form)
				if i < 0 {
					break
				}
				found = append(found, span{at + i, at + i + len(form)})
				at += i + 1
			}
		}
	}
	return found
}

func cut(s string, found []span) string {
	if len(found) == 0 {
		return s
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	kept := 0
	for i := 0; i < len(found); {
		to := found[i].to
		j := i + 1
		for ; j < len(found) && found[j].from <= to; j++ {
			to = max(to, found[j].to)
		}
		b.WriteString(s[kept:found[i].from])
		b.WriteString(mask)
		kept, i = to, j
	}
	return b.String() + s[kept:]
}

type credential struct {
	pattern *regexp.Regexp
	with    string
}

// credentials are the shapes that hold a secret whatever its value.
func credentials() []credential {
	return []credential{
		// scheme://user:password@host
		{regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]*://[^\s/?#:@"'<>]*):[^\s/"'<>]*@`), "${1}:" + mask + "@"},
		// Authorization: Basic …, in a header, a map or JSON, to the end of the value
		{regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*["'\[]{0,2})[^\s"'\]][^\r\n"'\]]*`), "${1}" + mask},
		// password=… in a connection string or a query
		{regexp.MustCompile(`(?i)\b(password|passwd|pwd)=('[^']*'|[^\s&;'"]+)`), "${1}=" + mask},
	}
}
