package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lockstep.dev/auth"
	"lockstep.dev/demo"
)

// demoWorkspace is the slug of the sample workspace.
const demoWorkspace = "acme"

func (p *program) demoCommand() *cobra.Command {
	listen := "127.0.0.1:8080"
	cmd := &cobra.Command{
		Use: "demo", Short: "Play Git Sync both ways on a sample workspace, then stay open", Args: cobra.NoArgs,
		Long: `Start a server on a folder of its own, fill a sample workspace, and play Git Sync in both
directions with the real git. Each step is checked on both sides.

With DEMO_EXIT=1 in the environment it ends after the story: with status 0 only if every step
was as it should be.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context(), listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", listen, "address and port to listen on; another port when it is taken")
	return cmd
}

func (p *program) demo(ctx context.Context, listen string) (err error) {
	dir, err := os.MkdirTemp("", "lockstep-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c := defaultConfig()
	c.Listen, c.Data, c.LogLevel = freeAddress(listen), filepath.Join(dir, "data"), "warn"
	c.OwnerName, c.OwnerEmail = "Maya Chen", "maya@acme.example"
	return p.serve(ctx, c, io.Discard, func(ctx context.Context, in *installation) error {
		if err := p.play(ctx, in, dir); err != nil {
			return err
		}
		if p.env["DEMO_EXIT"] == "1" {
			return nil
		}
		p.invite(in, dir)
		<-ctx.Done()
		return nil
	})
}

// play makes the people of the story and plays it.
func (p *program) play(ctx context.Context, in *installation, dir string) error {
	owner, err := os.ReadFile(in.ownerKeyPath())
	if err != nil {
		return err
	}
	jonas, err := in.auth.CreateUser(ctx, "Jonas Weber", auth.ScopeWrite, "jonas@acme.example")
	if err != nil {
		return err
	}
	_, token, err := in.auth.CreateKey(ctx, jonas.ID, "git", auth.ScopeWrite, nil)
	if err != nil {
		return err
	}
	in.redactor.Add(token)
	if _, err := in.service.CreateWorkspace(ctx, "Acme", demoWorkspace); err != nil {
		return err
	}
	clones := filepath.Join(dir, "clones")
	if err := os.Mkdir(clones, 0o700); err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s\n", p.palette(p.out).bold("Lockstep: a workspace and a Git branch that stay the same."))
	fmt.Fprintf(p.out, "Maya Chen works in the app, Jonas Weber in Git. The server is at %s.\n", in.config.PublicURL)
	return demo.Play(ctx, demo.Config{
		Server: in.config.PublicURL, Workspace: demoWorkspace, Repo: in.host.URL(in.config.PublicURL, demoWorkspace), Dir: clones,
		Maya:  demo.Person{Name: "Maya Chen", Email: "maya@acme.example", Key: string(trimNewline(owner))},
		Jonas: demo.Person{Name: "Jonas Weber", Email: "jonas@acme.example", Key: token},
		Out:   p.out, Color: bool(p.palette(p.out)),
	})
}

// invite says what to try now.
func (p *program) invite(in *installation, dir string) {
	fmt.Fprintf(p.out, `
The server stays open; Ctrl-C ends it and removes %s.

  in the browser  %s
                  it works once: choose a password as Maya Chen
  in Git          git clone %s
                  any user name, and as the password the key in %s
  on the command  export LOCKSTEP_URL=%s LOCKSTEP_API_KEY_FILE=%s LOCKSTEP_WORKSPACE=%s
                  bin/lockstep git-sync status
                  bin/lockstep syncs list

Try: change a file in the clone and push it, then run: bin/lockstep git-sync activity
`, dir, in.startURL, in.host.URL(in.config.PublicURL, demoWorkspace), in.ownerKeyPath(),
		in.config.PublicURL, in.ownerKeyPath(), demoWorkspace)
}

// freeAddress returns the address, or one with a free port when that is taken.
func freeAddress(address string) string {
	l, err := net.Listen("tcp", address)
	if err != nil {
		host, _, splitErr := net.SplitHostPort(address)
		if splitErr != nil {
			return address
		}
		return net.JoinHostPort(host, "0")
	}
	l.Close()
	return address
}

func trimNewline(text []byte) []byte {
	for len(text) > 0 && text[len(text)-1] == '\n' {
		text = text[:len(text)-1]
	}
	return text
}
