package auth_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// guessing is a Service with one person, and a clock that tests move.
func guessing(t *testing.T) (s *auth.Service, now *time.Time, maya auth.SignedIn) {
	clock := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s = auth.New(storetest.Memory(t), func() time.Time { return clock })
	return s, &clock, person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
}

// waits demands that the error says how long to wait, and returns it.
func waits(t *testing.T, err error) time.Duration {
	t.Helper()
	var e *workspace.Error
	require.True(t, errors.As(err, &e), "%v", err)
	require.Equal(t, workspace.CodeRateLimited, e.Code)
	require.Positive(t, e.Wait)
	return e.Wait
}

func TestGuessingAtAnAccountIsSlow(t *testing.T) {
	s, now, _ := guessing(t)
	guess := func(n int, password string) error {
		_, err := s.SignIn(t.Context(), []string{"maya@acme.example", " MAYA@acme.example"}[n%2], password, fmt.Sprint("198.51.100.", n))
		return err
	}
	for n := range 10 {
		requireCode(t, workspace.CodeUnauthorized, guess(n, "a wrong password"))
	}
	wait := waits(t, guess(11, passphrase))
	require.Equal(t, 30*time.Second, wait, "also the right password must wait")
	_, err := s.SignIn(t.Context(), "nobody@acme.example", passphrase, home)
	requireCode(t, workspace.CodeUnauthorized, err)

	*now = now.Add(wait)
	require.NoError(t, guess(12, passphrase))
	for n := range 10 {
		requireCode(t, workspace.CodeUnauthorized, guess(n, "a wrong password"))
	}
	waits(t, guess(13, "a wrong password"))
}

func TestGuessingFromAnAddressIsSlow(t *testing.T) {
	s, now, maya := guessing(t)
	tried := 0
	for {
		_, err := s.SignIn(t.Context(), fmt.Sprintf("u%d@acme.example", tried), "", home)
		if workspace.CodeOf(err) == workspace.CodeRateLimited {
			break
		}
		requireCode(t, workspace.CodeUnauthorized, err)
		tried++
		require.Less(t, tried, 100)
	}
	require.Equal(t, 39, tried, "one was the person's own link")
	_, err := s.SignIn(t.Context(), "maya@acme.example", passphrase, home)
	wait := waits(t, err)
	_, err = s.Redeem(t.Context(), "x", auth.Redemption{Password: passphrase}, home)
	waits(t, err)
	_, err = s.Invitation(t.Context(), "x", home)
	waits(t, err)
	id, err := s.Resume(t.Context(), maya.Token)
	require.NoError(t, err, "who is signed in stays so")
	waits(t, s.ChangePassword(t.Context(), id, passphrase, "another password", home))
	_, err = s.SignIn(t.Context(), "maya@acme.example", passphrase, "203.0.113.9")
	require.NoError(t, err, "from elsewhere")

	*now = now.Add(wait)
	_, err = s.SignIn(t.Context(), "maya@acme.example", passphrase, home)
	require.NoError(t, err)
	_, err = s.SignIn(t.Context(), "maya@acme.example", passphrase, home)
	waits(t, err)
}

func TestGuessingAtThePresentPasswordIsSlow(t *testing.T) {
	s, _, maya := guessing(t)
	id, err := s.Resume(t.Context(), maya.Token)
	require.NoError(t, err)
	for range 10 {
		requireCode(t, workspace.CodeForbidden, s.ChangePassword(t.Context(), id, "a wrong password", "another password", home))
	}
	waits(t, s.ChangePassword(t.Context(), id, passphrase, "another password", home))
}

// TestGuessingAtAnAccountByItsAddresses: more addresses are no more tries.
func TestGuessingAtAnAccountByItsAddresses(t *testing.T) {
	s, _, maya := guessing(t)
	emails := []string{"maya@acme.example", "maya@home.example", "m.chen@acme.example"}
	_, err := s.UpdateUser(t.Context(), maya.User.ID, auth.UserChange{Emails: &emails})
	require.NoError(t, err)
	for n := range 10 {
		_, err := s.SignIn(t.Context(), emails[n%3], "a wrong password", fmt.Sprint("198.51.100.", n))
		requireCode(t, workspace.CodeUnauthorized, err)
	}
	for _, email := range emails {
		_, err = s.SignIn(t.Context(), email, passphrase, "198.51.100.99")
		waits(t, err)
	}
}

// TestNobodyLocksAnAccountByItsNumber: what is typed as an address is none of another kind of account.
func TestNobodyLocksAnAccountByItsNumber(t *testing.T) {
	s, _, maya := guessing(t)
	for range 10 {
		_, err := s.SignIn(t.Context(), fmt.Sprintf("user %d", maya.User.ID), "", home)
		requireCode(t, workspace.CodeUnauthorized, err)
	}
	_, err := s.SignIn(t.Context(), "maya@acme.example", passphrase, home)
	require.NoError(t, err)
	id, err := s.Resume(t.Context(), maya.Token)
	require.NoError(t, err)
	require.NoError(t, s.ChangePassword(t.Context(), id, passphrase, "another password", home))
}

// TestGuessingFromANetworkIsSlow: who has one IPv6 address has 2^64 of them.
func TestGuessingFromANetworkIsSlow(t *testing.T) {
	s, _, _ := guessing(t)
	guess := func(n int, address string) error {
		_, err := s.SignIn(t.Context(), fmt.Sprintf("u%d@acme.example", n), "", address)
		return err
	}
	for n := range 40 {
		requireCode(t, workspace.CodeUnauthorized, guess(n, fmt.Sprintf("2001:db8:1:2::%x", n)))
	}
	waits(t, guess(41, "2001:db8:1:2:ffff::1"))
	requireCode(t, workspace.CodeUnauthorized, guess(42, "2001:db8:1:3::1"))
	for n := range 20 {
		requireCode(t, workspace.CodeUnauthorized, guess(50+n, "198.51.100.7"))
		requireCode(t, workspace.CodeUnauthorized, guess(80+n, "::ffff:198.51.100.7"))
	}
	waits(t, guess(43, "198.51.100.7"))
	requireCode(t, workspace.CodeUnauthorized, guess(44, "198.51.100.8"))
}
