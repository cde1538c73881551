package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Config is what a story needs.
type Config struct {
	Server    string // address of the server, such as http://127.0.0.1:8080
	Workspace string // slug of an empty workspace
	Repo      string // address of the workspace's repository for git
	Maya      Person // works in the app; the key needs the scope admin
	Jonas     Person // works in Git; the key needs the scope write
	Dir       string // empty folder for clones
	Out       io.Writer
	Color     bool
}

// Person is somebody with an account and an API key.
type Person struct {
	Name  string
	Email string
	Key   string
}

// story is the play: what is known while it goes on.
type story struct {
	Config
	api   *api
	clone *clone
	text  *text
}

// step is one scene. It returns an error when what it shows is not true.
type step struct {
	title string
	play  func(ctx context.Context) error
}

// Play plays all steps and returns the first error: nil means that each step was checked.
func Play(ctx context.Context, c Config) error {
	s := &story{Config: c, text: &text{out: c.Out, color: c.Color}}
	s.api = &api{base: c.Server + "/api/v1", workspace: c.Workspace}
	credentials := filepath.Join(c.Dir, "credentials")
	if err := writeCredentials(credentials, c.Repo, c.Jonas.Key); err != nil {
		return err
	}
	defer os.Remove(credentials)
	s.clone = &clone{dir: filepath.Join(c.Dir, "acme"), home: c.Dir, credentials: credentials, author: c.Jonas}
	begin := time.Now()
	steps := s.steps()
	for i, step := range steps {
		s.text.step(i+1, step.title)
		started := time.Now()
		if err := step.play(ctx); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, step.title, err)
		}
		s.text.took(time.Since(started))
	}
	s.text.end(len(steps), time.Since(begin))
	return nil
}

func (s *story) steps() []step {
	return []step{
		{"A workspace with models and syncs", s.sample},
		{"First export to a new repository", s.export},
		{"Maya edits a sync in the app", s.editInApp},
		{"Jonas edits a commented file in Git", s.editInGit},
		{"Both change different fields of one sync", s.merge},
		{"Both change the same field", s.conflict},
		{"Jonas deletes a file, Maya brings it back", s.remove},
		{"A broken file holds nobody up", s.broken},
		{"git revert is a rollback", s.revert},
	}
}

// patience is how long a step waits for what it expects.
const patience = 20 * time.Second

// eventually waits until check returns true. Errors of check count as not yet.
func eventually(ctx context.Context, what string, check func(ctx context.Context) (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last error
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		ok, err := check(ctx)
		if ok && err == nil {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("%s did not happen within %s", what, patience), last)
		case <-ticker.C:
		}
	}
}

// expect turns a false claim into an error.
func expect(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}
