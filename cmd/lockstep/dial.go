package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"time"

	"lockstep.dev/githost"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/repo"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/secret"
	"lockstep.dev/workspace"
)

// dialer opens the remotes that settings name.
type dialer struct {
	host     *githost.Host // nil: there is no built-in host
	inside   *loopback
	service  *workspace.Service
	redactor *secret.Redactor
	version  string
}

// dial implements gitsync.Options.Dial.
func (d *dialer) dial(ctx context.Context, s gitsync.Settings, secrets gitsync.Secrets, folders []string) (gitsync.Remote, error) {
	cfg, err := d.configure(ctx, s, secrets)
	if err != nil {
		return nil, d.quiet(err)
	}
	cfg.Folders = folders
	signer, err := repo.Signer(secrets, time.Now)
	if err != nil {
		return nil, d.quiet(err)
	}
	r, err := repo.Open(cfg, signer)
	if err != nil {
		return nil, d.quiet(err)
	}
	return quietRemote{r, d.redactor}, nil
}

// configure says how the remote of settings is reached.
func (d *dialer) configure(ctx context.Context, s gitsync.Settings, secrets gitsync.Secrets) (remote.Config, error) {
	d.redactor.Add(secrets.All()...)
	cfg := remote.Config{
		URL: s.URL, Branch: s.Branch, AllowHTTP: true, // the settings were checked for plain http
		Agent: "git/lockstep-" + d.version, Limits: remote.Limits{BlobBytes: s.FileBytes, Idle: 30 * time.Second},
	}
	if s.BuiltIn {
		err := d.builtIn(ctx, s, &cfg)
		return cfg, err
	}
	if s.CABundle != "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM([]byte(s.CABundle)) {
			return cfg, settingsError("the CA bundle holds no certificate", "give PEM blocks that begin with BEGIN CERTIFICATE")
		}
		cfg.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	var err error
	switch s.AuthKind {
	case gitsync.AuthBasic:
		cfg.Auth = transport.Basic{User: s.Username, Password: secrets.For(s.AuthKind)}
	case gitsync.AuthBearer:
		cfg.Auth = transport.Bearer{Token: secrets.For(s.AuthKind)}
	case gitsync.AuthSSH:
		cfg.SSH, err = repo.SSH(s, secrets)
	}
	return cfg, err
}

// builtIn opens the workspace's repository on the built-in host, made when it is missing.
func (d *dialer) builtIn(ctx context.Context, s gitsync.Settings, cfg *remote.Config) error {
	if d.host == nil {
		return settingsError("this server runs without the built-in git host", "turn it on, or connect to another repository")
	}
	w, err := d.service.Workspace(ctx, s.WorkspaceID)
	if err != nil {
		return err
	}
	if err := d.host.Create(ctx, w.Slug); err != nil {
		return fmt.Errorf("make the repository of %s: %w", w.Slug, err)
	}
	user, password := d.host.LocalAuth()
	cfg.URL, cfg.DialContext = d.host.URL("http://built-in.invalid", w.Slug), d.inside.DialContext
	cfg.Auth = transport.Basic{User: user, Password: password}
	return nil
}

func (d *dialer) quiet(err error) error { return quietRemote{redactor: d.redactor}.quiet(err) }

func settingsError(message, hint string) error {
	return &gitsync.RemoteError{Kind: gitsync.KindSettings, Class: gitsync.FailHalt, Message: message, Hint: hint}
}
