package transport

import (
	"net"
	"net/url"
	"strings"

	"lockstep.dev/gitwire/wireerr"
)

const (
	defaultUser = "git"
	defaultPort = "22"
)

// sshAddr is where a repository is, and as whom to go there.
type sshAddr struct {
	user, host, port string
	path             string // as the server's command gets it
	url              string // without user info
}

// IsSSH tells whether a URL is one for NewSSH: ssh://host/path, or host:path as scp has it.
func IsSSH(raw string) bool {
	if scheme, _, ok := strings.Cut(raw, "://"); ok {
		return strings.EqualFold(scheme, "ssh")
	}
	_, _, ok := cutScp(raw)
	return ok
}

// cutScp parts user@host and path. The host of an IPv6 address is in brackets.
func cutScp(raw string) (login, path string, ok bool) {
	from := 0
	if b := strings.Index(raw, "["); b == 0 || b > 0 && raw[b-1] == '@' {
		from = max(0, strings.Index(raw, "]"))
	}
	colon := strings.Index(raw[from:], ":")
	if colon < 0 || strings.Contains(raw[:from+colon], "/") {
		return "", "", false
	}
	return raw[:from+colon], raw[from+colon+1:], true
}

func parseSSHAddr(raw string) (sshAddr, error) {
	a, err := parseSSHURL(raw)
	if err != nil {
		return sshAddr{}, err
	}
	if a.user == "" {
		a.user = defaultUser
	}
	if a.port == "" {
		a.port = defaultPort
	}
	a.host = strings.ToLower(a.host)
	bad := func(s string) bool {
		return strings.HasPrefix(s, "-") || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	}
	switch {
	case a.host == "" || a.path == "" || a.path == "/":
		return sshAddr{}, wireerr.New(wireerr.Invalid, "the URL must be ssh://user@host/path or user@host:path")
	// The other side's shell and git would take a leading dash for an option.
	case bad(a.host), bad(a.user), bad(a.path), strings.ContainsAny(a.host, " \t,@/"):
		return sshAddr{}, wireerr.New(wireerr.Invalid, "the URL has a host, user or path that is not allowed")
	}
	return a, nil
}

func parseSSHURL(raw string) (sshAddr, error) {
	if login, path, ok := cutScp(raw); ok && !strings.Contains(raw, "://") {
		user, host, ok := strings.Cut(login, "@")
		if !ok {
			user, host = "", login
		}
		if first, _, _ := strings.Cut(path, "/"); user == "" && strings.Index(first, "@") > 0 {
			return sshAddr{}, errPasswordInURL() // user:password@host, cut at the first colon
		}
		// What begins without a slash is relative to the user's home, which no ssh:// URL
		// can say to every server.
		shown := host + ":" + path
		if strings.HasPrefix(path, "/") {
			shown = "ssh://" + host + path
		}
		if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
			host = host[1 : len(host)-1]
		}
		return sshAddr{user: user, host: host, path: path, url: shown}, nil
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return sshAddr{}, wireerr.New(wireerr.Invalid, "the URL cannot be read")
	case !strings.EqualFold(u.Scheme, "ssh"):
		return sshAddr{}, wireerr.New(wireerr.Invalid, "the URL must begin with ssh://")
	case u.RawQuery != "" || u.Fragment != "":
		return sshAddr{}, wireerr.New(wireerr.Invalid, "the URL must be ssh://user@host/path")
	}
	if _, has := u.User.Password(); has {
		return sshAddr{}, errPasswordInURL()
	}
	a := sshAddr{user: u.User.Username(), host: u.Hostname(), port: u.Port(), path: u.Path}
	shown := url.URL{Scheme: "ssh", Host: strings.ToLower(u.Host), Path: u.Path}
	a.url = shown.String()
	if strings.HasPrefix(a.path, "/~") {
		a.path = a.path[1:]
	}
	return a, nil
}

func errPasswordInURL() error {
	return wireerr.New(wireerr.Invalid, "the URL must not hold a password; SSH needs a key")
}

// dial is the address for a dialer.
func (a sshAddr) dial() string { return net.JoinHostPort(a.host, a.port) }

// command is what the server is to execute, quoted for a shell as git does it: within
// single quotes, those and exclamation marks outside of them.
func (a sshAddr) command(s Service) string {
	return string(s) + " '" + strings.NewReplacer("'", `'\''`, "!", `'\!'`).Replace(a.path) + "'"
}
