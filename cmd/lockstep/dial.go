package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
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
func (d *dialer) dial(ctx context.Context, s gitsync.Settings, credential string, folders []string) (gitsync.Remote, error) {
	cfg := remote.Config{
		URL: s.URL, Branch: s.Branch, Folders: folders, AllowHTTP: true, // the settings were checked for plain http
		Agent: "git/lockstep-" + d.version, Limits: remote.Limits{BlobBytes: s.FileBytes, Idle: 30 * time.Second},
		DialContext: (&net.Dialer{Timeout: 15 * time.Second}).DialContext,
	}
	if s.BuiltIn {
		return d.builtIn(ctx, s, cfg)
	}
	if s.CABundle != "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM([]byte(s.CABundle)) {
			return nil, settingsError("the CA bundle holds no certificate", "give PEM blocks that begin with BEGIN CERTIFICATE")
		}
		cfg.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	if credential != "" {
		d.redactor.Add(credential)
	}
	switch s.AuthKind {
	case gitsync.AuthBasic:
		cfg.Auth = transport.Basic{User: s.Username, Password: credential}
	case gitsync.AuthBearer:
		cfg.Auth = transport.Bearer{Token: credential}
	}
	return d.open(cfg)
}

// builtIn opens the workspace's repository on the built-in host, made when it is missing.
func (d *dialer) builtIn(ctx context.Context, s gitsync.Settings, cfg remote.Config) (gitsync.Remote, error) {
	if d.host == nil {
		return nil, settingsError("this server runs without the built-in git host", "turn it on, or connect to another repository")
	}
	w, err := d.service.Workspace(ctx, s.WorkspaceID)
	if err != nil {
		return nil, err
	}
	if err := d.host.Create(ctx, w.Slug); err != nil {
		return nil, fmt.Errorf("make the repository of %s: %w", w.Slug, err)
	}
	user, password := d.host.LocalAuth()
	cfg.URL, cfg.DialContext = d.host.URL("http://built-in.invalid", w.Slug), d.inside.DialContext
	cfg.Auth = transport.Basic{User: user, Password: password}
	return d.open(cfg)
}

func (d *dialer) open(cfg remote.Config) (gitsync.Remote, error) {
	r, err := repo.Open(cfg)
	quiet := quietRemote{r, d.redactor}
	if err != nil {
		return nil, quiet.quiet(err)
	}
	return quiet, nil
}

func settingsError(message, hint string) error {
	return &gitsync.RemoteError{Kind: gitsync.KindSettings, Class: gitsync.FailHalt, Message: message, Hint: hint}
}
