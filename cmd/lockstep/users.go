package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/auth"
)

func (p *program) usersCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "users", Short: "List and create accounts of people, and let them sign in"}
	list := &cobra.Command{
		Use: "list", Short: "List the people with accounts", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			found, raw, err := fetch[page[api.User]](cmd.Context(), c, call{method: http.MethodGet, path: "/users"})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) {
				var rows [][]string
				for _, u := range found.Data {
					rows = append(rows, []string{strconv.FormatInt(u.ID, 10), u.Name, string(u.Role), signsIn(u), strings.Join(u.Emails, ", ")})
				}
				table(w, []string{"ID", "NAME", "ROLE", "SIGNS IN", "E-MAIL"}, rows)
			})
		},
	}
	cmd.AddCommand(list, p.createUserCommand(), p.linkUserCommand())
	return cmd
}

// signsIn says whether a person has a password, for a column of a table.
func signsIn(u api.User) string {
	if u.HasPassword {
		return "yes"
	}
	return "no"
}

func (p *program) createUserCommand() *cobra.Command {
	var emails []string
	var role string
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Create an account", Args: cobra.ExactArgs(1),
		Long: `Create an account. Commits from the app carry the first address; commits by any of
them count as this person's.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			made, raw, err := fetch[api.User](cmd.Context(), c, call{method: http.MethodPost, path: "/users", body: api.NewUser{Name: args[0], Emails: emails, Role: auth.Scope(role)}})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) {
				fmt.Fprintf(w, "%s has the account %d.\n", oneLine(made.Name), made.ID)
				if len(made.Emails) > 0 {
					fmt.Fprintf(w, "Let them sign in: lockstep users link %s\n", oneLine(made.Emails[0]))
					fmt.Fprintf(w, "Make a key: lockstep keys create NAME --user %s\n", oneLine(made.Emails[0]))
				}
			})
		},
	}
	cmd.Flags().StringArrayVar(&emails, "email", nil, "an address that they commit with and sign in with (repeatable)")
	cmd.Flags().StringVar(&role, "role", "write", "what they may do: read, write or admin")
	return cmd
}

func (p *program) linkUserCommand() *cobra.Command {
	return &cobra.Command{
		Use: "link EMAIL", Short: "Make a one-time link to sign in by", Args: cobra.ExactArgs(1),
		Long: `Make a one-time link by which a person chooses a password and signs in, for the first time
or after they forgot it. It works once, for a week, and ends the one that they had before.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			id, err := userID(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			made, raw, err := fetch[api.UserLink](cmd.Context(), c, call{method: http.MethodPost, path: fmt.Sprintf("/users/%d/link", id)})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) {
				fmt.Fprintln(w, made.URL)
				fmt.Fprintf(p.err, "It works once, until %s. Whoever has it signs in as this person.\n", made.ExpiresAt.Format(time.DateOnly))
			})
		},
	}
}

// userID finds an account by one of its addresses, in any case.
func userID(ctx context.Context, c *client, email string) (int64, error) {
	found, _, err := fetch[page[api.User]](ctx, c, call{method: http.MethodGet, path: "/users"})
	if err != nil {
		return 0, err
	}
	for _, u := range found.Data {
		for _, address := range u.Emails {
			if strings.EqualFold(address, strings.TrimSpace(email)) {
				return u.ID, nil
			}
		}
	}
	return 0, usage(fmt.Sprintf("nobody has the address %q", email), "lockstep users list shows them")
}
