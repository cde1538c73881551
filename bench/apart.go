package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// measureCommand lets this program measure in a process of its own, so that memory and CPU are
// those of Git Sync and not of the git server beside it.
const measureCommand = "measure"

// task is what one measuring process does.
type task struct {
	Size    int    // resources
	Runs    int    // single changes in each direction
	Dir     string // empty folder for the database and clones
	Root    string // folder whose bare repositories the server serves
	Server  string // its address
	Profile string // folder for profiles; may be empty
}

// result is the figures of one size, by name: milliseconds, megabytes or counts, as the name says.
type result struct {
	Size    int                `json:"size"`
	Figures map[string]float64 `json:"figures"`
}

// measureApart starts a git server, and measures in another process.
func measureApart(ctx context.Context, t task, stderr io.Writer) (result, error) {
	dir, err := os.MkdirTemp("", "lockstep-bench-")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	t.Dir, t.Root = dir+"/work", dir+"/served"
	for _, folder := range []string{t.Dir, t.Root} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			return result{}, err
		}
	}
	server, err := startServer(ctx, t.Root)
	if err != nil {
		return result{}, err
	}
	defer server.Close()
	t.Server = server.URL
	program, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	text, err := json.Marshal(t)
	if err != nil {
		return result{}, err
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, program, measureCommand, string(text))
	cmd.Stdout, cmd.Stderr = &out, stderr
	if err := cmd.Run(); err != nil {
		return result{}, err
	}
	var r result
	return r, json.Unmarshal(out.Bytes(), &r)
}

// measured is the other process: it prints a result.
func measured(ctx context.Context, text string, stdout io.Writer) error {
	var t task
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return fmt.Errorf("read the task: %w", err)
	}
	stop, err := startProfile(t.Profile)
	if err != nil {
		return err
	}
	figures, err := measure(ctx, t)
	if stopping := stop(); err == nil {
		err = stopping
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(result{Size: t.Size, Figures: figures})
}
