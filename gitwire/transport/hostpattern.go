package transport

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"strings"
)

var (
	errNoKey    = errors.New("not \"host type key\", or a key that cannot be read")
	errMarker   = errors.New("a marker other than @cert-authority and @revoked")
	errCertLine = errors.New("a certificate in place of a key")
	errHash     = errors.New("a hashed name must be |1|salt|hash")
	errPattern  = errors.New("an empty host name")
)

// hostPattern is the names of one line of known_hosts.
type hostPattern struct {
	salt, hash []byte   // of a hashed name
	names      []string // lower case, with * and ?; "!" in front excludes
}

func parseHostPattern(hosts []string) (hostPattern, error) {
	if strings.HasPrefix(hosts[0], "|") {
		return parseHashed(hosts)
	}
	var p hostPattern
	for _, h := range hosts {
		if strings.TrimPrefix(h, "!") == "" {
			return hostPattern{}, errPattern
		}
		p.names = append(p.names, strings.ToLower(h))
	}
	return p, nil
}

func parseHashed(hosts []string) (hostPattern, error) {
	parts := strings.Split(hosts[0], "|")
	if len(hosts) != 1 || len(parts) != 4 || parts[1] != "1" {
		return hostPattern{}, errHash
	}
	salt, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return hostPattern{}, errHash
	}
	hash, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil || len(hash) != sha1.Size {
		return hostPattern{}, errHash
	}
	return hostPattern{salt: salt, hash: hash}, nil
}

// match tells whether the line is about a host, named as hostName does it. As in OpenSSH,
// patterns are of the whole name, with brackets and port, and * stands for anything.
func (p hostPattern) match(name string) bool {
	if p.hash != nil {
		mac := hmac.New(sha1.New, p.salt)
		mac.Write([]byte(name))
		return hmac.Equal(mac.Sum(nil), p.hash)
	}
	found := false
	for _, n := range p.names {
		n, not := strings.CutPrefix(n, "!")
		if wildcard(n, name) {
			if not {
				return false
			}
			found = true
		}
	}
	return found
}

// wildcard matches * and ?. It goes back to the last * only, so its time is bounded by the
// product of the lengths.
func wildcard(pattern, s string) bool {
	p, i, star, mark := 0, 0, -1, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
