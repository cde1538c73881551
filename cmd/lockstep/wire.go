package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/connector/builtin"
	"lockstep.dev/examples"
	"lockstep.dev/feed"
	"lockstep.dev/githost"
	"lockstep.dev/gitsync"
	"lockstep.dev/jobs"
	"lockstep.dev/secret"
	"lockstep.dev/spec"
	"lockstep.dev/store"
	"lockstep.dev/web"
	"lockstep.dev/workspace"
)

// What the packages need of each other is satisfied here.
var (
	_ workspace.Store = (*store.Store)(nil)
	_ gitsync.Store   = (*store.Store)(nil)
	_ auth.Store      = (*store.Store)(nil)
	_ jobs.Database   = (*store.Store)(nil)
	_ gitsync.Users   = (*auth.Service)(nil)
	_ api.Auth        = (*auth.Service)(nil)
	_ api.GitSync     = edgeSync{}
)

// installation is everything that a server is made of.
type installation struct {
	config   config
	log      *slog.Logger
	store    *store.Store
	service  *workspace.Service
	auth     *auth.Service
	engine   *gitsync.Engine
	loop     *gitsync.Loop
	jobs     *jobs.Jobs
	feed     *feed.Feed
	host     *githost.Host
	inside   *loopback
	handler  http.Handler
	redactor *secret.Redactor
	instance instance
	started  time.Time
	freshKey bool   // made by this start
	startURL string // where the owner chooses a password; "" when they have one
}

// assemble builds an installation. Nothing runs yet; close it when done.
func assemble(ctx context.Context, c config, log *slog.Logger, redactor *secret.Redactor, onStep func(gitsync.Step)) (_ *installation, err error) {
	in := &installation{config: c, log: log, redactor: redactor, started: time.Now().UTC()}
	defer func() {
		if err != nil {
			err = errors.Join(err, in.close())
		}
	}()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	if in.instance, err = newInstance(c.Data, !strings.HasPrefix(c.Database, "sqlite:")); err != nil {
		return nil, err
	}
	var keyring *secret.Keyring
	if keyring, in.freshKey, err = c.keyring(); err != nil {
		return nil, err
	}
	if in.store, err = store.Open(ctx, c.Database, store.Options{Sealer: sealer{keyring}, Log: log}); err != nil {
		return nil, err
	}
	registry, err := builtin.Registry()
	if err != nil {
		return nil, err
	}
	catalog := spec.NewCatalog(registry)
	in.auth = auth.New(in.store, nil)
	in.service = workspace.NewService(in.store, workspace.Options{
		Types: catalog, Policy: gitsync.Policy{Store: in.store}, OnChange: in.changed,
	})
	if err := in.wireGitHost(); err != nil {
		return nil, err
	}
	dial := &dialer{host: in.host, inside: in.inside, service: in.service, redactor: redactor, version: version()}
	in.engine = gitsync.New(gitsync.Options{
		Store: in.store, Workspaces: in.service, Users: in.auth, Dial: dial.dial, Access: dial, Log: log, OnStep: onStep,
		Trigger:  func(ctx context.Context, id int64) error { return in.jobs.TriggerNow(ctx, id) },
		Instance: in.instance.name, Jitter: jitter,
	})
	if in.jobs, err = jobs.New(in.store, jobs.Options{Cycle: in.cycle, Debounce: in.debounce, Instance: in.instance.name, Log: log}); err != nil {
		return nil, err
	}
	in.loop = gitsync.NewLoop(in.engine)
	sample, err := examples.Acme()
	if err != nil {
		return nil, err
	}
	in.feed = feed.New(in.service, in.engine, in.store, log)
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler(web.Files()))
	mux.Handle("/api/", api.New(api.Options{
		Service: in.service, Types: catalog, Connectors: registry, Schemas: catalog, Sample: sample, Auth: in.auth,
		GitSync: edgeSync{in.engine, in.feed}, Trigger: in.engine.Ask, Feed: in.feed, Ready: in.ready, Log: log, Version: version(),
		Facts: in.facts, PublicURL: c.PublicURL,
	}))
	if in.host != nil {
		mux.Handle("/git/", in.host)
	}
	in.handler = mux
	return in, nil
}

// changed asks for a cycle in the transaction of each change in the app. What came from Git
// needs none. Those who listen hear of it once it is kept.
func (in *installation) changed(ctx context.Context, c workspace.Change) error {
	in.store.AfterCommit(ctx, func() { in.feed.Wake(c.WorkspaceID) })
	if c.Cause.Origin == workspace.OriginGit {
		return nil
	}
	settings, err := in.store.Settings(ctx, c.WorkspaceID)
	if err != nil || settings.Phase == "" || settings.Phase == gitsync.PhaseDisconnected {
		return err
	}
	return in.jobs.Trigger(ctx, c.WorkspaceID)
}

