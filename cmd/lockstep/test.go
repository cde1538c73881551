package main

import (
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"lockstep.dev/gitsync"
)

func (p *program) testCommand() *cobra.Command {
	var f reachFlags
	cmd := &cobra.Command{
		Use: "test", Short: "Try a connection step by step, and change nothing", Args: cobra.NoArgs,
		Long: `Tries the workspace's remote, or one that flags name: whether the server is there and
is the right one, takes the credential, has the repository, and lets us push. Nothing
is changed, here or there. The exit code is 1 when a step fails.

  lockstep git-sync test
  lockstep git-sync test --url git@git.example.com:team/config.git --credential-file id_ed25519`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			c, err := p.client()
			if err != nil {
				return err
			}
			settings, err := c.settings(ctx)
			if err != nil {
				return err
			}
			f.put(cmd, &settings)
			body, err := f.body(ctx, p, c, &settings)
			if err != nil {
				return err
			}
			t, raw, err := fetch[gitsync.ConnectionTest](ctx, c, call{method: http.MethodPost, path: c.gitPath("/test"), body: body})
			if err != nil {
				return err
			}
			if err := p.show(raw, func(w io.Writer) { p.writeTest(w, settings, t) }); err != nil {
				return err
			}
			if !t.OK {
				return errSilent
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

func (p *program) writeTest(w io.Writer, s gitsync.Settings, t gitsync.ConnectionTest) {
	paint := p.palette(p.out)
	done := map[string]string{
		"reach": "the server is reached", "authenticate": "the credential is accepted",
		"repository": "the repository can be read", "push": "the repository can be pushed to",
	}
	for _, step := range t.Steps {
		if step.OK {
			fmt.Fprintf(w, "%s  %s\n", paint.green("ok  "), done[step.Name])
		} else {
			writeFailedStep(w, paint, step)
		}
		if step.Name == "repository" && step.OK {
			writeFound(w, s, t)
		}
	}
}

// stepIndent puts what is said about a step below its words.
const stepIndent = "      "

func writeFailedStep(w io.Writer, paint palette, step gitsync.ConnectionStep) {
	message := oneLine(step.Message)
	if step.Name == "push" {
		message = "pushing: " + message
	}
	fmt.Fprintf(w, "%s  %s\n", paint.red("FAIL"), message)
	if step.Hint != "" {
		fmt.Fprintf(w, "%s%s\n", stepIndent, oneLine(step.Hint))
	}
	if step.HostKey != nil {
		fmt.Fprintf(w, "%snext: repeat with --accept-host-key %s\n", stepIndent, oneLine(step.HostKey.Fingerprint))
	}
}

// writeFound says what the repository and its server are like.
func writeFound(w io.Writer, s gitsync.Settings, t gitsync.ConnectionTest) {
	switch branches := count(len(t.Branches)+t.MoreBranches, "branch"); {
	case t.Empty:
		fmt.Fprintf(w, "%sit is empty; the branch %s will be made\n", stepIndent, oneLine(s.Branch))
	case !t.HasBranch:
		fmt.Fprintf(w, "%sit has no branch %s, but %s; the default is %s\n", stepIndent, oneLine(s.Branch), branches, oneLine(first(t.DefaultBranch, "unknown")))
	default:
		fmt.Fprintf(w, "%sit has the branch %s, of %s\n", stepIndent, oneLine(s.Branch), branches)
	}
	reads := "whole commits are read"
	if t.ByID && t.Filters {
		reads = "only what is needed is read"
	}
	fmt.Fprintf(w, "%sgit protocol v%d, %s, %.1f ms for a question\n", stepIndent, t.Protocol, reads, t.RoundTrip)
}
