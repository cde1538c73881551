package main

import "github.com/spf13/cobra"

const ownerKeyFile = "owner.key"

func (p *program) serveCommand() *cobra.Command {
	return &cobra.Command{Use: "serve", Short: "Run the server", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return nil }}
}
