package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/workspace"
)

// maxFile is the largest file in bytes that apply sends.
const maxFile = 2 << 20

// resourceCommand returns the commands of one kind: list, get, apply, delete.
func (p *program) resourceCommand(kind workspace.Kind) *cobra.Command {
	cmd := &cobra.Command{Use: kind.Plural(), Short: "List, read and change " + kind.Plural()}
	var name string
	list := &cobra.Command{
		Use: "list", Short: "List all " + kind.Plural(), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.listResources(cmd.Context(), kind, name) },
	}
	list.Flags().StringVar(&name, "name", "", "only those with this in their name")
	var format string
	get := &cobra.Command{
		Use: "get SLUG", Short: "Show one " + string(kind), Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.getResource(cmd.Context(), kind, args[0], format)
		},
	}
	get.Flags().StringVarP(&format, "output", "o", "", "yaml: as its file says it; json")
	var files []string
	var slug string
	apply := &cobra.Command{
		Use: "apply -f FILE", Short: "Create or change " + kind.Plural() + " from their YAML files", Args: cobra.NoArgs,
		Long: "Makes each " + string(kind) + " what its file says. The file's stem is the slug; - reads one file from standard input, with --slug.",
		RunE: func(cmd *cobra.Command, _ []string) error { return p.applyResources(cmd.Context(), kind, files, slug) },
	}
	apply.Flags().StringArrayVarP(&files, "file", "f", nil, "the file; may be given several times; - is standard input")
	apply.Flags().StringVar(&slug, "slug", "", "the slug, when it is not the file's stem")
	var purge bool
	remove := &cobra.Command{
		Use: "delete SLUG", Short: "Move one " + string(kind) + " to the trash", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.deleteResource(cmd.Context(), kind, args[0], purge)
		},
	}
	remove.Flags().BoolVar(&purge, "purge", false, "delete it for good")
	cmd.AddCommand(list, get, apply, remove)
	if kind.IsConnection() {
		cmd.AddCommand(p.secretCommand(kind))
	}
	return cmd
}

func (p *program) listResources(ctx context.Context, kind workspace.Kind, name string) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	query := url.Values{"orderBy": {"slug"}}
	if name != "" {
		query.Set("name", name)
	}
	found, err := all(ctx, c, "/"+kind.Plural(), query)
	if err != nil {
		return err
	}
	header, rows, err := resourceRows(kind, found.Data)
	if err != nil {
		return err
	}
	return p.showValue(found, func(w io.Writer) {
		if len(rows) == 0 {
			fmt.Fprintf(w, "No %s yet. Create one from its file: lockstep %s apply -f %s/NAME.yaml\n", kind.Plural(), kind.Plural(), kind.Plural())
			return
		}
		table(w, header, rows)
	})
}

func resourceRows(kind workspace.Kind, items []json.RawMessage) ([]string, [][]string, error) {
	var rows [][]string
	switch kind {
	case workspace.KindModel:
		models, err := each[api.Model](items)
		for _, m := range models {
			rows = append(rows, []string{m.Slug, m.Name, m.Source, m.QueryType, m.PrimaryKey, strconv.Itoa(len(m.Syncs))})
		}
		return []string{"SLUG", "NAME", "SOURCE", "TYPE", "PRIMARY KEY", "SYNCS"}, rows, err
	case workspace.KindSync:
		syncs, err := each[api.Sync](items)
		for _, s := range syncs {
			rows = append(rows, []string{s.Slug, s.Model, s.Destination, schedule(s), s.Status})
		}
		return []string{"SLUG", "MODEL", "DESTINATION", "SCHEDULE", "STATUS"}, rows, err
	}
	connections, err := each[api.Source](items)
	for _, s := range connections {
		rows = append(rows, []string{s.Slug, s.Name, s.Type, strings.Join(s.Secrets, ", "), strings.Join(s.Aliases, ", ")})
	}
	return []string{"SLUG", "NAME", "TYPE", "SECRETS", "ALIASES"}, rows, err
}

// visual writes the expressions of a visual schedule: "mon, tue 07:30; sat 12:00".
func visual(expressions []any) string {
	var parts []string
	for _, e := range expressions {
		expression, _ := e.(map[string]any)
		days, _ := expression["days"].(map[string]any)
		var names []string
		for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			if on, _ := days[day].(bool); on {
				names = append(names, day[:3])
			}
		}
		parts = append(parts, strings.TrimSpace(strings.Join(names, ", ")+" "+fmt.Sprint(expression["time"])))
	}
	return strings.Join(parts, "; ")
}

// schedule says in words when a sync runs.
func schedule(s api.Sync) string {
	typ, _ := s.Schedule["type"].(string)
	detail, _ := s.Schedule["schedule"].(map[string]any)
	switch typ {
	case "":
		return "manual"
	case "interval":
		interval, _ := detail["interval"].(map[string]any)
		if quantity := fmt.Sprint(interval["quantity"]); quantity != "1" {
			return fmt.Sprintf("every %s %vs", quantity, interval["unit"])
		}
		return fmt.Sprintf("every %v", interval["unit"])
	case "cron":
		return fmt.Sprintf("cron %v", detail["expression"])
	case "visual_cron":
		expressions, _ := detail["expressions"].([]any)
		return visual(expressions)
	}
	return typ
}

// find returns the id of the resource that a person names: a slug, or the id itself.
func (c *client) find(ctx context.Context, kind workspace.Kind, name string) (string, error) {
	found, _, err := fetch[page[struct {
		ID int64 `json:"id"`
	}]](ctx, c, call{method: http.MethodGet, path: "/" + kind.Plural(), query: url.Values{"slug": {name}, "limit": {"1"}}})
	if err != nil {
		return "", err
	}
	if len(found.Data) > 0 {
		return strconv.FormatInt(found.Data[0].ID, 10), nil
	}
	if _, err := strconv.ParseInt(name, 10, 64); err == nil {
		return name, nil
	}
	return "", workspace.Errorf(workspace.CodeNotFound, "there is no %s %q", kind, name).WithHint("lockstep %s list shows all", kind.Plural())
}

