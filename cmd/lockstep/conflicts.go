package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/gitsync"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

func (p *program) conflictsCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "conflicts", Short: "See and settle what Git Sync holds"}
	var reason string
	list := &cobra.Command{
		Use: "list", Short: "List what is held, with the reason", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.listConflicts(cmd.Context(), reason) },
	}
	list.Flags().StringVar(&reason, "reason", "", "only for this reason, such as conflict or invalid")
	show := &cobra.Command{
		Use: "show KIND/SLUG", Short: "Show both sides of a held resource", Args: cobra.ExactArgs(1),
		Example: "lockstep conflicts show models/users",
		RunE:    func(cmd *cobra.Command, args []string) error { return p.showConflict(cmd.Context(), args[0]) },
	}
	var take, file string
	resolve := &cobra.Command{
		Use: "resolve KIND/SLUG --take SIDE", Short: "Settle what is held", Args: cobra.ExactArgs(1),
		Long: "Takes the app's value, the repository's, or with merge a YAML file, which is committed as it is. Refused when a side moved on\n" +
			"meanwhile. The repository's is no choice where its file cannot be used.",
		Example: "lockstep conflicts resolve models/users --take repo\nlockstep conflicts resolve models/users --take merge --file users.yaml",
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.resolveConflict(cmd.Context(), args[0], gitsync.Take(take), file)
		},
	}
	resolve.Flags().StringVar(&take, "take", "", "app, repo or merge")
	resolve.Flags().StringVarP(&file, "file", "f", "", "for merge: the file as it shall be; - is standard input")
	cmd.AddCommand(list, show, resolve)
	return cmd
}

func (p *program) listConflicts(ctx context.Context, reason string) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	query := url.Values{}
	if reason != "" {
		query.Set("reason", reason)
	}
	found, err := all(ctx, c, c.gitPath("/conflicts"), query)
	if err != nil {
		return err
	}
	held, err := each[api.Conflict](found.Data)
	if err != nil {
		return err
	}
	return p.showValue(found, func(w io.Writer) {
		if len(held) == 0 {
			fmt.Fprintln(w, "Nothing is held.")
			return
		}
		var rows [][]string
		for _, h := range held {
			rows = append(rows, []string{conflictRef(h), string(h.Reason), ago(time.Now(), h.Since), h.Message})
		}
		table(w, []string{"WHAT", "REASON", "SINCE", "WHY"}, rows)
		fmt.Fprintln(w, "next: lockstep conflicts show WHAT")
	})
}

func conflictRef(h api.Conflict) string {
	return workspace.Ref{Kind: workspace.Kind(h.Kind), Slug: h.Slug}.String()
}

func (p *program) showConflict(ctx context.Context, name string) error {
	path, err := conflictPath(name)
	if err != nil {
		return err
	}
	c, err := p.client()
	if err != nil {
		return err
	}
	h, raw, err := fetch[api.Conflict](ctx, c, call{method: http.MethodGet, path: c.gitPath(path)})
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) { p.writeConflict(w, h) })
}

func (p *program) writeConflict(w io.Writer, h api.Conflict) {
	paint := p.palette(p.out)
	fmt.Fprintf(w, "%s has been held for %s: %s\n", paint.bold(oneLine(conflictRef(h))), span(time.Since(h.Since)), oneLine(h.Message))
	for _, problem := range h.Problems {
		fmt.Fprintf(w, "  %s:%d:%d: %s\n", oneLine(h.Path), problem.Line, problem.Column, oneLine(problem.Message))
		if problem.Hint != h.Hint {
			writeHint(w, problem.Hint)
		}
	}
	for _, clash := range h.Clashes {
		fmt.Fprintf(w, "  %s\n", paint.bold(oneLine(first(clash.Path, "(the whole file)"))))
		for _, side := range []struct {
			name  string
			value gitsync.ValueView
		}{{"base", clash.Base}, {"app ", clash.App}, {"repo", clash.Repo}} {
			fmt.Fprintf(w, "    %s  %s\n", side.name, block(side.value))
		}
	}
	writeHint(w, h.Hint)
	if h.Reason != "conflict" {
		fmt.Fprintf(w, "next: correct %s in the repository\n", oneLine(h.Path))
	}
	for _, take := range h.Takes {
		more := ""
		if take == gitsync.TakeMerge {
			more = " --file FILE"
		}
		fmt.Fprintf(w, "next: lockstep conflicts resolve %s --take %s%s\n", oneLine(conflictRef(h)), take, more)
	}
}

// block shows a value, text of several lines below each other.
func block(v gitsync.ValueView) string {
	switch value := v.Value.(type) {
	case string:
		return strings.ReplaceAll(lines(value), "\n", "\n          ")
	case nil:
		if !v.Present {
			return "(nothing)"
		}
		return "null"
	default:
		raw, err := json.Marshal(value)
		if err != nil {
			return fmt.Sprint(value)
		}
		return oneLine(string(raw))
	}
}

func conflictPath(name string) (string, error) {
	kind, slug, ok := strings.Cut(strings.TrimSuffix(name, ".yaml"), "/")
	if !ok || kind == "" || slug == "" {
		return "", usage(fmt.Sprintf("%q names nothing that can be held", name), "such as models/users")
	}
	return "/conflicts/" + url.PathEscape(kind) + "/" + url.PathEscape(slug), nil
}

func (p *program) resolveConflict(ctx context.Context, name string, take gitsync.Take, file string) error {
	switch {
	case take != gitsync.TakeApp && take != gitsync.TakeRepo && take != gitsync.TakeMerge:
		return usage("which side?", "--take app, --take repo, or --take merge --file FILE")
	case take == gitsync.TakeMerge && file == "", take != gitsync.TakeMerge && file != "":
		return usage("--file goes with --take merge", "")
	}
	path, err := conflictPath(name)
	if err != nil {
		return err
	}
	c, err := p.client()
	if err != nil {
		return err
	}
	h, _, err := fetch[api.Conflict](ctx, c, call{method: http.MethodGet, path: c.gitPath(path)})
	if err != nil {
		return err
	}
	body := map[string]any{"take": take, "appVersion": h.AppVersion, "blob": h.Blob}
	if take == gitsync.TakeMerge {
		text, err := p.readFile(file)
		if err != nil {
			return err
		}
		if _, err := spec.Decode(workspace.Kind(h.Kind), text, spec.Options{}); err != nil {
			return placed(err, file)
		}
		body["text"] = string(text)
	}
	status, raw, err := fetch[gitsync.Status](ctx, c, call{method: http.MethodPost, path: c.gitPath(path + "/resolve"), body: body})
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) {
		fmt.Fprintf(w, "%s is settled; both sides get the value within seconds.\n", oneLine(name))
		if status.Held > 0 {
			fmt.Fprintf(w, "  still held: %s\n", strconv.Itoa(status.Held))
		}
	})
}
