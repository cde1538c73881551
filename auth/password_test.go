package auth_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"

	"lockstep.dev/auth"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

const (
	passphrase = "correct horse battery"
	home       = "192.0.2.1"
)

// person makes an account with a password, by a link.
func person(t *testing.T, s *auth.Service, name, email string, role auth.Scope) auth.SignedIn {
	t.Helper()
	u, err := s.CreateUser(t.Context(), name, role, email)
	require.NoError(t, err)
	token, _, err := s.CreateLink(t.Context(), u.ID)
	require.NoError(t, err)
	in, err := s.Redeem(t.Context(), token, auth.Redemption{Password: passphrase}, home)
	require.NoError(t, err)
	return in
}

func requireCode(t *testing.T, want workspace.Code, err error) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, want, workspace.CodeOf(err), "%v", err)
}

func TestSigningIn(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
		in, err := s.SignIn(ctx, " MAYA@acme.example ", passphrase, home)
		require.NoError(t, err)
		require.Equal(t, maya.User.ID, in.User.ID)
		require.Equal(t, auth.ScopeWrite, in.Scope)
		require.Zero(t, in.KeyID)
		require.NotEqual(t, maya.Token, in.Token, "a sign-in begins a session of its own")
		require.Equal(t, now.Add(auth.SessionLifetime), in.Expires)

		id, err := s.Resume(ctx, in.Token)
		require.NoError(t, err)
		require.Equal(t, in.User, id.User)
		require.NotEmpty(t, id.Session)
		require.NotContains(t, id.Session, in.Token)
		_, err = s.Authenticate(ctx, in.Token)
		requireCode(t, workspace.CodeUnauthorized, err)

		bot, err := s.CreateUser(ctx, "Bot", auth.ScopeRead, "bot@acme.example")
		require.NoError(t, err)
		require.False(t, bot.HasPassword)
		var texts []string
		for email, password := range map[string]string{
			"maya@acme.example": "correct horse batterx", "bot@acme.example": passphrase, "nobody@acme.example": passphrase,
			"": "", "\x00": strings.Repeat("x", 1000),
		} {
			_, err := s.SignIn(ctx, email, password, home)
			requireCode(t, workspace.CodeUnauthorized, err)
			texts = append(texts, err.Error())
		}
		for _, text := range texts {
			require.Equal(t, texts[0], text, "what is wrong is not told")
		}
	})
}

