package transport

import (
	"bytes"
	"net"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// KnownHosts says which SSH servers are trusted: the text of a known_hosts file (sshd(8),
// SSH_KNOWN_HOSTS FILE FORMAT). The zero value and nil trust none. It does not change.
type KnownHosts struct {
	lines []knownLine
}

// knownLine is one line.
type knownLine struct {
	number  int
	marker  string // "", "cert-authority" or "revoked"
	pattern hostPattern
	key     ssh.PublicKey
}

const (
	markerAuthority = "cert-authority"
	markerRevoked   = "revoked"
)

// ParseKnownHosts reads the text of a known_hosts file. The error, of kind Invalid, names
// the line.
func ParseKnownHosts(text string) (*KnownHosts, error) {
	k := &KnownHosts{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		l, err := parseKnownLine(line)
		if err != nil {
			return nil, wireerr.New(wireerr.Invalid, "known hosts, line %d: %w", number, err)
		}
		l.number = number
		k.lines = append(k.lines, l)
	}
	return k, nil
}

func parseKnownLine(line string) (knownLine, error) {
	if !strings.ContainsAny(line, " \t") {
		return knownLine{}, errNoKey
	}
	marker, hosts, key, _, _, err := ssh.ParseKnownHosts([]byte(line))
	switch {
	case err != nil:
		return knownLine{}, errNoKey
	case marker != "" && marker != markerAuthority && marker != markerRevoked:
		return knownLine{}, errMarker
	}
	if _, ok := key.(*ssh.Certificate); ok {
		return knownLine{}, errCertLine
	}
	pattern, err := parseHostPattern(hosts)
	return knownLine{marker: marker, pattern: pattern, key: key}, err
}

// hostName is a server's name as in known_hosts: host, or [host]:port when the port is not
// the default one. addr is host:port.
func hostName(addr string) string {
	addr = strings.ToLower(addr)
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = addr, defaultPort
	}
	if port == defaultPort {
		return host
	}
	return "[" + host + "]:" + port
}

// Check says nothing of a key that is trusted for addr, host:port. The error is of kind
// HostKey: the key is unknown, has changed, or was revoked. A line without a port is for
// port 22 only.
func (k *KnownHosts) Check(addr string, key ssh.PublicKey, now func() time.Time) error {
	name := hostName(addr)
	shown := showKey(name, key)
	plain := plainKey(key)
	if l := k.find(func(l knownLine) bool { return l.marker == markerRevoked && sameKey(l.key, plain) }); l != nil {
		return hostKeyError(shown, "this key of %s was revoked (known hosts, line %d): somebody else may hold it", name, l.number)
	}
	if cert, ok := key.(*ssh.Certificate); ok {
		return k.checkCert(addr, cert, shown, now)
	}
	if k.find(func(l knownLine) bool { return l.marker == "" && sameKey(l.key, key) && l.pattern.match(name) }) != nil {
		return nil
	}
	if l := k.find(func(l knownLine) bool { return l.marker == "" && l.pattern.match(name) }); l != nil {
		return hostKeyError(shown, "the host key of %s has changed (known hosts, line %d, has %s %s): somebody may be between",
			name, l.number, l.key.Type(), ssh.FingerprintSHA256(l.key))
	}
	return hostKeyError(shown, "the host key of %s is not known", name)
}

// checkCert checks a host certificate: its authority, names, dates and signature.
func (k *KnownHosts) checkCert(addr string, cert *ssh.Certificate, shown wireerr.Key, now func() time.Time) error {
	name := hostName(addr)
	checker := ssh.CertChecker{
		Clock: now,
		IsHostAuthority: func(auth ssh.PublicKey, _ string) bool {
			return k.find(func(l knownLine) bool {
				return l.marker == markerAuthority && sameKey(l.key, auth) && l.pattern.match(name)
			}) != nil
		},
		IsRevoked: func(c *ssh.Certificate) bool {
			return k.find(func(l knownLine) bool { return l.marker == markerRevoked && sameKey(l.key, c.SignatureKey) }) != nil
		},
	}
	if err := checker.CheckHostKey(addr, nil, cert); err != nil {
		return hostKeyError(shown, "the host certificate of %s is not valid: %w", name, err)
	}
	return nil
}

func (k *KnownHosts) find(is func(knownLine) bool) *knownLine {
	if k == nil {
		return nil
	}
	if i := slices.IndexFunc(k.lines, is); i >= 0 {
		return &k.lines[i]
	}
	return nil
}

// Names tells whether a line without a marker is about a server, named as in wireerr.Key.Host:
// also by a pattern, a hash or one name of several.
func (k *KnownHosts) Names(host string) bool {
	return k.find(func(l knownLine) bool { return l.marker == "" && l.pattern.match(host) }) != nil
}

// Callback checks the keys of servers in handshakes.
func (k *KnownHosts) Callback(now func() time.Time) ssh.HostKeyCallback {
	return func(addr string, _ net.Addr, key ssh.PublicKey) error { return k.Check(addr, key, now) }
}

// Algorithms is the order in which to ask addr, host:port, for its keys: certificates when
// an authority is known, the keys that are known, then the others, so that a server that
// has none of them shows one that can be named. Else it might show a good key of another
// type, which looks as if it had changed. There is no SHA-1 and no DSA among them.
func (k *KnownHosts) Algorithms(addr string) []string {
	name := hostName(addr)
	var out []string
	if k.find(func(l knownLine) bool { return l.marker == markerAuthority && l.pattern.match(name) }) != nil {
		out = append(out, certAlgorithms()...)
	}
	var known, others []string
	for _, t := range keyTypes() {
		is := func(l knownLine) bool { return l.marker == "" && l.key.Type() == t && l.pattern.match(name) }
		if k.find(is) != nil {
			known = append(known, signatureAlgorithms(t)...)
		} else {
			others = append(others, signatureAlgorithms(t)...)
		}
	}
	return slices.Concat(out, known, others)
}

// keyTypes are the types of host keys, the best first.
func keyTypes() []string {
	return []string{ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSA}
}

func certAlgorithms() []string {
	return []string{
		ssh.CertAlgoED25519v01, ssh.CertAlgoECDSA256v01, ssh.CertAlgoECDSA384v01, ssh.CertAlgoECDSA521v01,
		ssh.CertAlgoRSASHA512v01, ssh.CertAlgoRSASHA256v01,
	}
}

func signatureAlgorithms(keyType string) []string {
	if keyType == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{keyType}
}

// plainKey is the key that a certificate is about.
func plainKey(key ssh.PublicKey) ssh.PublicKey {
	if cert, ok := key.(*ssh.Certificate); ok {
		return cert.Key
	}
	return key
}

func sameKey(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }

// showKey is a server's key for people, and as a line for known_hosts.
func showKey(name string, key ssh.PublicKey) wireerr.Key {
	key = plainKey(key)
	return wireerr.Key{
		Host: name, Type: key.Type(), Fingerprint: ssh.FingerprintSHA256(key),
		Line: name + " " + strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))),
	}
}

func hostKeyError(shown wireerr.Key, format string, args ...any) error {
	e := wireerr.New(wireerr.HostKey, format, args...)
	e.Key = &shown
	return e
}
