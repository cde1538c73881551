package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"lockstep.dev/connector/builtin"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/spec"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

// world is the product as far as Git Sync needs it, put together as the server does.
type world struct {
	store  *store.Store
	app    *workspace.Service
	engine *gitsync.Engine
}

func openWorld(ctx context.Context, dir string) (*world, error) {
	s, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "bench.db"), store.Options{Sealer: noSecrets{}})
	if err != nil {
		return nil, err
	}
	registry, err := builtin.Registry()
	if err != nil {
		return nil, err
	}
	app := workspace.NewService(s, workspace.Options{Types: spec.NewCatalog(registry), Policy: gitsync.Policy{Store: s}})
	engine := gitsync.New(gitsync.Options{
		Store: s, Workspaces: app, Users: nobody{}, Instance: "bench",
		Dial:    dial,
		Trigger: func(context.Context, int64) error { return nil },
	})
	return &world{store: s, app: app, engine: engine}, nil
}

func dial(_ context.Context, s gitsync.Settings, _ gitsync.Secrets, folders []string) (gitsync.Remote, error) {
	return repo.Open(remote.Config{URL: s.URL, Branch: s.Branch, Folders: folders, AllowHTTP: true}, nil)
}

func (w *world) close() error {
	if err := w.engine.Close(); err != nil {
		return err
	}
	return w.store.Close()
}

// newWorkspace makes a workspace with the connections that the samples refer to.
func (w *world) newWorkspace(ctx context.Context, slug string) (int64, error) {
	made, err := w.app.CreateWorkspace(ctx, slug, slug)
	if err != nil {
		return 0, err
	}
	return made.ID, w.edit(ctx, made.ID, func(ctx context.Context, e *workspace.Edit) error {
		if _, err := e.Create(ctx, workspace.KindSource, "warehouse", workspace.Fields{"name": "Warehouse", "type": "postgres"}); err != nil {
			return err
		}
		_, err := e.Create(ctx, workspace.KindDestination, "crm", workspace.Fields{"name": "CRM", "type": "hubspot"})
		return err
	})
}

// fill adds size resources, each half models and syncs.
func (w *world) fill(ctx context.Context, id int64, size int) error {
	const atOnce = 200
	for from := 0; from < size; from += atOnce {
		err := w.edit(ctx, id, func(ctx context.Context, e *workspace.Edit) error {
			for i := from; i < min(from+atOnce, size); i++ {
				if _, err := e.Create(ctx, sampleRef(i).Kind, sampleRef(i).Slug, sampleFields(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// describe changes one field of one resource.
func (w *world) describe(ctx context.Context, id int64, ref workspace.Ref, text string) error {
	r, err := w.app.BySlug(ctx, id, ref)
	if err != nil {
		return err
	}
	return w.edit(ctx, id, func(ctx context.Context, e *workspace.Edit) error {
		_, err := e.Update(ctx, r.ID, r.Version, r.Fields.With("description", text))
		return err
	})
}

func (w *world) edit(ctx context.Context, id int64, fn func(context.Context, *workspace.Edit) error) error {
	_, err := w.app.Edit(ctx, id, cause(), fn)
	return err
}

func (w *world) connect(ctx context.Context, id int64, url string, direction reconcile.Direction) error {
	return w.engine.Connect(ctx, id, gitsync.Connection{
		Settings: gitsync.Settings{URL: url, AllowHTTP: true}, Direction: direction,
	}, cause())
}

// cycle runs one cycle and demands what it is to do.
func (w *world) cycle(ctx context.Context, id int64, inbound, outbound int) error {
	report, err := w.engine.Cycle(ctx, id)
	if err != nil {
		return err
	}
	idle := inbound+outbound == 0
	if report.Inbound != inbound || report.Outbound != outbound || report.Held != 0 || report.Idle != idle {
		return fmt.Errorf("a cycle with %d inbound and %d outbound changes did %+v", inbound, outbound, report)
	}
	return nil
}

// writes counts the rows that this process has written to the database.
func (w *world) writes(ctx context.Context) (n int64, err error) {
	return n, w.store.SQL().QueryRowContext(ctx, "SELECT total_changes()").Scan(&n)
}

func cause() workspace.Cause {
	maya := workspace.Actor{UserID: 1, Name: "Maya", Email: "maya@example.com"}
	return workspace.Cause{Actor: maya, Origin: workspace.OriginUI, Note: time.Now().Format(time.TimeOnly)}
}

// nobody has no accounts: authors stay as Git knows them.
type nobody struct{}

func (nobody) ByEmail(context.Context, string) (workspace.Actor, bool, error) {
	return workspace.Actor{}, false, nil
}

// noSecrets is a store.Sealer for a database without any.
type noSecrets struct{}

func (noSecrets) Seal(_, _, _ string, text []byte) ([]byte, error) { return text, nil }
func (noSecrets) Open(_, _, _ string, text []byte) ([]byte, error) { return text, nil }
