package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"lockstep.dev/workspace"
)

const (
	minPassword = 10  // characters
	maxPassword = 200 // bytes
	saltBytes   = 16
	hashBytes   = 32
)

// parameters are what hashing a password costs.
type parameters struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
}

// newParameters are those of new hashes.
// Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
func newParameters() parameters { return parameters{memory: 19456, time: 2, threads: 1} }

// text writes a hash with what it was made from.
// Source: https://github.com/P-H-C/phc-string-format
func (p parameters) text(salt, sum []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

func (p parameters) hash(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, p.time, p.memory, p.threads, hashBytes)
}

// parseHash reads what text wrote.
func parseHash(stored string) (p parameters, salt, sum []byte, err error) {
	parts := strings.Split(stored, "$")
	version := 0
	if len(parts) != 6 || parts[1] != "argon2id" {
		return p, nil, nil, fmt.Errorf("a password's hash has an unknown form")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &p.memory, &p.time, &p.threads); err != nil || version != argon2.Version {
		return p, nil, nil, fmt.Errorf("a password's hash has unknown parameters")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err == nil {
		sum, err = base64.RawStdEncoding.DecodeString(parts[5])
	}
	if err != nil || len(sum) != hashBytes || p.time == 0 || p.threads == 0 {
		return p, nil, nil, fmt.Errorf("a password's hash is damaged")
	}
	return p, salt, sum, nil
}

// hashPassword returns the hash to keep.
func (s *Service) hashPassword(ctx context.Context, password string) (string, error) {
	release, err := s.hashingSlot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	p := newParameters()
	return p.text(salt, p.hash(password, salt)), nil
}

// checkPassword compares a password with a stored hash, "" for somebody who has none: that takes
// as long. stale says that new hashes are made otherwise by now.
func (s *Service) checkPassword(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	known := stored != ""
	if !known {
		stored = s.nobody
	}
	p, salt, sum, err := parseHash(stored)
	if err != nil {
		return false, false, err
	}
	release, err := s.hashingSlot(ctx)
	if err != nil {
		return false, false, err
	}
	defer release()
	if len(password) > maxPassword { // nobody has such a one
		password, known = password[:maxPassword], false
	}
	ok = subtle.ConstantTimeCompare(p.hash(password, salt), sum) == 1
	return ok && known, p != newParameters(), nil
}

// hashingSlot waits until a password may be hashed.
func (s *Service) hashingSlot(ctx context.Context) (release func(), err error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// refuseWeak says what is wrong with a new password.
func refuseWeak(password string) error {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return workspace.Errorf(workspace.CodeInvalid, "the password is too short").WithHint("use %d characters or more", minPassword)
	case len(password) > maxPassword:
		return workspace.Errorf(workspace.CodeInvalid, "the password is too long").WithHint("use %d bytes or fewer", maxPassword)
	}
	return nil
}
