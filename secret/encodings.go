package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// encodings lists what a secret looks like in the places where it can turn up, longest first.
func encodings(v string) []string {
	forms := []string{
		v,
		url.QueryEscape(v), url.PathEscape(v), strings.TrimPrefix(url.UserPassword("", v).String(), ":"),
		jsonEscaped(v, true), jsonEscaped(v, false), unquoted(strconv.Quote(v)),
		hex.EncodeToString([]byte(v)), strings.ToUpper(hex.EncodeToString([]byte(v))),
	}
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		forms = append(forms, e.EncodeToString([]byte(v)))
		for offset := range 3 {
			forms = append(forms, base64Core(e, v, offset))
		}
	}
	forms = slices.DeleteFunc(forms, func(f string) bool { return len(f) < minSecret })
	slices.SortFunc(forms, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(forms)
}

// base64Core is the run of characters that v alone decides when it is encoded inside a longer text, at a
// byte offset of 0, 1 or 2 modulo 3; so "user:password" is found by its password.
func base64Core(e *base64.Encoding, v string, offset int) string {
	all := e.EncodeToString(append(make([]byte, offset), v...))
	return all[(offset*8+5)/6 : (offset+len(v))*8/6]
}

func jsonEscaped(v string, html bool) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(html)
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return unquoted(strings.TrimSuffix(b.String(), "\n"))
}

func unquoted(s string) string { return s[1 : len(s)-1] }
