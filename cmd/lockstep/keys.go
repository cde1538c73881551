package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/auth"
)

func (p *program) keysCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "keys", Short: "Create, list and revoke API keys"}
	list := &cobra.Command{
		Use: "list", Short: "List the API keys", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			found, raw, err := fetch[page[api.Key]](cmd.Context(), c, call{method: http.MethodGet, path: "/api-keys"})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) {
				var rows [][]string
				for _, k := range found.Data {
					used := "never"
					if k.LastUsedAt != nil {
						used = ago(time.Now(), *k.LastUsedAt)
					}
					rows = append(rows, []string{strconv.FormatInt(k.ID, 10), k.Name, string(k.Scope), k.Prefix, used})
				}
				table(w, []string{"ID", "NAME", "SCOPE", "BEGINS WITH", "USED"}, rows)
			})
		},
	}
	cmd.AddCommand(list, p.createKeyCommand(), p.revokeKeyCommand())
	return cmd
}

func (p *program) createKeyCommand() *cobra.Command {
	var scope, file, user string
	var expires time.Duration
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Create an API key", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			body := api.NewKey{Name: args[0], Scope: auth.Scope(scope)}
			if user != "" {
				if body.UserID, err = userID(cmd.Context(), c, user); err != nil {
					return err
				}
			}
			if expires > 0 {
				at := time.Now().Add(expires).UTC()
				body.ExpiresAt = &at
			}
			made, raw, err := fetch[api.CreatedKey](cmd.Context(), c, call{method: http.MethodPost, path: "/api-keys", body: body})
			if err != nil {
				return err
			}
			if file != "" {
				if err := writeKeyFile(file, made.Token); err != nil {
					return err
				}
				return p.showValue(made.Key, func(w io.Writer) { fmt.Fprintf(w, "The key %d is in %s.\n", made.ID, file) })
			}
			return p.show(raw, func(w io.Writer) {
				fmt.Fprintln(w, made.Token)
				fmt.Fprintf(p.err, "This is the key %d, shown this once.\n", made.ID)
			})
		},
	}
	cmd.Flags().StringVar(&scope, "scope", "write", "what it may do: read, write or admin")
	cmd.Flags().StringVar(&user, "user", "", "e-mail address of the person whose key it is (default: yours)")
	cmd.Flags().DurationVar(&expires, "expires-in", 0, "how long it is valid, such as 720h (default: until revoked)")
	cmd.Flags().StringVarP(&file, "output-file", "o", "", "write the key into a new file of mode 0600 instead of showing it")
	return cmd
}

// writeKeyFile writes a key into a new file that only its owner can read.
func writeKeyFile(path, key string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	_, err = f.WriteString(key + "\n")
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write the key: %w", err)
	}
	return nil
}

func (p *program) revokeKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "Revoke an API key at once", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usage(fmt.Sprintf("%q is no id", args[0]), "lockstep keys list shows them")
			}
			c, err := p.client()
			if err != nil {
				return err
			}
			if _, err := c.do(cmd.Context(), call{method: http.MethodDelete, path: "/api-keys/" + args[0]}); err != nil {
				return err
			}
			return p.showValue(map[string]any{"id": id, "result": "revoked"}, func(w io.Writer) { fmt.Fprintf(w, "The key %d is revoked.\n", id) })
		},
	}
}
