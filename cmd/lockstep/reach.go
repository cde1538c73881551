package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"lockstep.dev/gitsync"
)

// reachFlags say how a remote is reached, for connect and test.
type reachFlags struct {
	url, branch, username, auth string
	credential, passphrase      string // files
	knownHosts, acceptHostKey   string
	builtIn, allowHTTP          bool
}

func (f *reachFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.url, "url", "", "address of the repository: https://host/path, or git@host:path with an SSH key")
	flags.BoolVar(&f.builtIn, "built-in", false, "use the server's own repository")
	flags.StringVar(&f.branch, "branch", "", "branch (default main)")
	flags.StringVar(&f.auth, "auth", "", "none, basic, bearer or ssh (default ssh for an SSH address)")
	flags.StringVar(&f.username, "username", "", "user name for basic")
	flags.StringVar(&f.credential, "credential-file", "", "file with the password, token or private SSH key; - is standard input")
	flags.StringVar(&f.passphrase, "passphrase-file", "", "file with the passphrase of the SSH key")
	flags.StringVar(&f.knownHosts, "known-hosts-file", "", "file with the SSH server's keys, as known_hosts")
	flags.StringVar(&f.acceptHostKey, "accept-host-key", "", "fingerprint (SHA256:...) of the SSH server's key, to trust from now on")
	flags.BoolVar(&f.allowHTTP, "allow-http", false, "plain http to another machine")
}

// put writes the flags that were given over the settings.
func (f reachFlags) put(cmd *cobra.Command, s *gitsync.Settings) {
	changed := cmd.Flags().Changed
	if changed("url") {
		s.URL, s.BuiltIn = f.url, false
		if !changed("auth") && gitsync.IsSSH(f.url) {
			s.AuthKind = gitsync.AuthSSH
		}
	}
	if changed("built-in") {
		s.BuiltIn = f.builtIn
		if f.builtIn {
			s.URL, s.AuthKind = "", gitsync.AuthNone
		}
	}
	for name, set := range map[string]func(){
		"branch": func() { s.Branch = f.branch }, "username": func() { s.Username = f.username },
		"auth": func() { s.AuthKind = gitsync.AuthKind(f.auth) }, "allow-http": func() { s.AllowHTTP = f.allowHTTP },
	} {
		if changed(name) {
			set()
		}
	}
}

// body is the settings with the secrets, for a request. The SSH server's key is settled first.
func (f reachFlags) body(ctx context.Context, p *program, c *client, s *gitsync.Settings) (map[string]any, error) {
	body := map[string]any{}
	if f.credential != "" {
		value, err := p.readFile(f.credential)
		if err != nil {
			return nil, err
		}
		body["credential"] = strings.TrimSpace(string(value))
	}
	if f.passphrase != "" {
		value, err := p.readPassphrase(f.passphrase)
		if err != nil {
			return nil, err
		}
		body["passphrase"] = value
	}
	if err := f.pin(ctx, p, c, s); err != nil {
		return nil, err
	}
	body["settings"] = *s
	return body, nil
}

// pin puts the keys of the SSH server that flags name into the settings.
func (f reachFlags) pin(ctx context.Context, p *program, c *client, s *gitsync.Settings) error {
	if f.knownHosts != "" {
		text, err := p.readFile(f.knownHosts)
		if err != nil {
			return err
		}
		s.KnownHosts = string(text)
	}
	if f.acceptHostKey == "" {
		return nil
	}
	keys, _, err := c.hostKeys(ctx, s.URL)
	if err != nil {
		return err
	}
	return trust(s, keys, f.acceptHostKey)
}
