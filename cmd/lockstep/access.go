package main

import (
	"context"
	"time"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/transport"
)

var _ gitsync.Access = (*dialer)(nil)

// testTimeout bounds one test of a connection.
const testTimeout = time.Minute

// Test implements gitsync.Access.
func (d *dialer) Test(ctx context.Context, s gitsync.Settings, secrets gitsync.Secrets) (gitsync.ConnectionTest, error) {
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	cfg, err := d.configure(ctx, s, secrets)
	if err != nil {
		return gitsync.ConnectionTest{}, d.quiet(err)
	}
	cfg.Folders = []string{""}
	t, err := repo.Test(ctx, cfg)
	for i := range t.Steps {
		t.Steps[i].Message = d.redactor.String(t.Steps[i].Message)
	}
	return t, d.quiet(err)
}

// HostKeys implements gitsync.Access.
func (d *dialer) HostKeys(ctx context.Context, s gitsync.Settings) ([]gitsync.HostKey, error) {
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	return repo.HostKeys(ctx, transport.SSHConfig{URL: s.URL, Idle: 30 * time.Second, Now: time.Now})
}

// Inspect implements gitsync.Access.
func (d *dialer) Inspect(s gitsync.Settings, secrets gitsync.Secrets) (gitsync.PublicKeys, error) {
	d.redactor.Add(secrets.All()...)
	keys, err := repo.Inspect(s, secrets, time.Now)
	return keys, d.quiet(err)
}

// NewKey implements gitsync.Access.
func (d *dialer) NewKey() (string, error) { return repo.NewKey() }
