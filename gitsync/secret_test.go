package gitsync_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// hunter is a secret that a person puts into a file.
const hunter = "hunter2"

var warehouse = workspace.Ref{Kind: workspace.KindSource, Slug: "warehouse"}

// secretWorld has a source that is set up, as a file too.
func secretWorld(t *testing.T) *world {
	w := newWorld(t)
	w.edit(bob, func(ctx context.Context, e *workspace.Edit) error {
		r := w.get(warehouse)
		config := map[string]any{"host": "h", "port": int64(5432), "database": "d", "user": "u"}
		_, err := e.Update(ctx, r.ID, 0, r.Fields.With("description", "d").With("config", config))
		return err
	})
	w.connect(reconcile.TwoWay, func(s *gitsync.Settings) { s.Connections = true })
	return w
}

// withSecret is the source's file with a secret in it.
func (w *world) withSecret() string {
	text := strings.Replace(w.file("sources/warehouse.yaml"), "config:\n", "config:\n  password: "+hunter+"\n", 1)
	require.Contains(w.t, text, hunter)
	return text
}

// keepsSecret checks that nothing that is kept or shown has the secret (invariant 7).
func (w *world) keepsSecret() {
	plan, err := w.engine.Plan(w.ctx, w.id)
	require.NoError(w.t, err)
	activity, err := w.engine.Activity(w.ctx, w.id, 0, 100)
	require.NoError(w.t, err)
	base, err := w.store.Base(w.ctx, w.id, []workspace.Ref{warehouse}, nil)
	require.NoError(w.t, err)
	history, err := w.app.History(w.ctx, w.id, w.get(warehouse).ID, 0, 100)
	require.NoError(w.t, err)
	for _, kept := range []any{w.held(), plan, activity, base, history} {
		text, err := json.Marshal(kept)
		require.NoError(w.t, err)
		require.NotContains(w.t, string(text), hunter)
	}
}

func TestASecretInAFileIsNeverKeptOrShown(t *testing.T) {
	for name, play := range map[string]func(w *world){
		"alone": func(w *world) {
			w.push("oops", map[string]string{"sources/warehouse.yaml": w.withSecret()})
		},
		"beside an edit in the app": func(w *world) {
			w.push("oops", map[string]string{"sources/warehouse.yaml": w.withSecret()})
			w.set(bob, warehouse, "description", "app")
		},
		"beside the same field": func(w *world) {
			w.push("oops", map[string]string{"sources/warehouse.yaml": strings.Replace(w.withSecret(), "description: d", "description: repo", 1)})
			w.set(bob, warehouse, "description", "app")
		},
		"in a file that does not parse": func(w *world) {
			w.push("oops", map[string]string{"sources/warehouse.yaml": w.withSecret() + "broken: [\n"})
		},
		"of an unknown type": func(w *world) {
			w.push("oops", map[string]string{"sources/warehouse.yaml": strings.Replace(w.withSecret(), "type: postgres", "type: mystery", 1)})
		},
		"in backup mode": func(w *world) {
			w.configure(func(s *gitsync.Settings) { s.Mode = gitsync.ModeBackup })
			w.cycle()
			w.push("oops", map[string]string{"sources/warehouse.yaml": w.withSecret()})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := secretWorld(t)
			clean := w.file("sources/warehouse.yaml")
			play(w)
			w.keepsSecret()
			w.cycle()
			require.Len(t, w.held(), 1)
			require.NotEqual(t, reconcile.ReasonConflict, w.held()[0].Hold.Reason)
			w.keepsSecret()
			w.push("take it out", map[string]string{"sources/warehouse.yaml": clean})
			w.cycle()
			require.Empty(t, w.held())
			w.quiet()
		})
	}
}

func TestTheStoredCredentialGoesToNoOtherServer(t *testing.T) {
	w := newWorld(t)
	sent := map[string]string{}
	o := w.engine.Options
	o.Dial = func(_ context.Context, s gitsync.Settings, secrets gitsync.Secrets, _ []string) (gitsync.Remote, error) {
		sent[s.URL] = secrets.Credential
		return w.remote, nil
	}
	w.engine = gitsync.New(o)
	token := "token-1"
	c := gitsync.Connection{
		Settings:  gitsync.Settings{URL: "https://git.example.com/acme.git", AuthKind: gitsync.AuthBearer},
		Direction: reconcile.TwoWay, Secrets: gitsync.SecretEdit{Credential: &token},
	}
	require.NoError(t, w.engine.Connect(w.ctx, w.id, c, byAlice))
	w.cycle()
	c.Secrets = gitsync.SecretEdit{}
	c.Settings.URL = "https://git.example.com/other.git"
	_, err := w.engine.Preview(w.ctx, w.id, c)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"https://git.example.com/acme.git": token, "https://git.example.com/other.git": token}, sent)

	c.Settings.URL = "https://evil.example.net/acme.git"
	_, err = w.engine.Preview(w.ctx, w.id, c)
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
	require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(w.engine.Connect(w.ctx, w.id, c, byAlice)))
	require.NotContains(t, sent, c.Settings.URL)
}

func TestSettingsThatCannotWork(t *testing.T) {
	for name, set := range map[string]func(*gitsync.Settings){
		"a token in the query":  func(s *gitsync.Settings) { s.URL += "?private_token=x" },
		"a user in the address": func(s *gitsync.Settings) { s.URL = "https://me:pw@git.example.com/acme.git" },
		"plain http elsewhere":  func(s *gitsync.Settings) { s.URL = "http://git.example.com/acme.git" },
		"a password for SSH": func(s *gitsync.Settings) {
			s.URL, s.AuthKind = "ssh://git:pw@git.example.com/acme.git", gitsync.AuthSSH
		},
		"a password for scp":    func(s *gitsync.Settings) { s.URL, s.AuthKind = "git:pw@git.example.com:acme.git", gitsync.AuthSSH },
		"a query for SSH":       func(s *gitsync.Settings) { s.URL, s.AuthKind = "ssh://git.example.com/acme.git?pw=x", gitsync.AuthSSH },
		"SSH without a key":     func(s *gitsync.Settings) { s.URL = "git@git.example.com:acme.git" },
		"a key for https":       func(s *gitsync.Settings) { s.AuthKind = gitsync.AuthSSH },
		"another scheme":        func(s *gitsync.Settings) { s.URL = "ftp://git.example.com/acme.git" },
		"a path that leaves":    func(s *gitsync.Settings) { s.Path = "../other" },
		"an empty certificate":  func(s *gitsync.Settings) { s.CABundle = "PEM" },
		"a budget out of range": func(s *gitsync.Settings) { s.DeletePercent = -2 },
		"an unknown mode":       func(s *gitsync.Settings) { s.Mode = "sideways" },
		"an unknown word":       func(s *gitsync.Settings) { s.Template = "{{subjekt}}" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := gitsync.Settings{URL: "https://git.example.com/acme.git"}
			set(&s)
			err := w.engine.Connect(w.ctx, w.id, gitsync.Connection{Settings: s, Direction: reconcile.TwoWay}, byAlice)
			require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(err))
			require.NotContains(t, err.Error(), "pw")
		})
	}
}
