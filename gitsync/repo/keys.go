package repo

import (
	"time"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/sign"
	"lockstep.dev/gitwire/transport"
)

// keyComment names keys that are made here, in the lists of git hosts.
const keyComment = "lockstep"

// SSH is what reaches the SSH server that the settings name.
func SSH(s gitsync.Settings, secrets gitsync.Secrets) (remote.SSHAuth, error) {
	key := secrets.For(gitsync.AuthSSH)
	if key == "" {
		return remote.SSHAuth{}, settings("no SSH key is given", "give a private key as the credential, or let one be made")
	}
	signer, err := transport.ParseKey([]byte(key), []byte(secrets.Passphrase))
	if err != nil {
		return remote.SSHAuth{}, translate(err)
	}
	hosts, err := transport.ParseKnownHosts(s.KnownHosts)
	if err != nil {
		return remote.SSHAuth{}, translate(err)
	}
	return remote.SSHAuth{Signer: signer, HostKeys: hosts}, nil
}

// Signer signs commits; nil when they are not to be signed.
func Signer(secrets gitsync.Secrets, now func() time.Time) (*sign.Signer, error) {
	if secrets.SigningKey == "" {
		return nil, nil
	}
	signer, err := sign.Parse([]byte(secrets.SigningKey), []byte(secrets.SigningPassphrase), now)
	if err != nil {
		return nil, translate(err)
	}
	return signer, nil
}

// Inspect implements that part of gitsync.Access.
func Inspect(s gitsync.Settings, secrets gitsync.Secrets, now func() time.Time) (gitsync.PublicKeys, error) {
	var keys gitsync.PublicKeys
	if _, err := transport.ParseKnownHosts(s.KnownHosts); err != nil {
		return keys, translate(err)
	}
	if s.AuthKind == gitsync.AuthSSH && secrets.For(gitsync.AuthSSH) != "" {
		auth, err := SSH(s, secrets)
		if err != nil {
			return keys, err
		}
		keys.Auth = transport.AuthorizedKey(auth.Signer.PublicKey(), keyComment)
	}
	signer, err := Signer(secrets, now)
	if err != nil {
		return keys, err
	}
	if signer != nil {
		keys.Signing = signer.Public()
	}
	return keys, nil
}

// NewKey implements that part of gitsync.Access.
func NewKey() (string, error) {
	private, _, err := transport.GenerateKey(keyComment)
	return string(private), err
}

func settings(message, hint string) error {
	return &gitsync.RemoteError{Kind: gitsync.KindSettings, Class: gitsync.FailHalt, Message: message, Hint: hint}
}