func (p *program) getResource(ctx context.Context, kind workspace.Kind, name, format string) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	if p.json {
		format = "json"
	}
	switch format {
	case "yaml", "":
		text, err := c.do(ctx, call{method: http.MethodGet, path: filePath(kind, name)})
		if err != nil {
			return err
		}
		_, err = p.out.Write(text)
		return err
	case "json":
		id, err := c.find(ctx, kind, name)
		if err != nil {
			return err
		}
		raw, err := c.do(ctx, call{method: http.MethodGet, path: "/" + kind.Plural() + "/" + id})
		if err != nil {
			return err
		}
		p.json = true
		return p.show(raw, nil)
	}
	return usage(fmt.Sprintf("unknown output %q", format), "yaml or json")
}

func filePath(kind workspace.Kind, slug string) string {
	return "/files/" + kind.Plural() + "/" + url.PathEscape(slug)
}

func (p *program) applyResources(ctx context.Context, kind workspace.Kind, files []string, slug string) error {
	switch {
	case len(files) == 0:
		return usage("which file?", "lockstep "+kind.Plural()+" apply -f FILE")
	case slug != "" && len(files) > 1:
		return usage("--slug goes with one file", "")
	}
	c, err := p.client()
	if err != nil {
		return err
	}
	results := []json.RawMessage{}
	var failed error
	for _, file := range files {
		result, raw, err := p.applyFile(ctx, c, kind, file, slug)
		if err != nil {
			if len(files) == 1 {
				return err
			}
			// The other files are applied all the same.
			p.complain(fmt.Errorf("%w", err))
			failed = &workspace.Error{Code: workspace.CodeOf(err), Message: "not all files were applied"}
			continue
		}
		results = append(results, raw)
		for _, warning := range result.Warnings {
			fmt.Fprintf(p.err, "%s:%d:%d: warning: %s\n", file, warning.Line, warning.Column, oneLine(warning.Message))
		}
		if !p.json {
			fmt.Fprintf(p.out, "%s/%s %s (version %d)\n", kind.Plural(), oneLine(result.Slug), result.Result, result.Version)
		}
	}
	if p.json {
		if err := p.showValue(page[json.RawMessage]{Data: results}, nil); err != nil {
			return err
		}
	}
	return failed
}

func (p *program) applyFile(ctx context.Context, c *client, kind workspace.Kind, file, slug string) (api.FileResult, json.RawMessage, error) {
	text, err := p.readFile(file)
	if err != nil {
		return api.FileResult{}, nil, err
	}
	if slug == "" {
		if file == "-" {
			return api.FileResult{}, nil, usage("standard input has no name", "say --slug")
		}
		slug = strings.TrimSuffix(filepath.Base(file), ".yaml")
		if slug == filepath.Base(file) {
			return api.FileResult{}, nil, usage(fmt.Sprintf("%s does not end with .yaml", file), "say --slug")
		}
	}
	result, raw, err := fetch[api.FileResult](ctx, c, call{method: http.MethodPut, path: filePath(kind, slug), text: text})
	return result, raw, placed(err, file)
}

// placed names the file in an error about its content.
func placed(err error, file string) error {
	if e, ok := err.(*workspace.Error); ok && e.Code == workspace.CodeInvalid {
		out := *e
		out.Message = file + ": " + e.Message
		return &out
	}
	return err
}

func (p *program) readFile(file string) ([]byte, error) {
	in := p.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, workspace.Errorf(workspace.CodeNotFound, "the file cannot be read: %v", err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if len(text) > maxFile {
		return nil, workspace.Errorf(workspace.CodeInvalid, "%s has more than %d bytes", file, maxFile)
	}
	return text, nil
}

func (p *program) deleteResource(ctx context.Context, kind workspace.Kind, name string, purge bool) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	id, err := c.find(ctx, kind, name)
	if err != nil {
		return err
	}
	query := url.Values{}
	if purge {
		query.Set("purge", "true")
	}
	if _, err := c.do(ctx, call{method: http.MethodDelete, path: "/" + kind.Plural() + "/" + id, query: query}); err != nil {
		return err
	}
	done := map[string]any{"kind": kind, "slug": name, "result": "archived"}
	if purge {
		done["result"] = "deleted"
	}
	return p.showValue(done, func(w io.Writer) {
		if purge {
			fmt.Fprintf(w, "%s/%s is deleted for good\n", kind.Plural(), oneLine(name))
			return
		}
		fmt.Fprintf(w, "%s/%s is in the trash\n", kind.Plural(), oneLine(name))
	})
}

func (p *program) secretCommand(kind workspace.Kind) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "secret SLUG NAME", Short: "Set a secret of a " + string(kind) + " from standard input", Args: cobra.ExactArgs(2),
		Long: "Reads the value from standard input or a file, so that it is in no shell history. An empty value takes the secret away.",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			value, err := p.readFile(file)
			if err != nil {
				return err
			}
			id, err := c.find(cmd.Context(), kind, args[0])
			if err != nil {
				return err
			}
			raw, err := c.do(cmd.Context(), call{method: http.MethodPatch, path: "/" + kind.Plural() + "/" + id, body: map[string]any{
				"secrets": map[string]string{args[1]: strings.TrimRight(string(value), "\r\n")},
			}})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) { fmt.Fprintf(w, "%s/%s: %s is set\n", kind.Plural(), args[0], args[1]) })
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "-", "file with the value; - is standard input")
	return cmd
}
