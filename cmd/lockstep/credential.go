package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"lockstep.dev/gitsync"
)

// secretFlags say where a secret of the remote comes from.
type secretFlags struct {
	file, passphrase string
	remove           bool
}

func (f *secretFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.file, "file", "f", "-", "file with the value; - is standard input")
	cmd.Flags().StringVar(&f.passphrase, "passphrase-file", "", "file with the passphrase of the key")
	cmd.Flags().BoolVar(&f.remove, "remove", false, "take away the one that is set")
}

// body is the secret for a request, as a field.
func (f *secretFlags) body(p *program, field string) (map[string]string, error) {
	body := map[string]string{field: ""}
	if f.remove {
		return body, nil
	}
	value, err := p.readFile(f.file)
	if err != nil {
		return nil, err
	}
	if body[field] = strings.TrimSpace(string(value)); body[field] == "" {
		return nil, usage("the value is empty", "--remove takes away the one that is set")
	}
	if f.passphrase != "" {
		body["passphrase"], err = p.readPassphrase(f.passphrase)
	}
	return body, err
}

// readPassphrase reads a passphrase, which may begin or end with a space.
func (p *program) readPassphrase(file string) (string, error) {
	text, err := p.readFile(file)
	return strings.TrimRight(string(text), "\r\n"), err
}

func (p *program) credentialCommand() *cobra.Command {
	var f secretFlags
	cmd := &cobra.Command{
		Use: "credential", Short: "Set the password, token or SSH key for the remote", Args: cobra.NoArgs,
		Long: `Sets the password, token or private SSH key that the remote is used with, from a file
or from standard input. It is sealed and cannot be read back.

  lockstep git-sync credential <token.txt
  lockstep git-sync credential -f id_ed25519 --passphrase-file passphrase.txt`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, show, err := p.putSecret(cmd.Context(), "/credential", "credential", f)
			if err != nil {
				return err
			}
			return show(func(w io.Writer) {
				switch {
				case f.remove:
					fmt.Fprintln(w, "The remote is used without a credential.")
				case settings.PublicKey != "":
					fmt.Fprintf(w, "The SSH key is set. Register its public half with the git host, with write access:\n%s\n", settings.PublicKey)
				default:
					fmt.Fprintln(w, "The credential is set.")
				}
			})
		},
	}
	f.add(cmd)
	return cmd
}

func (p *program) signingKeyCommand() *cobra.Command {
	var f secretFlags
	cmd := &cobra.Command{
		Use: "signing-key", Short: "Set the SSH or OpenPGP key that signs commits", Args: cobra.NoArgs,
		Long: `Sets the private key that commits are signed with, from a file or from standard input:
one that ssh-keygen made, or what gpg --armor --export-secret-keys prints. It is
sealed and cannot be read back. With --remove, commits are not signed.

  lockstep git-sync signing-key -f id_signing --passphrase-file passphrase.txt`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			settings, show, err := p.putSecret(cmd.Context(), "/signing-key", "key", f)
			if err != nil {
				return err
			}
			return show(func(w io.Writer) {
				if settings.SigningKey == "" {
					fmt.Fprintln(w, "Commits are not signed from now on.")
					return
				}
				fmt.Fprintf(w, "Commits are signed from now on. Register this with the git host, as a signing key:\n%s\n", settings.SigningKey)
			})
		},
	}
	f.add(cmd)
	return cmd
}

// putSecret sends a secret, and returns the settings and what shows the answer.
func (p *program) putSecret(ctx context.Context, path, field string, f secretFlags) (gitsync.Settings, func(func(io.Writer)) error, error) {
	c, err := p.client()
	if err != nil {
		return gitsync.Settings{}, nil, err
	}
	body, err := f.body(p, field)
	if err != nil {
		return gitsync.Settings{}, nil, err
	}
	settings, raw, err := fetch[gitsync.Settings](ctx, c, call{method: http.MethodPut, path: c.gitPath(path), body: body})
	return settings, func(human func(io.Writer)) error { return p.show(raw, human) }, err
}

func (p *program) makeKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "make-key", Short: "Make an SSH key pair for the remote and show its public half", Args: cobra.NoArgs,
		Long: `Makes an SSH key pair. The private half stays on the server, sealed, and takes the place
of a key that was there. The public half is shown, for registering it with the git host.`,
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
				fmt.Fprintf(w, "An SSH key is made. Register its public half with the git host, with write access:\n%s\n", settings.PublicKey)
			})
		},
	}
}
