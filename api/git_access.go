package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
)

// Credential is what the remote is used with. It is never sent back.
type Credential struct {
	Credential string  `json:"credential" writeOnly:"true" doc:"Password, token or private SSH key; empty removes it"`
	Passphrase *string `json:"passphrase,omitempty" writeOnly:"true" doc:"Of the SSH key"`
}

// Access is how the remote is entered: with what kind of credential, and which. It is replaced
// as a whole or not at all.
type Access struct {
	AuthKind   gitsync.AuthKind `json:"authKind" enum:"none,basic,bearer,ssh"`
	Username   string           `json:"username,omitempty" doc:"For basic"`
	Credential *string          `json:"credential,omitempty" writeOnly:"true" doc:"Password, token or private SSH key; the stored one when left out"`
	Passphrase *string          `json:"passphrase,omitempty" writeOnly:"true" doc:"Of the SSH key"`
}

// SigningKey is the key that commits are signed with. It is never sent back.
type SigningKey struct {
	Key        string  `json:"key" writeOnly:"true" doc:"Private SSH or OpenPGP key; empty: commits are not signed"`
	Passphrase *string `json:"passphrase,omitempty" writeOnly:"true"`
}

// TestConnection says what to try.
type TestConnection struct {
	Settings   *GitSyncSettings `json:"settings,omitempty" doc:"The stored settings when left out"`
	Credential *string          `json:"credential,omitempty" writeOnly:"true" doc:"The stored one when left out"`
	Passphrase *string          `json:"passphrase,omitempty" writeOnly:"true"`
}

// HostKeysOf names an SSH server.
type HostKeysOf struct {
	URL string `json:"url" minLength:"1" maxLength:"4096" doc:"Address of a repository, such as git@host:path"`
}

// HostKeys are the keys that an SSH server shows.
type HostKeys struct {
	Data []gitsync.HostKey `json:"data"`
}

// tryTimeout bounds requests that try a remote.
const tryTimeout = 2 * time.Minute

// gitAccess is how a remote is reached: credentials, keys, and trying them.
func (s *server) gitAccess(a huma.API, base, tag string) {
	admin := func(name, method, path, summary string) huma.Operation {
		return within(tryTimeout, needing(auth.ScopeAdmin, operation(name, method, base+path, tag, summary)))
	}
	register(s, a, admin("set-git-sync-credential", http.MethodPut, "/credential", "Set the password, token or SSH key for the remote"), s.putCredential)
	register(s, a, admin("set-git-sync-access", http.MethodPut, "/access", "Set the kind of credential for the remote, and the credential"), s.putAccess)
	register(s, a, admin("set-git-sync-signing-key", http.MethodPut, "/signing-key", "Set the key that commits are signed with"), s.putSigningKey)
	register(s, a, admin("make-git-sync-key", http.MethodPost, "/key-pair", "Make an SSH key pair; its public half is in the answer"), s.makeKey)
	register(s, a, admin("test-git-sync-connection", http.MethodPost, "/test", "Try a connection step by step"), s.testConnection)
	register(s, a, admin("get-git-host-keys", http.MethodPost, "/host-keys", "Ask an SSH server for its keys, to compare their fingerprints"), s.hostKeys)
}

func (s *server) putCredential(ctx context.Context, in *struct {
	AtWorkspace
	Body Credential
}) (*settingsBody, error) {
	return s.editSecrets(ctx, in.AtWorkspace, gitsync.SecretEdit{Credential: &in.Body.Credential, Passphrase: in.Body.Passphrase})
}

func (s *server) putAccess(ctx context.Context, in *struct {
	AtWorkspace
	Expect
	Body Access
}) (*settingsBody, error) {
	secrets := gitsync.SecretEdit{Credential: in.Body.Credential, Passphrase: in.Body.Passphrase}
	return s.configure(ctx, in.AtWorkspace, in.Expect, secrets, func(workspaceID int64) (gitsync.Settings, error) {
		settings, err := s.gitSync.Settings(ctx, workspaceID)
		settings.AuthKind, settings.Username = in.Body.AuthKind, in.Body.Username
		return settings, err
	})
}

func (s *server) putSigningKey(ctx context.Context, in *struct {
	AtWorkspace
	Body SigningKey
}) (*settingsBody, error) {
	return s.editSecrets(ctx, in.AtWorkspace, gitsync.SecretEdit{SigningKey: &in.Body.Key, SigningPassphrase: in.Body.Passphrase})
}

func (s *server) editSecrets(ctx context.Context, at AtWorkspace, edit gitsync.SecretEdit) (*settingsBody, error) {
	w, err := s.synced(ctx, at)
	if err != nil {
		return nil, err
	}
	settings, err := s.gitSync.Settings(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	settings, err = s.gitSync.Configure(ctx, w.ID, settings, edit)
	return &settingsBody{ETag: etag(settings.Version), Body: GitSyncSettings{settings}}, err
}

func (s *server) makeKey(ctx context.Context, in *AtWorkspace) (*settingsBody, error) {
	w, err := s.synced(ctx, *in)
	if err != nil {
		return nil, err
	}
	settings, err := s.gitSync.MakeKey(ctx, w.ID)
	return &settingsBody{ETag: etag(settings.Version), Body: GitSyncSettings{settings}}, err
}

func (s *server) testConnection(ctx context.Context, in *struct {
	AtWorkspace
	Body TestConnection
}) (*struct{ Body gitsync.ConnectionTest }, error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	c := gitsync.Connection{Secrets: gitsync.SecretEdit{Credential: in.Body.Credential, Passphrase: in.Body.Passphrase}}
	if c.Settings, err = s.givenOrStored(ctx, w.ID, in.Body.Settings); err != nil {
		return nil, err
	}
	t, err := s.gitSync.TestConnection(ctx, w.ID, c)
	return &struct{ Body gitsync.ConnectionTest }{t}, err
}

func (s *server) hostKeys(ctx context.Context, in *struct {
	AtWorkspace
	Body HostKeysOf
}) (*struct{ Body HostKeys }, error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	keys, err := s.gitSync.HostKeys(ctx, w.ID, in.Body.URL)
	return &struct{ Body HostKeys }{HostKeys{keys}}, err
}
