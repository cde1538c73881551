package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
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
		if !changed("auth") && isSSHAddress(f.url) {
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
	for name, file := range map[string]string{"credential": f.credential, "passphrase": f.passphrase} {
		if file == "" {
			continue
		}
		secret, err := p.readFile(file)
		if err != nil {
			return nil, err
		}
		if name == "passphrase" { // it may begin or end with a space
			body[name] = strings.TrimRight(string(secret), "\r\n")
		} else {
			body[name] = strings.TrimSpace(string(secret))
		}
	}
	if err := f.pin(ctx, p, c, s); err != nil {
		return nil, err
	}
	body["settings"] = *s
	return body, nil
}

// pin puts the SSH server's key into the settings.
func (f reachFlags) pin(ctx context.Context, p *program, c *client, s *gitsync.Settings) error {
	if f.knownHosts != "" {
		text, err := p.readFile(f.knownHosts)
		if err != nil {
			return err
		}
		s.KnownHosts = string(text)
	}
	if s.AuthKind != gitsync.AuthSSH || s.KnownHosts != "" && f.acceptHostKey == "" {
		return nil
	}
	keys, _, err := c.hostKeys(ctx, s.URL)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(keys, func(k gitsync.HostKey) bool { return k.Fingerprint == f.acceptHostKey })
	if i < 0 {
		var shown strings.Builder
		writeHostKeys(&shown, keys)
		return errors.New("the SSH server's key is not known; it shows\n" + shown.String() +
			"compare the fingerprint with what the server's operator publishes, then repeat with --accept-host-key SHA256:...")
	}
	if line := keys[i].Line; !slices.Contains(strings.Split(s.KnownHosts, "\n"), line) {
		s.KnownHosts = strings.TrimLeft(strings.TrimRight(s.KnownHosts, "\n")+"\n"+line+"\n", "\n")
	}
	return nil
}

// isSSHAddress tells ssh://host/path and host:path from the addresses of web servers.
func isSSHAddress(address string) bool {
	if strings.Contains(address, "://") {
		return strings.HasPrefix(address, "ssh://")
	}
	return strings.Contains(address, ":")
}

func (c *client) hostKeys(ctx context.Context, address string) ([]gitsync.HostKey, json.RawMessage, error) {
	keys, raw, err := fetch[api.HostKeys](ctx, c, call{method: http.MethodPost, path: c.gitPath("/host-keys"), body: map[string]string{"url": address}})
	return keys.Data, raw, err
}

func writeHostKeys(w io.Writer, keys []gitsync.HostKey) {
	for _, k := range keys {
		fmt.Fprintf(w, "  %-19s %s\n", k.Type, k.Fingerprint)
	}
}

func (p *program) hostKeysCommand() *cobra.Command {
	return &cobra.Command{
		Use: "host-keys URL", Short: "Show the keys of an SSH server, to compare their fingerprints", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			keys, raw, err := c.hostKeys(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) { writeHostKeys(w, keys) })
		},
	}
}

func (p *program) testCommand() *cobra.Command {
	var f reachFlags
	cmd := &cobra.Command{
		Use: "test", Short: "Try a connection to a repository step by step; nothing is changed", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			c, err := p.client()
			if err != nil {
				return err
			}
			settings, err := c.settings(ctx)
			if err != nil {
				return err
			}
			f.put(cmd, &settings)
			body, err := f.body(ctx, p, c, &settings)
			if err != nil {
				return err
			}
			t, raw, err := fetch[gitsync.ConnectionTest](ctx, c, call{method: http.MethodPost, path: c.gitPath("/test"), body: body})
			if err != nil {
				return err
			}
			if err := p.show(raw, func(w io.Writer) { p.writeTest(w, settings, t) }); err != nil {
				return err
			}
			if !t.OK {
				return errSilent
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

func (p *program) writeTest(w io.Writer, s gitsync.Settings, t gitsync.ConnectionTest) {
	paint := p.palette(p.out)
	names := map[string]string{
		"reach": "the server is reached", "authenticate": "it takes the credential",
		"repository": "the repository can be read", "push": "the repository may be written to",
	}
	for _, step := range t.Steps {
		if step.OK {
			fmt.Fprintf(w, "%s %s\n", paint.green("ok  "), names[step.Name])
			continue
		}
		fmt.Fprintf(w, "%s %s: %s\n", paint.red("FAIL"), names[step.Name], oneLine(step.Message))
		writeHint(w, step.Hint)
		if step.HostKey != nil {
			fmt.Fprintf(w, "  the server shows %s %s\n", step.HostKey.Type, step.HostKey.Fingerprint)
		}
	}
	if len(t.Steps) < 3 || !t.Steps[2].OK {
		return
	}
	branch := s.Branch + " exists"
	if t.Empty {
		branch = s.Branch + " will be made: the repository is empty"
	} else if !t.HasBranch {
		branch = s.Branch + " does not exist"
	}
	fmt.Fprintf(w, "     branch %s; the default is %s, of %s\n", oneLine(branch), oneLine(orDash(t.DefaultBranch)), count(len(t.Branches)+t.MoreBranches, "branch"))
	fmt.Fprintf(w, "     git protocol v%d, %s, %.1f ms a question\n", t.Protocol, map[bool]string{true: "partial reads", false: "whole reads"}[t.ByID], t.RoundTrip)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (p *program) credentialCommand() *cobra.Command {
	var file, passphrase string
	cmd := &cobra.Command{
		Use: "credential", Short: "Set the password, token or SSH key for the remote from standard input", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.putSecret(cmd.Context(), "/credential", "credential", file, passphrase, "The credential is set.")
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "-", "file with the value; - is standard input")
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "file with the passphrase of the SSH key")
	return cmd
}

func (p *program) signingKeyCommand() *cobra.Command {
	var file, passphrase string
	cmd := &cobra.Command{
		Use: "signing-key", Short: "Set the SSH or OpenPGP key that signs commits; an empty one ends signing", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.putSecret(cmd.Context(), "/signing-key", "key", file, passphrase, "Commits are signed from now on. Register this with the git host:")
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "-", "file with the private key; - is standard input")
	cmd.Flags().StringVar(&passphrase, "passphrase-file", "", "file with the key's passphrase")
	return cmd
}

// putSecret sends a secret from a file and says what is public of it.
func (p *program) putSecret(ctx context.Context, path, field, file, passphraseFile, done string) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	value, err := p.readFile(file)
	if err != nil {
		return err
	}
	body := map[string]string{field: strings.TrimSpace(string(value))}
	if passphraseFile != "" {
		passphrase, err := p.readFile(passphraseFile)
		if err != nil {
			return err
		}
		body["passphrase"] = strings.TrimRight(string(passphrase), "\r\n")
	}
	settings, raw, err := fetch[gitsync.Settings](ctx, c, call{method: http.MethodPut, path: c.gitPath(path), body: body})
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) {
		public := settings.PublicKey
		if field == "key" {
			public = settings.SigningKey
			if public == "" {
				done = "Commits are not signed any more."
			}
		}
		fmt.Fprintln(w, done)
		if public != "" {
			fmt.Fprintln(w, public)
		}
	})
}

func (p *program) makeKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "make-key", Short: "Make an SSH key pair for the remote and show its public half", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			settings, raw, err := fetch[gitsync.Settings](cmd.Context(), c, call{method: http.MethodPost, path: c.gitPath("/key-pair")})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) {
				fmt.Fprintln(w, "The private half is kept by the server. Register this with the git host, with write access:")
				fmt.Fprintln(w, settings.PublicKey)
			})
		},
	}
}
