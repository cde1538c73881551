package gitsync

import (
	"net/url"
	"strings"
)

// pages are the web pages of a repository on a git host whose addresses are known.
type pages struct {
	remote string // of the repository; "" when the host is not known
	commit string // of a commit, with {commit} for its id
}

// pagesOf tells the pages from the remote's address, over https or SSH. Hosts are known by their
// names: github.com, gitlab.com, bitbucket.org and codeberg.org, and those that have github,
// gitlab, gitea or forgejo as a word in their name. It asks nobody.
func pagesOf(address string) pages {
	host, path := hostAndPath(address)
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	segments := strings.Count(path, "/") + 1
	if host == "" || path == "" || segments < 2 || strings.Contains(path, "{") {
		return pages{}
	}
	remote := (&url.URL{Scheme: "https", Host: host, Path: "/" + path}).String()
	words := strings.FieldsFunc(host, func(r rune) bool { return r == '.' || r == '-' })
	is := func(names ...string) bool {
		for _, word := range words {
			for _, name := range names {
				if word == name {
					return true
				}
			}
		}
		return false
	}
	switch {
	case is("gitlab"): // groups may be nested
		return pages{remote, remote + "/-/commit/{commit}"}
	case segments != 2:
		return pages{}
	case host == "bitbucket.org":
		return pages{remote, remote + "/commits/{commit}"}
	case is("github", "codeberg", "gitea", "forgejo"):
		return pages{remote, remote + "/commit/{commit}"}
	}
	return pages{}
}

// hostAndPath splits the address of a repository. The host of the web pages has no port where
// git has one of its own: with SSH.
func hostAndPath(address string) (host, path string) {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		switch u.Scheme {
		case "https":
			return strings.ToLower(u.Host), u.Path
		case "ssh", "git+ssh":
			return strings.ToLower(webHost(u.Hostname())), u.Path
		}
		return "", ""
	}
	if !IsSSH(address) {
		return "", ""
	}
	host, path, _ = strings.Cut(address, ":")
	if _, after, found := strings.Cut(host, "@"); found {
		host = after
	}
	return strings.ToLower(webHost(host)), path
}

// webHost is where a host shows pages whose SSH server has a name of its own.
func webHost(host string) string {
	for _, known := range [][2]string{{"ssh.github.com", "github.com"}, {"altssh.gitlab.com", "gitlab.com"}, {"altssh.bitbucket.org", "bitbucket.org"}} {
		if strings.EqualFold(host, known[0]) {
			return known[1]
		}
	}
	return host
}