// cycle runs one cycle for the job queue, if one is due.
func (in *installation) cycle(ctx context.Context, workspaceID int64) (again time.Duration, err error) {
	defer in.feed.Wake(workspaceID)
	return in.engine.CycleIfDue(ctx, workspaceID)
}

func (in *installation) debounce(ctx context.Context, workspaceID int64) (quiet, most time.Duration, err error) {
	s, err := in.engine.Settings(ctx, workspaceID)
	return time.Duration(s.QuietMillis) * time.Millisecond, time.Duration(s.MaxDelayMillis) * time.Millisecond, err
}

// wireGitHost makes the built-in git host, if it is wanted and git is installed.
func (in *installation) wireGitHost() error {
	if !in.config.GitHost {
		return nil
	}
	host, err := githost.New(githost.Config{
		Dir: filepath.Join(in.config.Data, "git"), Authorize: in.authorize, OnPush: in.pushed, Log: in.log,
	})
	if err != nil {
		return fmt.Errorf("the built-in git host: %w (run with --git-host=false to do without)", err)
	}
	in.host, in.inside = host, newLoopback()
	return nil
}

// authorize lets people use a repository with an API key as the password.
func (in *installation) authorize(ctx context.Context, repo, _, password string, write bool) (githost.Identity, error) {
	id, err := in.auth.Authenticate(ctx, password)
	switch {
	case err != nil && workspace.CodeOf(err) == workspace.CodeUnauthorized:
		return githost.Identity{}, githost.ErrUnauthorized
	case err != nil:
		return githost.Identity{}, err
	case write && id.Scope == auth.ScopeRead:
		return githost.Identity{}, githost.ErrForbidden
	}
	if _, err := in.service.WorkspaceBySlug(ctx, repo); err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			return githost.Identity{}, githost.ErrNotFound
		}
		return githost.Identity{}, err
	}
	return githost.Identity{Name: id.User.Name}, nil
}

// pushed starts a cycle at once when people pushed to the built-in host.
func (in *installation) pushed(ctx context.Context, push githost.Push) {
	if push.By.Internal {
		return
	}
	w, err := in.service.WorkspaceBySlug(ctx, push.Repo)
	if err == nil {
		err = in.jobs.TriggerNow(ctx, w.ID)
	}
	if err != nil {
		in.log.ErrorContext(ctx, "start a cycle after a push", "repository", push.Repo, "error", err)
	}
}

// ready tells whether the database answers.
func (in *installation) ready(ctx context.Context) error {
	_, err := in.store.Synced(ctx)
	return err
}

// close frees everything. Nothing may be running.
func (in *installation) close() error {
	var errs []error
	if in.feed != nil {
		in.feed.Stop()
	}
	if in.engine != nil {
		errs = append(errs, in.engine.Close())
	}
	if in.inside != nil {
		errs = append(errs, in.inside.Close())
	}
	if in.store != nil {
		errs = append(errs, in.store.Close())
	}
	errs = append(errs, in.instance.Close())
	return errors.Join(errs...)
}

// edgeSync is the engine as the API sees it: all errors are workspace.Errors.
type edgeSync struct {
	*gitsync.Engine
	feed *feed.Feed
}

// Cycle runs one cycle now and waits for it.
func (e edgeSync) Cycle(ctx context.Context, workspaceID int64) (gitsync.Report, error) {
	defer e.feed.Wake(workspaceID)
	report, err := e.Engine.Cycle(ctx, workspaceID)
	return report, gitsync.EdgeError(err)
}

// sealer is store.Sealer on the keyring.
type sealer struct{ keyring *secret.Keyring }

func (s sealer) Seal(table, row, column string, plaintext []byte) ([]byte, error) {
	return s.keyring.Seal(secret.Location{Table: table, Row: row, Column: column}, plaintext)
}

func (s sealer) Open(table, row, column string, sealed []byte) ([]byte, error) {
	return s.keyring.Open(secret.Location{Table: table, Row: row, Column: column}, sealed)
}

// jitter spreads a delay by a tenth either way.
func jitter(d time.Duration) time.Duration {
	if d <= 0 {
		return d
	}
	return d + time.Duration((rand.Float64()-0.5)*0.2*float64(d))
}
