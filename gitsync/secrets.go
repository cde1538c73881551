package gitsync

import (
	"context"
	"strings"

	"lockstep.dev/workspace"
)

// Secrets are what a workspace's remote is used with beside its Settings. They are kept
// sealed and are shown to nobody.
type Secrets struct {
	Kind       AuthKind `json:"kind,omitempty"`       // how Credential is meant to be presented
	Credential string   `json:"credential,omitempty"` // password, token or private SSH key
	Passphrase string   `json:"passphrase,omitempty"` // of the SSH key

	SigningKey        string `json:"signingKey,omitempty"` // private SSH or OpenPGP key that signs commits; empty: they are not signed
	SigningPassphrase string `json:"signingPassphrase,omitempty"`
}

// String hides them.
func (Secrets) String() string { return "secrets" }

// GoString hides them.
func (s Secrets) GoString() string { return s.String() }

// For is the credential, if it is meant to be presented in that way.
func (s Secrets) For(kind AuthKind) string {
	if s.Kind == kind || s.Kind == "" && kind != AuthSSH {
		return s.Credential
	}
	return ""
}

// All lists them, for redaction.
func (s Secrets) All() []string {
	return []string{s.Credential, s.Passphrase, s.SigningKey, s.SigningPassphrase}
}

// SecretEdit is new secrets. Nil keeps what is stored, empty removes it.
type SecretEdit struct {
	Credential, Passphrase        *string
	SigningKey, SigningPassphrase *string
}

// edited puts an edit on top. A key without a passphrase drops that of the key before.
func (s Secrets) edited(e SecretEdit, kind AuthKind) Secrets {
	if e.Credential != nil {
		s.Kind, s.Credential, s.Passphrase = kind, *e.Credential, ""
	}
	if e.Passphrase != nil {
		s.Passphrase = *e.Passphrase
	}
	if e.SigningKey != nil {
		s.SigningKey, s.SigningPassphrase = *e.SigningKey, ""
	}
	if e.SigningPassphrase != nil {
		s.SigningPassphrase = *e.SigningPassphrase
	}
	if s.Credential == "" {
		s.Kind, s.Passphrase = "", ""
	}
	if s.SigningKey == "" {
		s.SigningPassphrase = ""
	}
	return s
}

// check refuses a credential that would not be presented, or not as what it is.
func (e SecretEdit) check(s Settings) error {
	refuse := func(message, hint string) error {
		return workspace.Errorf(workspace.CodeInvalid, "%s", message).WithHint("%s", hint)
	}
	given := e.Credential != nil && *e.Credential != ""
	switch {
	case given && (s.BuiltIn || s.AuthKind == AuthNone):
		return refuse("the settings take no credential", "say first how it is used: authKind basic, bearer or ssh")
	case given && s.AuthKind != AuthSSH && strings.Contains(*e.Credential, "PRIVATE KEY-----"):
		return refuse("a private key is no password and no token", "give the address as git@host:path and set authKind to ssh")
	}
	return nil
}

// secrets returns the stored ones with an edit on top. A stored credential goes only to the
// server that it was given for, in the way that it was meant; an SSH key never leaves us.
func (e *Engine) secrets(ctx context.Context, s Settings, edit SecretEdit) (Secrets, error) {
	stored, err := e.Store.GitSecrets(ctx, s.WorkspaceID)
	if err != nil {
		return Secrets{}, err
	}
	if err := edit.check(s); err != nil {
		return Secrets{}, err
	}
	out := stored.edited(edit, s.AuthKind)
	switch {
	case s.BuiltIn || s.AuthKind == AuthNone:
		none := ""
		return stored.edited(SecretEdit{Credential: &none, SigningKey: edit.SigningKey, SigningPassphrase: edit.SigningPassphrase}, AuthNone), nil
	case edit.Credential != nil || stored.Credential == "":
		return out, nil
	case stored.Kind != "" && stored.Kind != s.AuthKind:
		return Secrets{}, workspace.Errorf(workspace.CodeInvalid, "the stored credential is for %s", stored.Kind).WithHint("give one for %s", s.AuthKind)
	case s.AuthKind == AuthSSH:
		return out, nil
	}
	present, err := e.Store.Settings(ctx, s.WorkspaceID)
	if err != nil {
		return Secrets{}, err
	}
	if origin(present.URL) != origin(s.URL) {
		return Secrets{}, workspace.Errorf(workspace.CodeInvalid, "the stored credential is for another server").WithHint("give the credential for %s", origin(s.URL))
	}
	return out, nil
}

// inspect checks keys and host keys, and notes the public halves in the settings.
func (e *Engine) inspect(s *Settings, secrets Secrets) error {
	keys := PublicKeys{}
	if e.Access != nil {
		var err error
		if keys, err = e.Access.Inspect(*s, secrets); err != nil {
			return EdgeError(err)
		}
	}
	s.PublicKey, s.SigningKey = keys.Auth, keys.Signing
	return nil
}
