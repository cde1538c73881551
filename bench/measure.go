package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"

	"lockstep.dev/bench/gitcmd"
	"lockstep.dev/gitsync/reconcile"
)

// bench is one measuring process at work.
type bench struct {
	task
	world   *world
	figures map[string]float64
}

// measure takes all figures of one size.
func measure(ctx context.Context, t task) (map[string]float64, error) {
	w, err := openWorld(ctx, t.Dir)
	if err != nil {
		return nil, err
	}
	b := &bench{task: t, world: w, figures: map[string]float64{}}
	err = b.all(ctx)
	if closing := w.close(); err == nil {
		err = closing
	}
	return b.figures, err
}

func (b *bench) all(ctx context.Context) error {
	id, err := b.world.newWorkspace(ctx, "exported")
	if err != nil {
		return err
	}
	if err := b.world.fill(ctx, id, b.Size); err != nil {
		return fmt.Errorf("fill the workspace: %w", err)
	}
	last, err := b.export(ctx, id)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := b.imports(ctx, last); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if err := b.changes(ctx, id, last); err != nil {
		return fmt.Errorf("single changes: %w", err)
	}
	if err := b.idle(ctx, id, last); err != nil {
		return fmt.Errorf("idle: %w", err)
	}
	b.figures["memory_mb"], b.figures["memory_peak_mb"], err = memory()
	return err
}

// whole is how often everything is exported and imported.
func (b *bench) whole() int { return max(1, min(3, b.Runs/3)) }

// export measures the first cycle of a full workspace with an empty repository. It returns
// the repository that the workspace is connected to in the end.
func (b *bench) export(ctx context.Context, id int64) (string, error) {
	var s samples
	name := ""
	for i := range b.whole() {
		name = fmt.Sprintf("export-%d.git", i)
		if err := gitcmd.NewBare(ctx, b.served(name)); err != nil {
			return "", err
		}
		if err := b.world.connect(ctx, id, b.url(name), reconcile.AppToRepo); err != nil {
			return "", err
		}
		one, err := b.sampled(ctx, func() error { return b.world.cycle(ctx, id, 0, b.Size) })
		if err != nil {
			return "", err
		}
		s = append(s, one)
	}
	s.put(b.figures, "export")
	commits, err := gitcmd.Run(ctx, b.served(name), "rev-list", "--count", "main")
	if err == nil && commits != "1" {
		err = fmt.Errorf("the first export made %s commits", commits)
	}
	return name, err
}

// imports measures the first cycle of an empty workspace with a full repository, beside git
// clone and the way back: git add, commit and push of the same files.
func (b *bench) imports(ctx context.Context, from string) error {
	var ours, clone, push samples
	for i := range b.whole() {
		name := fmt.Sprintf("import-%d.git", i)
		if err := gitcmd.NewBare(ctx, b.served(name)); err != nil {
			return err
		}
		dir := b.dir(name)
		one, err := b.sampled(ctx, func() error {
			return gitcmd.All(ctx, b.Dir, []string{"clone", "-q", "--filter=blob:none", b.url(from), dir})
		})
		if err != nil {
			return err
		}
		clone = append(clone, one)
		if err := gitcmd.All(ctx, dir, []string{"checkout", "-q", "--orphan", "again"}, []string{"rm", "-q", "-r", "--cached", "."}); err != nil {
			return err
		}
		if one, err = b.sampled(ctx, func() error {
			return gitcmd.All(ctx, dir, []string{"add", "."}, []string{"commit", "-q", "-m", "all"}, []string{"push", "-q", b.url(name), "HEAD:main"})
		}); err != nil {
			return err
		}
		push = append(push, one)
		id, err := b.world.newWorkspace(ctx, "imported-"+strconv.Itoa(i))
		if err != nil {
			return err
		}
		if err := b.world.connect(ctx, id, b.url(name), reconcile.RepoToApp); err != nil {
			return err
		}
		if one, err = b.sampled(ctx, func() error { return b.world.cycle(ctx, id, b.Size, 0) }); err != nil {
			return err
		}
		ours = append(ours, one)
	}
	ours.put(b.figures, "import")
	clone.put(b.figures, "git_clone")
	push.put(b.figures, "git_export")
	return nil
}

// changes measures one file from git and one edit from the app, in turn, beside git.
func (b *bench) changes(ctx context.Context, id int64, name string) error {
	dir := b.dir("clone")
	if err := gitcmd.All(ctx, b.Dir, []string{"clone", "-q", "--filter=blob:none", b.url(name), dir}); err != nil {
		return err
	}
	var inbound, outbound, gitPush, gitFetch samples
	for i := range b.Runs {
		ref, text := sampleRef((2*i+1)%b.Size), "change "+strconv.Itoa(i)
		path := ref.Kind.Plural() + "/" + ref.Slug + ".yaml"
		if err := setLine(filepath.Join(dir, path), "description", text+" in git"); err != nil {
			return err
		}
		for _, step := range []struct {
			to   *samples
			work func() error
		}{
			{&gitPush, func() error {
				return gitcmd.All(ctx, dir, []string{"commit", "-q", "-m", text, path}, []string{"push", "-q", "origin", "main"})
			}},
			{&inbound, func() error { return b.world.cycle(ctx, id, 1, 0) }},
			{nil, func() error { return b.world.describe(ctx, id, sampleRef((2*i)%b.Size), text+" in the app") }},
			{&outbound, func() error { return b.world.cycle(ctx, id, 0, 1) }},
			{&gitFetch, func() error {
				return gitcmd.All(ctx, dir, []string{"fetch", "-q"}, []string{"merge", "-q", "--ff-only", "origin/main"})
			}},
		} {
			one, err := b.sampled(ctx, step.work)
			if err != nil {
				return err
			}
			if step.to != nil {
				*step.to = append(*step.to, one)
			}
		}
	}
	inbound.put(b.figures, "inbound")
	outbound.put(b.figures, "outbound")
	gitPush.put(b.figures, "git_push")
	gitFetch.put(b.figures, "git_fetch")
	return nil
}

// idle measures cycles with nothing to do, beside git fetch.
func (b *bench) idle(ctx context.Context, id int64, name string) error {
	before, err := b.world.writes(ctx)
	if err != nil {
		return err
	}
	var ours, gits samples
	for range b.Runs {
		one, err := b.sampled(ctx, func() error { return b.world.cycle(ctx, id, 0, 0) })
		if err != nil {
			return err
		}
		ours = append(ours, one)
		if one, err = b.sampled(ctx, func() error { return gitcmd.All(ctx, b.dir("clone"), []string{"fetch", "-q"}) }); err != nil {
			return err
		}
		gits = append(gits, one)
	}
	ours.put(b.figures, "idle")
	gits.put(b.figures, "git_poll")
	after, err := b.world.writes(ctx)
	b.figures["idle_writes"] = float64(after - before)
	return err
}

func (b *bench) sampled(ctx context.Context, work func() error) (sample, error) {
	return sampled(ctx, b.Server, work)
}

func (b *bench) url(name string) string { return b.Server + "/" + name }

func (b *bench) dir(name string) string { return filepath.Join(b.Dir, name) }

func (b *bench) served(name string) string { return filepath.Join(b.Root, name) }
