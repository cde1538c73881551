package main

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
)

// connectFlags are what connect sets. Settings that are not named keep their value.
type connectFlags struct {
	reachFlags
	path, mode, conflict, deletes, direction string
	connections, manifest, strict, yes       bool
}

func (p *program) connectCommand() *cobra.Command {
	var f connectFlags
	cmd := &cobra.Command{
		Use: "connect", Short: "Show what connecting to a branch would do, and with --yes do it", Args: cobra.NoArgs,
		Long: `Shows what connecting the workspace to a branch would do. With --yes it does
exactly that, and refuses if something moved meanwhile.

  lockstep git-sync connect --built-in --direction app-to-repo --yes
  lockstep git-sync connect --url https://git.example.com/team/config.git --auth basic \
      --username bot --credential-file token.txt --direction two-way
  lockstep git-sync connect --url git@git.example.com:team/config.git \
      --credential-file id_ed25519 --accept-host-key SHA256:... --direction two-way`,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.connectGit(cmd, f) },
	}
	flags := cmd.Flags()
	f.add(cmd)
	flags.StringVar(&f.path, "path", "", "folder in the repository (default its top)")
	flags.StringVar(&f.mode, "mode", "", "two-way, read-only or backup")
	flags.StringVar(&f.conflict, "conflicts", "", "ask, prefer-app or prefer-repo")
	flags.StringVar(&f.deletes, "deletes", "", "what deleting a file does: archive, keep or delete")
	flags.BoolVar(&f.connections, "include-connections", false, "keep sources and destinations in files too, without secrets")
	flags.BoolVar(&f.manifest, "manifest", false, "write the manifest file")
	flags.BoolVar(&f.strict, "strict", false, "hold files with unknown keys")
	flags.StringVar(&f.direction, "direction", string(reconcile.TwoWay), "first: two-way (merge), app-to-repo or repo-to-app")
	flags.BoolVar(&f.yes, "yes", false, "do it, not only show it")
	return cmd
}

func (p *program) connectGit(cmd *cobra.Command, f connectFlags) error {
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
	body["direction"] = f.direction
	plan, raw, err := fetch[gitsync.Plan](ctx, c, call{method: http.MethodPost, path: c.gitPath("/preview"), body: body})
	if err != nil {
		return c.untrusted(ctx, body, err)
	}
	if !f.yes {
		return p.show(raw, func(w io.Writer) {
			p.writePlan(w, plan)
			fmt.Fprintln(w, "Nothing was changed. Repeat with --yes to connect.")
		})
	}
	body["plan"] = plan.Hash
	if _, err := c.do(ctx, call{method: http.MethodPost, path: c.gitPath("/connect"), body: body}); err != nil {
		return err
	}
	return p.firstCycle(ctx, c, plan)
}

// firstCycle waits for the first cycle, so that what was shown is done when the command ends. The
// server may have run it already.
func (p *program) firstCycle(ctx context.Context, c *client, plan gitsync.Plan) error {
	if _, _, err := fetch[api.Cycle](ctx, c, call{method: http.MethodPost, path: c.gitPath("/sync")}); err != nil {
		return err
	}
	status, raw, err := fetch[gitsync.Status](ctx, c, call{method: http.MethodGet, path: c.gitPath("/status")})
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) {
		fmt.Fprintf(w, "Connected: %d in, %d out, as shown before.\n", plan.Inbound, plan.Outbound)
		p.writeStatus(w, status)
	})
}

// put writes the flags that were given over the settings.
func (f connectFlags) put(cmd *cobra.Command, s *gitsync.Settings) {
	f.reachFlags.put(cmd, s)
	changed := cmd.Flags().Changed
	for name, set := range map[string]func(){
		"path": func() { s.Path = f.path }, "mode": func() { s.Mode = gitsync.Mode(f.mode) },
		"conflicts":           func() { s.Conflict = reconcile.ConflictPolicy(f.conflict) },
		"deletes":             func() { s.Delete = reconcile.DeletePolicy(f.deletes) },
		"include-connections": func() { s.Connections = f.connections },
		"manifest":            func() { s.Manifest = f.manifest },
		"strict":              func() { s.Strict = f.strict },
	} {
		if changed(name) {
			set()
		}
	}
}
