package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"lockstep.dev/workspace"
)

// program is one run of the command line.
type program struct {
	env map[string]string
	in  io.Reader
	out io.Writer
	err io.Writer

	server    string
	keyFile   string
	workspace string
	json      bool
}

// run executes the command line and returns the exit code; see exit.go. env is as os.Environ
// gives it. SIGINT and SIGTERM end the context.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	p := &program{env: environment(env), in: stdin, out: stdout, err: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err != nil {
		p.complain(err)
	}
	return exitCode(err)
}

func environment(env []string) map[string]string {
	out := make(map[string]string, len(env))
	for _, entry := range env {
		if name, value, ok := strings.Cut(entry, "="); ok {
			out[name] = value
		}
	}
	return out
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "lockstep",
		Short:         "A data-activation workspace that stays the same as a Git branch",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(err.Error(), cmd.CommandPath()+" --help says what is possible")
	})
	flags := root.PersistentFlags()
	flags.StringVar(&p.server, "server", "", "address of the server (LOCKSTEP_URL; default http://127.0.0.1:8080)")
	flags.StringVar(&p.keyFile, "key-file", "", "file with the API key (or LOCKSTEP_API_KEY; default: the local server's owner.key)")
	flags.StringVarP(&p.workspace, "workspace", "w", "", "slug of the workspace (LOCKSTEP_WORKSPACE; not needed with only one)")
	flags.BoolVar(&p.json, "json", false, "print JSON")
	root.AddGroup(&cobra.Group{ID: "server", Title: "Run a server:"}, &cobra.Group{ID: "git", Title: "Git Sync:"},
		&cobra.Group{ID: "resources", Title: "Configuration:"}, &cobra.Group{ID: "files", Title: "Files, without a server:"})
	for group, commands := range map[string][]*cobra.Command{
		"server":    {p.serveCommand(), p.demoCommand(), p.workspacesCommand(), p.usersCommand(), p.keysCommand()},
		"git":       {p.gitSyncCommand(), p.conflictsCommand()},
		"resources": {p.resourceCommand(workspace.KindModel), p.resourceCommand(workspace.KindSync), p.resourceCommand(workspace.KindSource), p.resourceCommand(workspace.KindDestination), p.aliasesCommand()},
		"files":     {p.validateCommand(), p.schemaCommand()},
	} {
		for _, command := range commands {
			command.GroupID = group
			root.AddCommand(command)
		}
	}
	root.AddCommand(p.openAPICommand(), p.versionCommand(), exitCodesTopic())
	return strictly(root)
}

// strictly makes wrong arguments and unknown commands usage errors everywhere.
func strictly(cmd *cobra.Command) *cobra.Command {
	check := cmd.Args
	if check == nil {
		check = cobra.NoArgs
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			hint := cmd.CommandPath() + " --help says what is possible"
			if cmd.HasSubCommands() {
				cmd.SuggestionsMinimumDistance = 2
				if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
					hint = "did you mean " + strings.Join(near, " or ") + "?"
				}
				return usage(fmt.Sprintf("unknown command %q", args[0]), hint)
			}
			if check(cmd, nil) == nil {
				return usage(fmt.Sprintf("%q is one argument too many", args[len(args)-1]), hint)
			}
			return usage(err.Error(), hint)
		}
		return nil
	}
	if cmd.HasSubCommands() && cmd.RunE == nil && cmd.Run == nil {
		cmd.RunE = func(cmd *cobra.Command, _ []string) error {
			_ = cmd.Help()
			return usage("say which command", "")
		}
	}
	for _, sub := range cmd.Commands() {
		strictly(sub)
	}
	return cmd
}

// complain prints an error as people read it: what is wrong, where, and what to do.
func (p *program) complain(err error) {
	if errors.Is(err, errSilent) {
		return
	}
	paint := p.palette(p.err)
	var e *workspace.Error
	if !errors.As(err, &e) {
		e = &workspace.Error{Message: err.Error()}
	}
	fmt.Fprintf(p.err, "%s %s\n", paint.red("error:"), e.Message)
	for i, problem := range e.Problems {
		if i == 20 {
			fmt.Fprintf(p.err, "  and %d more\n", len(e.Problems)-i)
			break
		}
		fmt.Fprintf(p.err, "  %s\n", problem)
		if problem.Hint != "" && problem.Hint != e.Hint {
			fmt.Fprintf(p.err, "    %s\n", paint.faint(problem.Hint))
		}
	}
	if e.Hint != "" {
		fmt.Fprintf(p.err, "  %s\n", e.Hint)
	}
}
