package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"lockstep.dev/api"
	"lockstep.dev/gitsync"
)

func (p *program) gitSyncCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "git-sync", Short: "Keep the workspace the same as a branch", Aliases: []string{"git"}}
	cmd.AddCommand(
		&cobra.Command{
			Use: "status", Short: "Are the workspace and its branch the same?", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return p.gitStatus(cmd.Context(), call{method: http.MethodGet}, "/status")
			},
		},
		&cobra.Command{
			Use: "plan", Short: "Show what the next cycle would do", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return p.gitPlan(cmd.Context()) },
		},
		p.nowCommand(), p.connectCommand(), p.confirmCommand(), p.activityCommand(),
		p.testCommand(), p.hostKeysCommand(), p.credentialCommand(), p.signingKeyCommand(), p.makeKeyCommand(),
	)
	for _, step := range []struct{ name, short string }{
		{"resync", "Compare everything again in the next cycle"},
		{"pause", "Stop cycles until resumed"},
		{"resume", "Let cycles run again"},
		{"disconnect", "Leave the branch: both sides stay as they are"},
	} {
		cmd.AddCommand(&cobra.Command{
			Use: step.name, Short: step.short, Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return p.gitStatus(cmd.Context(), call{method: http.MethodPost}, "/"+step.name)
			},
		})
	}
	return cmd
}

// gitStatus sends a request that answers with the status, and shows that.
func (p *program) gitStatus(ctx context.Context, r call, path string) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	r.path = c.gitPath(path)
	status, raw, err := fetch[gitsync.Status](ctx, c, r)
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) { p.writeStatus(w, status) })
}

func (p *program) writeStatus(w io.Writer, s gitsync.Status) {
	paint := p.palette(p.out)
	message := oneLine(s.Message)
	switch s.State {
	case "in_sync":
		message = paint.green(message)
	case "held", "halted", "paused":
		message = paint.yellow(message)
	case "failing":
		message = paint.red(message)
	}
	fmt.Fprintln(w, message)
	if s.Remote != "" {
		where := "branch " + s.Branch
		if s.Path != "" {
			where += ", folder " + s.Path
		}
		fmt.Fprintf(w, "  %s, %s (%s)\n", oneLine(s.Remote), oneLine(where), s.Mode)
	}
	if !s.CheckedAt.IsZero() {
		fmt.Fprintf(w, "  checked %s", ago(time.Now(), s.CheckedAt))
		if s.Head != "" {
			fmt.Fprintf(w, ", at commit %s", short(s.Head))
		}
		fmt.Fprintln(w)
	}
	if s.Failure != nil {
		fmt.Fprintf(w, "  %s (%s)\n", oneLine(s.Failure.Message), count(s.Failure.Count, "time"))
		writeHint(w, s.Failure.Hint)
	}
	p.writeHalt(w, s.Halt)
	if s.Held > 0 {
		fmt.Fprintln(w, "  next: lockstep conflicts list")
	}
}

func (p *program) writeHalt(w io.Writer, h *gitsync.Halt) {
	if h == nil {
		return
	}
	fmt.Fprintf(w, "  %s\n", p.palette(p.out).yellow(oneLine(h.Message)))
	for i, ref := range h.Refs {
		if i == 10 {
			fmt.Fprintf(w, "    and %d more\n", max(h.Count, len(h.Refs))-i)
			break
		}
		fmt.Fprintf(w, "    - %s\n", oneLine(ref))
	}
	writeHint(w, h.Hint)
	if h.Plan != "" {
		fmt.Fprintf(w, "  next: lockstep git-sync plan, then lockstep git-sync confirm %s\n", h.Plan)
	}
}

func writeHint(w io.Writer, hint string) {
	if hint != "" {
		fmt.Fprintf(w, "  %s\n", oneLine(hint))
	}
}

func (p *program) nowCommand() *cobra.Command {
	var noWait bool
	cmd := &cobra.Command{
		Use: "now", Short: "Run a cycle and wait for it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			query := url.Values{}
			if noWait {
				query.Set("wait", "false")
			}
			report, raw, err := fetch[api.Cycle](cmd.Context(), c, call{method: http.MethodPost, path: c.gitPath("/sync"), query: query})
			if err != nil {
				return err
			}
			if p.json {
				return p.show(raw, nil)
			}
			return p.afterCycle(cmd.Context(), c, report)
		},
	}
	cmd.Flags().BoolVar(&noWait, "no-wait", false, "ask for a cycle and do not wait for it")
	return cmd
}

// afterCycle says what a cycle did, and what it has left.
func (p *program) afterCycle(ctx context.Context, c *client, report api.Cycle) error {
	writeCycle(p.out, report)
	if !report.Waited {
		return nil
	}
	status, _, err := fetch[gitsync.Status](ctx, c, call{method: http.MethodGet, path: c.gitPath("/status")})
	if err != nil || status.State == "in_sync" {
		return err
	}
	p.writeStatus(p.out, status)
	return nil
}

func writeCycle(w io.Writer, r api.Cycle) {
	took := span(time.Duration(r.DurationMS) * time.Millisecond)
	switch {
	case !r.Waited:
		fmt.Fprintln(w, "A cycle will run soon.")
	case r.Halted:
		fmt.Fprintf(w, "The cycle halted and waits for you (%s).\n", took)
	case r.Idle:
		fmt.Fprintf(w, "There was nothing to do (%s).\n", took)
	default:
		fmt.Fprintf(w, "%d in, %d out in %s (%s).\n", r.Inbound, r.Outbound, count(r.Commits, "commit"), took)
	}
}

func (p *program) confirmCommand() *cobra.Command {
	return &cobra.Command{
		Use: "confirm PLAN", Short: "Let a halted cycle go on with the plan that you have seen", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.gitStatus(cmd.Context(), call{method: http.MethodPost, body: api.Confirm{Plan: args[0]}}, "/confirm")
		},
	}
}

func (p *program) activityCommand() *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use: "activity", Short: "Show what happened, newest first", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.client()
			if err != nil {
				return err
			}
			found, raw, err := fetch[page[api.Activity]](cmd.Context(), c, call{
				method: http.MethodGet, path: c.gitPath("/activity"), query: url.Values{"limit": {strconv.Itoa(limit)}},
			})
			if err != nil {
				return err
			}
			return p.show(raw, func(w io.Writer) { writeActivity(w, found.Data) })
		},
	}
	cmd.Flags().IntVarP(&limit, "limit", "n", 20, "how many entries")
	return cmd
}

func writeActivity(w io.Writer, entries []api.Activity) {
	if len(entries) == 0 {
		fmt.Fprintln(w, "Nothing has happened yet.")
		return
	}
	var rows [][]string
	for _, a := range entries {
		rows = append(rows, []string{ago(time.Now(), a.At), string(a.Flow), a.Result, short(a.Commit), a.Author, a.Summary})
	}
	table(w, []string{"WHEN", "FLOW", "RESULT", "COMMIT", "AUTHOR", "WHAT"}, rows)
}

func (p *program) gitPlan(ctx context.Context) error {
	c, err := p.client()
	if err != nil {
		return err
	}
	plan, raw, err := fetch[gitsync.Plan](ctx, c, call{method: http.MethodGet, path: c.gitPath("/plan")})
	if err != nil {
		return err
	}
	return p.show(raw, func(w io.Writer) { p.writePlan(w, plan) })
}

// settings reads the stored Git Sync settings.
func (c *client) settings(ctx context.Context) (gitsync.Settings, error) {
	settings, _, err := fetch[gitsync.Settings](ctx, c, call{method: http.MethodGet, path: c.gitPath("/settings")})
	return settings, err
}
