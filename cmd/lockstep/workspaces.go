package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
)

func (p *program) workspacesCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "workspaces", Short: "List and create workspaces"}
	list := &cobra.Command{
		Use: "list", Short: "List all workspaces", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			found, err := all(cmd.Context(), c, "/workspaces", nil)
			if err != nil {
				return err
			}
			workspaces, err := each[api.Workspace](found.Data)
			if err != nil {
				return err
			}
			return p.showValue(found, func(w io.Writer) {
				if len(workspaces) == 0 {
					fmt.Fprintln(w, "No workspace yet. Create one: lockstep workspaces create NAME")
					return
				}
				var rows [][]string
				for _, ws := range workspaces {
					rows = append(rows, []string{ws.Slug, ws.Name, strconv.FormatInt(ws.Changes, 10)})
				}
				table(w, []string{"SLUG", "NAME", "CHANGES"}, rows)
			})
		},
	}
	var slug string
	create := &cobra.Command{
		Use: "create NAME", Short: "Create a workspace", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			made, raw, err := fetch[api.Workspace](cmd.Context(), c, call{
				method: http.MethodPost, path: "/workspaces", body: api.WorkspaceCreate{Name: args[0], Slug: slug},
			})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) {
				fmt.Fprintf(w, "Workspace %s is there. Choose it with --workspace %s.\n", oneLine(made.Name), made.Slug)
			})
		},
	}
	create.Flags().StringVar(&slug, "slug", "", "the slug (default: made from the name)")
	cmd.AddCommand(list, create)
	return cmd
}
