package gitsync

import (
	"context"
	"net/url"
	"strings"

	"lockstep.dev/workspace"
)

// PublicKeys are the public halves of a workspace's keys, for registering them with a git host.
type PublicKeys struct {
	Auth    string // a line of authorized_keys; empty without an SSH key
	Signing string // a line of authorized_keys, or an armoured OpenPGP key; empty when commits are not signed
}

// ConnectionTest is what a person wants to know about a remote before they use it.
type ConnectionTest struct {
	OK            bool             `json:"ok"`
	URL           string           `json:"url"`
	Steps         []ConnectionStep `json:"steps"`
	Protocol      int              `json:"protocol"`       // git's: 2 or 0
	Filters       bool             `json:"filters"`        // files that are not needed are left out
	ByID          bool             `json:"singleObjects"`  // single folders can be asked for
	Empty         bool             `json:"empty"`          // no commit yet
	HasBranch     bool             `json:"branchExists"`   // the branch of the settings
	DefaultBranch string           `json:"defaultBranch"`  // "" when the server does not tell
	Branches      []string         `json:"branches"`       // up to 1,000
	MoreBranches  int              `json:"moreBranches"`   // those that are left out
	MayPush       bool             `json:"mayPush"`        // as far as the server says before a push
	RoundTrip     float64          `json:"roundTripMilli"` // milliseconds for one question
}

// ConnectionStep is one thing that a test tried.
type ConnectionStep struct {
	Name    string   `json:"name"` // reach, authenticate, repository or push
	OK      bool     `json:"ok"`
	Message string   `json:"message,omitempty"`
	Hint    string   `json:"hint,omitempty"`
	HostKey *HostKey `json:"hostKey,omitempty"` // what an SSH server showed that is not known
	// Redirect is the origin that the server sends us to; use that address if you trust it.
	Redirect string `json:"redirect,omitempty"`
}

// HostKey is an SSH server's public key.
type HostKey struct {
	Host        string `json:"host"`
	Type        string `json:"type"`
	Fingerprint string `json:"fingerprint"` // SHA256:…, as ssh-keygen -l shows it
	Line        string `json:"line"`        // for Settings.KnownHosts
}

// Access is how remotes are tried and keys are read, which the engine itself knows nothing of.
type Access interface {
	// Test tries a remote step by step and writes nothing.
	Test(ctx context.Context, s Settings, secrets Secrets) (ConnectionTest, error)
	// HostKeys asks an SSH server for its keys, without a credential.
	HostKeys(ctx context.Context, s Settings) ([]HostKey, error)
	// Inspect checks keys, passphrases and known host keys without any I/O.
	Inspect(s Settings, secrets Secrets) (PublicKeys, error)
	// NewKey makes a private SSH key without a passphrase.
	NewKey() (string, error)
}

// TestConnection tries what a connection would use.
func (e *Engine) TestConnection(ctx context.Context, workspaceID int64, c Connection) (ConnectionTest, error) {
	s := c.Settings.Defaults()
	s.WorkspaceID = workspaceID
	if err := check(s); err != nil {
		return ConnectionTest{}, err
	}
	secrets, err := e.secrets(ctx, s, c.Secrets)
	if err != nil {
		return ConnectionTest{}, err
	}
	if err := e.inspect(&s, secrets); err != nil {
		return ConnectionTest{}, err
	}
	t, err := e.Access.Test(ctx, s, secrets)
	return t, EdgeError(err)
}

// HostKeys returns the keys of the SSH server that an address names, for a person to compare.
func (e *Engine) HostKeys(ctx context.Context, workspaceID int64, address string) ([]HostKey, error) {
	s := Settings{WorkspaceID: workspaceID, URL: address, AuthKind: AuthSSH}.Defaults()
	if err := check(s); err != nil {
		return nil, err
	}
	keys, err := e.Access.HostKeys(ctx, s)
	return keys, EdgeError(err)
}

// MakeKey makes an SSH key pair for the workspace. The private half is kept as its credential;
// the settings that are returned hold the public one.
func (e *Engine) MakeKey(ctx context.Context, workspaceID int64) (Settings, error) {
	s, err := e.Settings(ctx, workspaceID)
	if err != nil {
		return s, err
	}
	if s.Phase != PhaseDisconnected && s.AuthKind != AuthSSH {
		return s, workspace.Errorf(workspace.CodeConflict, "the workspace is connected with another credential").WithHint("disconnect it first, or connect it anew over SSH")
	}
	private, err := e.Access.NewKey()
	if err != nil {
		return s, err
	}
	s.AuthKind = AuthSSH
	return e.Configure(ctx, workspaceID, s, SecretEdit{Credential: &private})
}

// IsSSH tells addresses of SSH servers: ssh://host/path, and host:path as scp has it.
func IsSSH(address string) bool {
	if scheme, _, ok := strings.Cut(address, "://"); ok {
		return strings.EqualFold(scheme, "ssh")
	}
	host, path, ok := strings.Cut(address, ":")
	return ok && host != "" && path != "" && !strings.Contains(host, "/")
}

// hasPassword tells whether the address of an SSH server has one, which would be shown with it.
func hasPassword(address string) bool {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		_, has := u.User.Password()
		return has || u.RawQuery != "" || u.Fragment != ""
	}
	colon, at := strings.Index(address, ":"), strings.Index(address, "@")
	return at > colon // user:password@host:path; or a path that nobody has
}
