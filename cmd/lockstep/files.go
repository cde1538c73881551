package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/connector/builtin"
	"lockstep.dev/spec"
	"lockstep.dev/spec/tree"
	"lockstep.dev/workspace"
)

func (p *program) validateCommand() *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use: "validate DIR", Short: "Check the files of a repository, without a server", Args: cobra.MaximumNArgs(1),
		Long: "Checks models/, syncs/, sources/, destinations/ and the aliases below a folder (default: here).\n" +
			"Findings are file:line:column. The exit code is 1 when there are errors; warnings are none.",
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return p.validate(dir, strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "unknown keys are errors")
	return cmd
}

func (p *program) validate(dir string, strict bool) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return workspace.Errorf(workspace.CodeNotFound, "there is no folder %s", dir)
	}
	types, err := catalog()
	if err != nil {
		return err
	}
	report, err := tree.Check(os.DirFS(dir), tree.Options{Types: types, Strict: strict})
	if err != nil {
		return err
	}
	paint := p.palette(p.out)
	err = p.showValue(report, func(w io.Writer) {
		for _, f := range report.Findings {
			text := lines(f.String())
			text = strings.Replace(text, ": error: ", ": "+paint.red("error:")+" ", 1)
			fmt.Fprintln(w, strings.Replace(text, ": warning: ", ": "+paint.yellow("warning:")+" ", 1))
		}
		errors, warnings := report.Errors(), len(report.Findings)-report.Errors()
		fmt.Fprintf(w, "%s: %s, %s\n", count(report.Files, "file"), count(errors, "error"), count(warnings, "warning"))
	})
	if err == nil && report.Errors() > 0 {
		return errSilent
	}
	return err
}

func (p *program) schemaCommand() *cobra.Command {
	var destination string
	cmd := &cobra.Command{
		Use: "schema KIND", Short: "Print the JSON Schema of a kind of file, for editors", Args: cobra.ExactArgs(1),
		Long:    "KIND is model, sync, source, destination, aliases or manifest.",
		Example: "lockstep schema sync --destination-type postgres > sync.schema.json",
		RunE: func(_ *cobra.Command, args []string) error {
			types, err := catalog()
			if err != nil {
				return err
			}
			kind := args[0]
			for _, known := range workspace.Kinds() {
				if kind == known.Plural() {
					kind = string(known)
				}
			}
			raw, err := types.Schema(workspace.Kind(kind), destination)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(p.out, strings.TrimSpace(string(raw)))
			return err
		},
	}
	cmd.Flags().StringVar(&destination, "destination-type", "", "for syncs: the type that they write to, such as postgres")
	return cmd
}

// catalog returns what is known of connection types.
func catalog() (*spec.Catalog, error) {
	registry, err := builtin.Registry()
	if err != nil {
		return nil, fmt.Errorf("load the connectors: %w", err)
	}
	return spec.NewCatalog(registry), nil
}

func (p *program) openAPICommand() *cobra.Command {
	return &cobra.Command{
		Use: "openapi", Short: "Print the description of the API", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			raw, err := api.Document(version())
			if err != nil {
				return err
			}
			_, err = p.out.Write(raw)
			return err
		},
	}
}
