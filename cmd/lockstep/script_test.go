package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lockstep": main})
}

// TestScripts runs the command line against a real server with its own data folder. Scripts
// whose name begins with "offline" get none.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			env.Setenv("GIT_TERMINAL_PROMPT", "0")
			if strings.HasPrefix(filepath.Base(env.WorkDir), "script-offline") {
				return nil
			}
			data := filepath.Join(env.WorkDir, "data")
			env.Setenv("LOCKSTEP_DATA", data)
			env.Setenv("LOCKSTEP_URL", startServer(t, env, data))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "mode": mode, "wrongkey": wrongKey, "gitremote": gitRemote, "sshserver": scripts{t}.sshServer,
		},
	})
}

// scripts are the commands that start servers, which end with the test.
type scripts struct{ t *testing.T }

// startServer runs a server until the script ends, and returns its address.
func startServer(t *testing.T, env *testscript.Env, data string) string {
	t.Helper()
	c := defaultConfig()
	c.Listen, c.Data, c.LogLevel = "127.0.0.1:0", data, "error"
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	output := &strings.Builder{}
	p := &program{env: map[string]string{}, in: strings.NewReader(""), out: output, err: os.Stderr}
	go func() {
		ended <- p.serve(ctx, c, output, func(ctx context.Context, in *installation) error {
			ready <- in.config.PublicURL
			<-ctx.Done()
			return nil
		})
	}()
	env.Defer(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the server ended with: %v", err)
			}
		case <-time.After(time.Minute):
			t.Error("the server does not stop")
		}
	})
	select {
	case address := <-ready:
		return address
	case err := <-ended:
		ended <- nil
		t.Fatalf("the server does not start: %v", err)
	case <-time.After(time.Minute):
		t.Fatal("the server does not start in time")
	}
	return ""
}

// exits runs lockstep and checks its exit code: exits 3 models get nobody.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGUMENT…")
	}
	code := 0
	if err := ts.Exec("lockstep", args[1:]...); err != nil {
		var exited *exec.ExitError
		if !errors.As(err, &exited) {
			ts.Fatalf("run lockstep: %v", err)
		}
		code = exited.ExitCode()
	}
	if args[0] != strconv.Itoa(code) {
		ts.Fatalf("lockstep %s: exit code %d, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

// mode checks the permissions of a file: mode 600 data/owner.key.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// wrongKey sets an API key that is none.
func wrongKey(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Setenv("LOCKSTEP_API_KEY", "lsk_0000000000000000000000000000000000000000000")
}

// gitRemote sets REPO to the address of the default workspace's repository, with the owner's key.
func gitRemote(ts *testscript.TestScript, _ bool, _ []string) {
	key := strings.TrimSpace(ts.ReadFile("data/owner.key"))
	ts.Setenv("REPO", strings.Replace(ts.Getenv("LOCKSTEP_URL"), "://", "://owner:"+key+"@", 1)+"/git/default.git")
}
