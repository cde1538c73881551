package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	oklog "github.com/oklog/run"
	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/secret"
)

// ownerKeyFile is where a first start leaves the owner's API key, below the data folder.
const ownerKeyFile = "owner.key"

// stopTime is how long running cycles and requests may take to end.
const stopTime = 15 * time.Second

func (p *program) serveCommand() *cobra.Command {
	c := defaultConfig()
	var file string
	cmd := &cobra.Command{
		Use: "serve", Short: "Run the server", Args: cobra.NoArgs,
		Long: `Run the server: the API, Git Sync and the built-in git host.

Settings come from --config (YAML), over it the environment (LOCKSTEP_LISTEN, LOCKSTEP_DATA,
LOCKSTEP_DATABASE, …), over that the flags.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			loaded := defaultConfig()
			if err := loaded.read(file, p.env); err != nil {
				return err
			}
			for name, set := range c.flags(&loaded) {
				if cmd.Flags().Changed(name) {
					set()
				}
			}
			return p.serve(cmd.Context(), loaded, p.out, nil)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&file, "config", "", "YAML file with settings")
	flags.StringVar(&c.Listen, "listen", c.Listen, "address and port to listen on")
	flags.StringVar(&c.Data, "data", c.Data, "folder for the database, keys and repositories")
	flags.StringVar(&c.Database, "database", "", "sqlite:FILE, or the address of a PostgreSQL server without a password in it; prefer LOCKSTEP_DATABASE")
	flags.StringVar(&c.PublicURL, "public-url", "", "address at which people reach the server")
	flags.StringVar(&c.LogLevel, "log-level", c.LogLevel, "debug, info, warn or error")
	flags.StringVar(&c.LogFormat, "log-format", c.LogFormat, "text or json")
	flags.BoolVar(&c.GitHost, "git-host", c.GitHost, "serve git repositories at /git/")
	return cmd
}

// flags returns what each flag sets in the loaded configuration.
func (c *config) flags(loaded *config) map[string]func() {
	return map[string]func(){
		"listen":     func() { loaded.Listen = c.Listen },
		"data":       func() { loaded.Data = c.Data },
		"database":   func() { loaded.Database = c.Database },
		"public-url": func() { loaded.PublicURL = c.PublicURL },
		"log-level":  func() { loaded.LogLevel = c.LogLevel },
		"log-format": func() { loaded.LogFormat = c.LogFormat },
		"git-host":   func() { loaded.GitHost = c.GitHost },
	}
}

// serve runs a server until the context ends. ready, when set, is called once it answers.
func (p *program) serve(ctx context.Context, c config, out io.Writer, ready func(ctx context.Context, in *installation) error) (err error) {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return usage("cannot listen on "+c.Listen+": "+err.Error(), "choose another address with --listen")
	}
	defer listener.Close()
	c.Listen = listener.Addr().String()
	if err := c.check(); err != nil {
		return err
	}
	redactor := secret.NewRedactor()
	log, err := c.logger(p.err, redactor)
	if err != nil {
		return err
	}
	in, err := assemble(ctx, c, log, redactor, crashPoint(p.env))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.close()) }()
	if err := errors.Join(in.bootstrap(ctx), in.welcomeOwner(ctx)); err != nil {
		return err
	}
	in.announce(out)
	return in.run(ctx, listener, ready)
}

// bootstrap furnishes a new installation: the owner's account, whose key it leaves in a file
// that only the owner of the process can read, and a first workspace.
func (in *installation) bootstrap(ctx context.Context) error {
	return in.store.InTx(ctx, func(ctx context.Context) error {
		token, created, err := in.auth.Bootstrap(ctx, in.config.OwnerName, in.config.OwnerEmail)
		if err != nil {
			return err
		}
		if !created {
			return in.refuseFreshKey()
		}
		in.redactor.Add(token)
		if err := os.WriteFile(in.ownerKeyPath(), []byte(token+"\n"), 0o600); err != nil {
			return fmt.Errorf("write the owner's API key: %w", err)
		}
		all, err := in.service.Workspaces(ctx)
		if err != nil || len(all) > 0 {
			return err
		}
		_, err = in.service.CreateWorkspace(ctx, "Default", "default")
		return err
	})
}

// welcomeOwner makes the link by which the owner chooses a password, while they have none. It
// ends the one of the start before: what is kept of a link cannot be shown again.
func (in *installation) welcomeOwner(ctx context.Context) error {
	token, needed, err := in.auth.OwnerLink(ctx)
	if err != nil || !needed {
		return err
	}
	in.redactor.Add(token)
	in.startURL = api.StartURL(in.config.PublicURL, token)
	return nil
}

// refuseFreshKey stops a start with a new key on a database that was sealed with another one:
// what is in it could not be read, and new secrets would not be readable with the old key.
func (in *installation) refuseFreshKey() error {
	if !in.freshKey {
		return nil
	}
	err := fmt.Errorf("the key file %s is missing, and the database holds secrets that it sealed: restore it, or name it with LOCKSTEP_MASTER_KEY_FILE", in.config.KeyFile)
	return errors.Join(err, os.Remove(in.config.KeyFile)) // nothing was sealed with the new one
}

func (in *installation) ownerKeyPath() string { return filepath.Join(in.config.Data, ownerKeyFile) }

// announce says where everything is.
func (in *installation) announce(out io.Writer) {
	fmt.Fprintf(out, "lockstep %s is at %s\n\n", version(), in.config.PublicURL)
	rows := [][2]string{
		{"database", in.config.databaseText()},
		{"key", in.config.KeyFile + " (seals all secrets: keep a copy elsewhere)"},
		{"owner's API key", in.ownerKeyPath()},
	}
	if !in.config.Key.IsZero() {
		rows[1][1] = "from LOCKSTEP_KEY"
	}
	if in.startURL != "" {
		rows = append(rows, [2]string{"first sign-in", in.startURL + " (for the owner; works once)"})
	}
	if in.host != nil {
		rows = append(rows, [2]string{"repositories", in.host.URL(in.config.PublicURL, "<workspace>")})
	}
	for _, row := range rows {
		fmt.Fprintf(out, "  %-16s %s\n", row[0], row[1])
	}
	fmt.Fprintln(out)
}

// run runs all parts until the context ends or one of them fails.
func (in *installation) run(ctx context.Context, listener net.Listener, ready func(ctx context.Context, in *installation) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := in.jobs.Start(ctx); err != nil {
		return err
	}
	in.loop.Start(ctx)
	// Parts end in the order in which they are added: requests first, then cycles, and the git
	// host that cycles push to last.
	var group oklog.Group
	group.Add(func() error { <-ctx.Done(); return nil }, func(error) { cancel() })
	server := &http.Server{Handler: in.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	group.Add(func() error { return closedIsFine(server.Serve(listener)) }, func(error) {
		in.feed.Stop() // those who listen would keep the server waiting
		stop, done := context.WithTimeout(context.Background(), stopTime)
		defer done()
		if err := server.Shutdown(stop); err != nil {
			server.Close()
		}
	})
	if ready != nil {
		group.Add(func() error { return ready(ctx, in) }, func(error) { cancel() })
	}
	idle := make(chan struct{})
	group.Add(func() error { <-idle; return nil }, func(error) {
		in.stopCycles()
		close(idle)
	})
	if in.host != nil {
		inside := &http.Server{Handler: in.host, ReadHeaderTimeout: 10 * time.Second}
		group.Add(func() error { return closedIsFine(inside.Serve(in.inside)) }, func(error) { inside.Close() })
	}
	return group.Run()
}

// stopCycles lets running cycles end.
func (in *installation) stopCycles() {
	in.loop.Stop()
	stop, done := context.WithTimeout(context.Background(), stopTime)
	defer done()
	if err := in.jobs.Stop(stop); err != nil {
		in.log.Error("stop the jobs", "error", err)
	}
}

func closedIsFine(err error) error {
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
