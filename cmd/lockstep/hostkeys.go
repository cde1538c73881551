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
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/workspace"
)

func (p *program) hostKeysCommand() *cobra.Command {
	var accept string
	cmd := &cobra.Command{
		Use: "host-keys [URL]", Short: "Show the keys of an SSH server, and trust one", Args: cobra.MaximumNArgs(1),
		Long: `Shows the keys of the SSH server of an address, or of the workspace's remote, for
comparing their fingerprints with what the server's operator publishes. With
--accept, the workspace trusts that key from now on, and no other of the server.

  lockstep git-sync host-keys git@git.example.com:team/config.git
  lockstep git-sync host-keys --accept SHA256:...`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.hostKeys(cmd.Context(), first(append(args, "")...), accept)
		},
	}
	cmd.Flags().StringVar(&accept, "accept", "", "fingerprint (SHA256:...) of the key to trust from now on")
	return cmd
}

func (p *program) hostKeys(ctx context.Context, address, accept string) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	settings, err := c.settings(ctx)
	if err != nil {
		return err
	}
	if address = first(address, settings.URL); address == "" {
		return usage("the workspace has no remote yet", "give the address of a repository, such as git@host:path")
	}
	keys, raw, err := c.hostKeys(ctx, address)
	if err != nil {
		return err
	}
	if accept == "" {
		return p.show(raw, func(w io.Writer) { writeHostKeys(w, settings, keys) })
	}
	if err := trust(&settings, keys, accept); err != nil {
		return err
	}
	settings, raw, err = fetch[gitsync.Settings](ctx, c, call{method: http.MethodPut, path: c.gitPath("/settings"), body: settings})
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) { writeHostKeys(w, settings, keys) })
}

func (c *client) hostKeys(ctx context.Context, address string) ([]gitsync.HostKey, json.RawMessage, error) {
	keys, raw, err := fetch[api.HostKeys](ctx, c, call{method: http.MethodPost, path: c.gitPath("/host-keys"), body: map[string]string{"url": address}})
	return keys.Data, raw, err
}

// trust makes the key with a fingerprint the only one that the settings know of its server.
func trust(s *gitsync.Settings, keys []gitsync.HostKey, fingerprint string) error {
	i := slices.IndexFunc(keys, func(k gitsync.HostKey) bool { return k.Fingerprint == fingerprint })
	if i < 0 {
		var shown []string
		for _, k := range keys {
			shown = append(shown, k.Type+" "+k.Fingerprint)
		}
		return workspace.Errorf(workspace.CodeInvalid, "the SSH server has no key with the fingerprint %s", oneLine(fingerprint)).
			WithHint("it shows %s", strings.Join(shown, ", "))
	}
	var kept strings.Builder
	for line := range strings.Lines(s.KnownHosts) {
		if known, err := transport.ParseKnownHosts(line); err == nil && known.Names(keys[i].Host) {
			continue
		}
		kept.WriteString(strings.TrimRight(line, "\n") + "\n")
	}
	s.KnownHosts = kept.String() + keys[i].Line + "\n"
	return nil
}

func writeHostKeys(w io.Writer, s gitsync.Settings, keys []gitsync.HostKey) {
	known := strings.Split(s.KnownHosts, "\n")
	trusted := func(k gitsync.HostKey) bool { return slices.Contains(known, k.Line) }
	var rows [][]string
	for _, k := range keys {
		rows = append(rows, []string{k.Type, k.Fingerprint, map[bool]string{true: "trusted", false: "-"}[trusted(k)]})
	}
	table(w, []string{"TYPE", "FINGERPRINT", "KNOWN"}, rows)
	if !slices.ContainsFunc(keys, trusted) {
		fmt.Fprintln(w, "Compare a fingerprint with what the server's operator publishes. If it is the same:")
		fmt.Fprintln(w, "  next: lockstep git-sync host-keys --accept SHA256:..., or connect with --accept-host-key SHA256:...")
	}
}

// untrusted says how to go on when a request failed because of the SSH server's key; else it is
// the error as it was.
func (c *client) untrusted(ctx context.Context, body map[string]any, err error) error {
	if workspace.CodeOf(err) != workspace.CodeInvalid {
		return err
	}
	tried := map[string]any{}
	for _, name := range []string{"settings", "credential", "passphrase"} {
		if value, ok := body[name]; ok {
			tried[name] = value
		}
	}
	t, _, failed := fetch[gitsync.ConnectionTest](ctx, c, call{method: http.MethodPost, path: c.gitPath("/test"), body: tried})
	if failed != nil {
		return err
	}
	var e *workspace.Error
	for _, step := range t.Steps {
		if step.HostKey != nil && errors.As(err, &e) {
			told := *e
			told.Hint = e.Hint + "\n  next: repeat with --accept-host-key " + step.HostKey.Fingerprint
			return &told
		}
	}
	return err
}