func TestThePasswordIsKeptAsArgon2id(t *testing.T) {
	st := storetest.Memory(t)
	s := auth.New(st, nil)
	maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
	kept, err := st.Password(t.Context(), maya.User.ID)
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`, kept)
	ben := person(t, s, "Ben", "ben@acme.example", auth.ScopeWrite)
	other, err := st.Password(t.Context(), ben.User.ID)
	require.NoError(t, err)
	require.NotEqual(t, kept, other, "each has a salt of its own")
}

func TestAnOldHashIsMadeAnewAtSignIn(t *testing.T) {
	st := storetest.Memory(t)
	s, ctx := auth.New(st, nil), t.Context()
	maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
	salt := []byte("0123456789abcdef")
	old := fmt.Sprintf("$argon2id$v=19$m=64,t=1,p=2$%s$%s", base64.RawStdEncoding.EncodeToString(salt),
		base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(passphrase), salt, 1, 64, 2, 32)))
	require.NoError(t, st.SetPassword(ctx, maya.User.ID, old))

	_, err := s.SignIn(ctx, "maya@acme.example", "something else", home)
	requireCode(t, workspace.CodeUnauthorized, err)
	kept, err := st.Password(ctx, maya.User.ID)
	require.NoError(t, err)
	require.Equal(t, old, kept, "a wrong password changes nothing")

	_, err = s.SignIn(ctx, "maya@acme.example", passphrase, home)
	require.NoError(t, err)
	kept, err = st.Password(ctx, maya.User.ID)
	require.NoError(t, err)
	require.Contains(t, kept, "$m=19456,t=2,p=1$")
	_, err = s.SignIn(ctx, "maya@acme.example", passphrase, home)
	require.NoError(t, err)
	_, err = s.Resume(ctx, maya.Token)
	require.NoError(t, err, "sessions go on")
}

func TestADamagedHashLetsNobodyIn(t *testing.T) {
	st := storetest.Memory(t)
	s, ctx := auth.New(st, nil), t.Context()
	maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
	for _, damaged := range []string{
		"damaged", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=18$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=0,p=0$AAAA$AAAA",
		"$argon2id$v=19$m=64,t=1,p=1$AAAA$", "$argon2id$v=19$m=64,t=1,p=1$!$!", "$argon2id$v=19$m=64$AAAA$AAAA",
	} {
		require.NoError(t, st.SetPassword(ctx, maya.User.ID, damaged))
		_, err := s.SignIn(ctx, "maya@acme.example", passphrase, home)
		requireCode(t, workspace.CodeInternal, err)
		require.NotContains(t, err.Error(), damaged)
	}
}

// TestUnknownPeopleCostAsMuch sees by the memory that it needs that a password is hashed for
// everybody, or the time would tell who has an account.
func TestUnknownPeopleCostAsMuch(t *testing.T) {
	s := auth.New(storetest.Memory(t), nil)
	person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
	_, err := s.CreateUser(t.Context(), "Bot", auth.ScopeRead, "bot@acme.example")
	require.NoError(t, err)
	for _, email := range []string{"maya@acme.example", "bot@acme.example", "nobody@acme.example"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := s.SignIn(t.Context(), email, "a wrong password", home)
		runtime.ReadMemStats(&after)
		requireCode(t, workspace.CodeUnauthorized, err)
		require.InDelta(t, 19456<<10, float64(after.TotalAlloc-before.TotalAlloc), 4<<20, email)
	}
}

func TestPasswordsThatAreRefused(t *testing.T) {
	s, ctx := auth.New(storetest.Memory(t), nil), t.Context()
	maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
	id, err := s.Resume(ctx, maya.Token)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		next string
		ok   bool
	}{
		"nine characters":          {"123456789", false},
		"nine long characters":     {"ééééééééé", false},
		"none":                     {"", false},
		"200 bytes and one":        {strings.Repeat("x", 201), false},
		"ten characters":           {"1234567890", true},
		"200 bytes":                {strings.Repeat("y", 200), true},
		"spaces count, and remain": {" 1234567 8 ", true},
	} {
		err := s.ChangePassword(ctx, id, passphrase, c.next, home)
		if !c.ok {
			requireCode(t, workspace.CodeInvalid, err)
			require.NotContains(t, fmt.Sprint(err), "12345678")
			continue
		}
		require.NoError(t, err, name)
		_, err = s.SignIn(ctx, "maya@acme.example", c.next, home)
		require.NoError(t, err, name)
		if trimmed := strings.TrimSpace(c.next); trimmed != c.next {
			_, err = s.SignIn(ctx, "maya@acme.example", trimmed, home)
			requireCode(t, workspace.CodeUnauthorized, err)
		}
		require.NoError(t, s.ChangePassword(ctx, id, c.next, passphrase, home), name)
	}
}

func TestAPasswordChangeEndsTheOtherSessions(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		ctx := t.Context()
		here := person(t, s, "Maya", "maya@acme.example", auth.ScopeAdmin)
		there, err := s.SignIn(ctx, "maya@acme.example", passphrase, home)
		require.NoError(t, err)
		ben := person(t, s, "Ben", "ben@acme.example", auth.ScopeRead)
		_, key, err := s.CreateKey(ctx, here.User.ID, "laptop", auth.ScopeAdmin, nil)
		require.NoError(t, err)

		id, err := s.Resume(ctx, here.Token)
		require.NoError(t, err)
		requireCode(t, workspace.CodeForbidden, s.ChangePassword(ctx, id, "a wrong password", "another password", home))
		_, err = s.Resume(ctx, there.Token)
		require.NoError(t, err, "a refused change ends nothing")
		require.NoError(t, s.ChangePassword(ctx, id, passphrase, "another password", home))

		_, err = s.Resume(ctx, here.Token)
		require.NoError(t, err)
		_, err = s.Resume(ctx, there.Token)
		requireCode(t, workspace.CodeUnauthorized, err)
		_, err = s.Resume(ctx, ben.Token)
		require.NoError(t, err)
		_, err = s.Authenticate(ctx, key)
		require.NoError(t, err)
		_, err = s.SignIn(ctx, "maya@acme.example", passphrase, home)
		requireCode(t, workspace.CodeUnauthorized, err)
	})
}

func TestHashingEndsWithTheRequest(t *testing.T) {
	s := auth.New(storetest.Memory(t), nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.SignIn(ctx, "maya@acme.example", passphrase, home)
	require.ErrorIs(t, err, context.Canceled)
}
