package sign_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/ProtonMail/go-crypto/openpgp/s2k"
	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/sign"
)

const owner = "Grace Hopper <" + email + ">"

// pgpVerified holds git and gpg to accept a key's signatures, with nothing but what Public
// says to register.
func pgpVerified(t *testing.T, s *sign.Signer) {
	t.Helper()
	b, g := newBranch(t), newGnupg(t)
	g.gpg("", "--import", g.write("public", s.Public(), 0o600))
	require.Equal(t, s.Fingerprint(), g.fingerprint())
	program := g.write("run", "#!/bin/sh\nexec gpg --homedir "+g.home+" \"$@\"\n", 0o700)
	b.verified(s, "gpg.program", program)

	g.gpg("", "--yes", "--delete-keys", s.Fingerprint())
	require.Error(t, gittest.Try(b.repo.Dir, "verify-commit", "main"), "the key is not known")
}

func TestGitAcceptsOpenPGPSignatures(t *testing.T) {
	for _, row := range []struct {
		name, pass, algorithm, usage, subkey, export string
	}{
		{name: "ed25519", algorithm: "ed25519", usage: "sign"},
		{name: "ed25519 with passphrase", pass: passphrase, algorithm: "ed25519", usage: "sign"},
		{name: "RSA with passphrase", pass: passphrase, algorithm: "rsa2048", usage: "sign"},
		{name: "ECDSA", algorithm: "nistp256", usage: "sign"},
		{name: "all that gpg makes by default", pass: passphrase, algorithm: "future-default", usage: "default"},
		{name: "signing subkey", algorithm: "ed25519", usage: "cert", subkey: "ed25519"},
		{
			name: "signing subkey without the primary key's secret", pass: passphrase,
			algorithm: "rsa2048", usage: "cert", subkey: "ed25519", export: "--export-secret-subkeys",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := newGnupg(t)
			g.gpg(row.pass, "--quick-gen-key", owner, row.algorithm, row.usage, "1y")
			if row.subkey != "" {
				g.gpg(row.pass, "--quick-add-key", g.fingerprint(), row.subkey, "sign")
			}
			if row.export == "" {
				row.export = "--export-secret-keys"
			}
			private := g.gpg(row.pass, "--armor", row.export)
			now := time.Now()
			s, err := sign.Parse([]byte(private), []byte(row.pass), fixed(now))
			require.NoError(t, err)
			require.Equal(t, sign.OpenPGP, s.Format())
			require.Equal(t, g.fingerprint(), s.Fingerprint())
			require.Equal(t, []string{email}, s.Emails())
			pgpVerified(t, s)
			if row.algorithm != "nistp256" {
				b := newBranch(t)
				require.Equal(t, b.build(s).Commits(), b.build(s).Commits(), "ids are deterministic")
			}
			if row.pass == "" {
				return
			}
			_, err = sign.Parse([]byte(private), nil, fixed(now))
			requireInvalid(t, err, "has a passphrase: give it")
			_, err = sign.Parse([]byte(private), []byte("correct house"), fixed(now))
			requireInvalid(t, err, "passphrase does not open")
		})
	}
}

func TestKeysThatGnupgRevoked(t *testing.T) {
	g := newGnupg(t)
	g.gpg("", "--quick-gen-key", owner, "ed25519", "sign")
	fingerprint := g.fingerprint()
	certificate := readFile(t, filepath.Join(g.home, "openpgp-revocs.d", fingerprint+".rev"))
	g.gpg("", "--import", g.write("revocation", strings.Replace(certificate, ":-----BEGIN", "-----BEGIN", 1), 0o600))
	_, err := sign.Parse([]byte(g.gpg("", "--armor", "--export-secret-keys")), nil, time.Now)
	requireInvalid(t, err, "OpenPGP key "+fingerprint+" has been revoked: use another key")
}

func TestKeyThatExpiresWhileInUse(t *testing.T) {
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := born
	e := entity(t, born, func(c *packet.Config) { c.KeyLifetimeSecs = 86400 })
	s, err := sign.Parse([]byte(private(t, e)), nil, func() time.Time { return at })
	require.NoError(t, err)
	_, err = s.Sign([]byte("x"))
	require.NoError(t, err)
	at = born.AddDate(0, 0, 2)
	_, err = s.Sign([]byte("x"))
	requireInvalid(t, err, "expired on 2026-03-02: extend it with gpg --quick-set-expire "+s.Fingerprint()+" 1y, and export it again")
	_, err = sign.Parse([]byte(private(t, e)), nil, func() time.Time { return at })
	requireInvalid(t, err, "expired on 2026-03-02")
	at = born.AddDate(0, 0, -1)
	_, err = s.Sign([]byte("x"))
	requireInvalid(t, err, "valid only from 2026-03-01 on: check the clock")
}

