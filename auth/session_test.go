package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

func TestASessionEnds(t *testing.T) {
	const day = 24 * time.Hour
	onEachEngine(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
		begin := *now
		signIn := func() string {
			in, err := s.SignIn(ctx, "maya@acme.example", passphrase, home)
			require.NoError(t, err)
			return in.Token
		}
		lives := func(token string) bool {
			_, err := s.Resume(ctx, token)
			if err != nil {
				requireCode(t, workspace.CodeUnauthorized, err)
			}
			return err == nil
		}
		used, idle := signIn(), signIn()
		for n := range 30 {
			*now = begin.Add(time.Duration(n) * day)
			require.True(t, lives(used), "day %d", n)
			require.Equal(t, n < 1, n < 1 && lives(idle), "day %d", n)
		}
		require.False(t, lives(idle), "not used for a week")
		*now = begin.Add(30*day - time.Microsecond)
		require.True(t, lives(used))
		*now = begin.Add(30 * day)
		require.False(t, lives(used), "it lasts thirty days at most")
		require.False(t, lives(maya.Token))

		out, stays := signIn(), signIn()
		require.NoError(t, s.SignOut(ctx, out))
		require.NoError(t, s.SignOut(ctx, out), "again")
		require.NoError(t, s.SignOut(ctx, ""))
		require.False(t, lives(out))
		require.True(t, lives(stays))
		*now = now.Add(7*day - time.Microsecond)
		require.True(t, lives(stays))
		*now = now.Add(7 * day)
		require.False(t, lives(stays))
		for _, token := range []string{"", "x", "\x00\xff", strings.Repeat("x", 10_000)} {
			require.False(t, lives(token))
		}
	})
}

func TestUsingASessionWritesOnceAnHour(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
		begin := *now
		seen := func() time.Time {
			_, err := s.Resume(ctx, maya.Token)
			require.NoError(t, err)
			users, err := s.Users(ctx)
			require.NoError(t, err)
			return *users[0].SeenAt
		}
		require.Equal(t, begin, seen())
		*now = begin.Add(59 * time.Minute)
		require.Equal(t, begin, seen())
		*now = begin.Add(time.Hour)
		require.Equal(t, *now, seen())
	})
}

func TestWhatIsOverIsForgottenAtASignIn(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	st := storetest.Memory(t)
	s, ctx := auth.New(st, func() time.Time { return now }), t.Context()
	maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
	id, err := s.Resume(ctx, maya.Token)
	require.NoError(t, err)
	_, err = st.Session(ctx, id.Session)
	require.NoError(t, err)
	now = now.Add(auth.SessionIdle)
	_, err = s.SignIn(ctx, "maya@acme.example", passphrase, home)
	require.NoError(t, err)
	_, err = st.Session(ctx, id.Session)
	requireCode(t, workspace.CodeNotFound, err)
}

func TestASessionIsWorthItsUser(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		ctx := t.Context()
		ada := person(t, s, "Ada", "ada@acme.example", auth.ScopeAdmin)
		maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeAdmin)
		_, key, err := s.CreateKey(ctx, maya.User.ID, "laptop", auth.ScopeAdmin, nil)
		require.NoError(t, err)

		read := auth.ScopeRead
		_, err = s.UpdateUser(ctx, maya.User.ID, auth.UserChange{Role: &read})
		require.NoError(t, err)
		id, err := s.Resume(ctx, maya.Token)
		require.NoError(t, err)
		require.Equal(t, auth.ScopeRead, id.Scope)
		id, err = s.Authenticate(ctx, key)
		require.NoError(t, err)
		require.Equal(t, auth.ScopeRead, id.Scope, "no key is worth more than its user")
		_, _, err = s.CreateKey(ctx, maya.User.ID, "more", auth.ScopeWrite, nil)
		requireCode(t, workspace.CodeInvalid, err)

		for _, change := range []func() error{
			func() error { _, err := s.UpdateUser(ctx, ada.User.ID, auth.UserChange{Role: &read}); return err },
			func() error { return s.RemoveUser(ctx, ada.User.ID) },
		} {
			requireCode(t, workspace.CodeConflict, change())
		}
		require.NoError(t, s.RemoveUser(ctx, maya.User.ID))
		_, err = s.Resume(ctx, maya.Token)
		requireCode(t, workspace.CodeUnauthorized, err)
		_, err = s.Authenticate(ctx, key)
		requireCode(t, workspace.CodeUnauthorized, err)
		requireCode(t, workspace.CodeNotFound, s.RemoveUser(ctx, maya.User.ID))
	})
}

func TestChangesOfAnAccount(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		ctx := t.Context()
		maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeAdmin)
		person(t, s, "Ben", "ben@acme.example", auth.ScopeRead)
		name, emails := "Maya Chen", []string{" maya@home.example", "maya@acme.example"}
		got, err := s.UpdateUser(ctx, maya.User.ID, auth.UserChange{Name: &name, Emails: &emails})
		require.NoError(t, err)
		require.Equal(t, "Maya Chen", got.Name)
		require.Equal(t, []string{"maya@home.example", "maya@acme.example"}, got.Emails)
		require.Equal(t, auth.ScopeAdmin, got.Role)
		require.Equal(t, int64(2), got.Version)
		same, err := s.UpdateUser(ctx, maya.User.ID, auth.UserChange{Version: 2, Name: &name})
		require.NoError(t, err)
		require.Equal(t, got, same, "what changes nothing is no edit")
		_, err = s.UpdateUser(ctx, maya.User.ID, auth.UserChange{Version: 1, Name: &name})
		requireCode(t, workspace.CodeStale, err)
		_, err = s.SignIn(ctx, "maya@home.example", passphrase, home)
		require.NoError(t, err)

		blank, taken, none, bad := " ", []string{"BEN@acme.example"}, []string{}, []string{"ben"}
		owner := auth.Scope("owner")
		for text, c := range map[string]struct {
			change auth.UserChange
			code   workspace.Code
		}{
			"blank name":     {auth.UserChange{Name: &blank}, workspace.CodeInvalid},
			"address taken":  {auth.UserChange{Emails: &taken}, workspace.CodeConflict},
			"cannot sign in": {auth.UserChange{Emails: &none}, workspace.CodeInvalid},
			"no address":     {auth.UserChange{Emails: &bad}, workspace.CodeInvalid},
			"unknown role":   {auth.UserChange{Role: &owner}, workspace.CodeInvalid},
		} {
			id := maya.User.ID
			if text == "unknown role" {
				id++
			}
			_, err := s.UpdateUser(ctx, id, c.change)
			require.Equal(t, c.code, workspace.CodeOf(err), text)
		}
		_, err = s.UpdateUser(ctx, 999, auth.UserChange{Name: &name})
		requireCode(t, workspace.CodeNotFound, err)
		users, err := s.Users(ctx)
		require.NoError(t, err)
		require.Equal(t, got.Emails, users[0].Emails, "what was refused changed nothing")
	})
}