func TestOpenPGPUserIDs(t *testing.T) {
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	e := entity(t, born, nil)
	for _, id := range []string{"Z <z@example.com>", "b@example.com", "no address", "A (work) <" + email + ">"} {
		addUserID(t, e, id, born)
	}
	addUserID(t, e, "Left <left@example.com>", born)
	left := e.Identities["Left <left@example.com>"]
	revocation := &packet.Signature{
		SigType: packet.SigTypeCertificationRevocation, PubKeyAlgo: e.PrimaryKey.PubKeyAlgo, Version: e.PrimaryKey.Version,
		Hash: left.SelfSignature.Hash, CreationTime: born, IssuerKeyId: &e.PrimaryKey.KeyId,
	}
	require.NoError(t, revocation.SignUserId(left.Name, e.PrimaryKey, e.PrivateKey, &packet.Config{Time: fixed(born)}))
	left.Signatures = append(left.Signatures, revocation)
	text := private(t, e)
	var public string
	for range 20 {
		s, err := sign.Parse([]byte(text), nil, fixed(born))
		require.NoError(t, err)
		require.Equal(t, []string{"b@example.com", email, "z@example.com"}, s.Emails())
		if public == "" {
			public = s.Public()
		}
		require.Equal(t, public, s.Public(), "the order of the user ids is the same each time")
	}
	ring, err := openpgp.ReadArmoredKeyRing(strings.NewReader(public))
	require.NoError(t, err)
	require.Len(t, ring, 1)
	require.Len(t, ring[0].Identities, 6)
	require.Nil(t, ring[0].PrivateKey)
}

func TestSignersAreShared(t *testing.T) {
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	pgp, err := sign.Parse([]byte(private(t, entity(t, born, nil))), nil, fixed(born))
	require.NoError(t, err)
	text, _ := sshKeygen(t, "", "-t", "ed25519")
	ssh, err := sign.Parse([]byte(text), nil, fixed(born))
	require.NoError(t, err)
	for _, s := range []*sign.Signer{pgp, ssh} {
		want, err := s.Sign([]byte("payload"))
		require.NoError(t, err)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				got, err := s.Sign([]byte("payload"))
				if err != nil || got != want {
					t.Errorf("%v: %s", err, got)
				}
			})
		}
		wg.Wait()
	}
}

func TestOpenPGPKeysThatCannotSign(t *testing.T) {
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	config := func() *packet.Config {
		return &packet.Config{Time: fixed(born), Algorithm: packet.PubKeyAlgoEdDSA}
	}
	withSubkey := func(t *testing.T) *openpgp.Entity {
		e := entity(t, born, nil)
		for _, id := range e.Identities { // the primary key only certifies
			id.SelfSignature.FlagSign = false
			require.NoError(t, id.SelfSignature.SignUserId(id.Name, e.PrimaryKey, e.PrivateKey, config()))
		}
		c := config()
		c.KeyLifetimeSecs = 86400
		require.NoError(t, e.AddSigningSubkey(c))
		return e
	}
	for _, row := range []struct {
		name string
		make func(t *testing.T) string
		want string
	}{
		{"no capability", func(t *testing.T) string {
			e := withSubkey(t)
			e.Subkeys = nil
			return private(t, e)
		}, "may not sign: add a subkey that may with gpg --quick-add-key"},
		{"subkey expired", func(t *testing.T) string { return private(t, withSubkey(t)) }, "expired on 2026-03-02: extend it"},
		{"subkey revoked", func(t *testing.T) string {
			e := withSubkey(t)
			for i := range e.Subkeys {
				require.NoError(t, e.RevokeSubkey(&e.Subkeys[i], packet.KeyCompromised, "", config()))
			}
			return private(t, e)
		}, "has been revoked: add another"},
		{"key revoked", func(t *testing.T) string {
			e := entity(t, born, nil)
			require.NoError(t, e.RevokeKey(packet.KeyRetired, "", config()))
			return private(t, e)
		}, "has been revoked: use another key"},
		{"several keys", func(t *testing.T) string {
			var b bytes.Buffer
			require.NoError(t, entity(t, born, nil).SerializePrivateWithoutSigning(&b, nil))
			require.NoError(t, entity(t, born, nil).SerializePrivateWithoutSigning(&b, nil))
			return armored(t, openpgp.PrivateKeyType, b.Bytes())
		}, "the text holds 2 OpenPGP keys ("},
		{"several blocks", func(t *testing.T) string {
			return private(t, entity(t, born, nil)) + private(t, entity(t, born, nil))
		}, "the text holds 2 private keys: paste one"},
		{"public packets only", func(t *testing.T) string {
			var b bytes.Buffer
			require.NoError(t, entity(t, born, nil).Serialize(&b))
			return armored(t, openpgp.PrivateKeyType, b.Bytes())
		}, "is not in the text (it may be on a card"},
		{"public key", func(t *testing.T) string {
			return armored(t, openpgp.PublicKeyType, []byte("x"))
		}, "this is a public key"},
		{"cut off", func(t *testing.T) string {
			text := private(t, entity(t, born, nil))
			return text[:len(text)/3]
		}, "cannot be read"},
		{"weak RSA", func(t *testing.T) string { return weakRSA(t, born) }, "an RSA key of 1024 bits is too weak"},
		{"empty", func(t *testing.T) string { return armored(t, openpgp.PrivateKeyType, nil) }, "cannot be read"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := sign.Parse([]byte(row.make(t)), nil, fixed(born.AddDate(0, 0, 7)))
			requireInvalid(t, err, row.want)
		})
	}
}

func TestOpeningAnOpenPGPKeyTakesBoundedWork(t *testing.T) {
	born := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, row := range []struct {
		name   string
		v6     bool
		passes uint8
		want   string
	}{
		{"64 MiB once", false, 1, ""},
		{"64 MiB once, version 6", true, 1, ""},
		{"64 MiB nine times", false, 9, "would take too much memory"},
		{"64 MiB nine times, version 6", true, 9, "would take too much memory"},
	} {
		t.Run(row.name, func(t *testing.T) {
			e := entity(t, born, func(c *packet.Config) { c.V6Keys = row.v6 })
			require.NoError(t, e.EncryptPrivateKeys([]byte(passphrase), &packet.Config{
				AEADConfig: &packet.AEADConfig{},
				S2KConfig: &s2k.Config{S2KMode: s2k.Argon2S2K, Argon2Config: &s2k.Argon2Config{
					NumberOfPasses: row.passes, DegreeOfParallelism: 4, Memory: 64 << 10,
				}},
			}))
			_, err := sign.Parse([]byte(private(t, e)), []byte(passphrase), fixed(born))
			if row.want == "" {
				require.NoError(t, err)
				return
			}
			requireInvalid(t, err, row.want)
		})
	}
}

// entity is an ed25519 key that may sign, and nothing else.
func entity(t *testing.T, born time.Time, change func(*packet.Config)) *openpgp.Entity {
	t.Helper()
	config := &packet.Config{Time: fixed(born), Algorithm: packet.PubKeyAlgoEdDSA}
	if change != nil {
		change(config)
	}
	if config.V6Keys {
		config.Algorithm = packet.PubKeyAlgoEd25519
	}
	e, err := openpgp.NewEntity("Grace Hopper", "", email, config)
	require.NoError(t, err)
	e.Subkeys = nil
	return e
}

func addUserID(t *testing.T, e *openpgp.Entity, id string, born time.Time) {
	t.Helper()
	sig := &packet.Signature{
		SigType: packet.SigTypePositiveCert, PubKeyAlgo: e.PrimaryKey.PubKeyAlgo, Version: e.PrimaryKey.Version,
		Hash: e.PrimaryIdentity().SelfSignature.Hash, CreationTime: born, IssuerKeyId: &e.PrimaryKey.KeyId,
		FlagsValid: true, FlagSign: true, FlagCertify: true,
	}
	require.NoError(t, sig.SignUserId(id, e.PrimaryKey, e.PrivateKey, &packet.Config{Time: fixed(born)}))
	e.Identities[id] = &openpgp.Identity{
		Name: id, UserId: &packet.UserId{Id: id}, SelfSignature: sig, Signatures: []*packet.Signature{sig},
	}
}

func private(t *testing.T, e *openpgp.Entity) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, e.SerializePrivateWithoutSigning(&b, nil))
	return armored(t, openpgp.PrivateKeyType, b.Bytes())
}

func armored(t *testing.T, label string, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	w, err := armor.Encode(&b, label, nil)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String() + "\n"
}

// weakRSA is made by gpg: the library makes none.
func weakRSA(t *testing.T, born time.Time) string {
	t.Helper()
	g := newGnupg(t)
	g.gpg("", "--faked-system-time", born.Format("20060102T150405!"), "--quick-gen-key", owner, "rsa1024", "sign", "never")
	return g.gpg("", "--armor", "--export-secret-keys")
}
