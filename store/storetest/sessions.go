package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testSessions(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	maya, ben := newUser(t, s, "Maya"), newUser(t, s, "Ben")
	now := instant().UTC()
	begin := func(hash string, userID int64, seen, expires time.Duration) auth.Session {
		session := auth.Session{Hash: hash, UserID: userID, CreatedAt: now, SeenAt: now.Add(seen), ExpiresAt: now.Add(expires)}
		require.NoError(t, s.PutSession(ctx, session))
		return session
	}
	a := begin("a", maya, 0, time.Hour)
	begin("b", maya, 0, time.Hour)
	begin("c", maya, 0, time.Hour)
	begin("d", ben, 0, time.Hour)
	requireCode(t, workspace.CodeNotFound, s.PutSession(ctx, auth.Session{Hash: "x", UserID: 999}))

	a.SeenAt = now.Add(time.Minute)
	require.NoError(t, s.TouchSession(ctx, "a", a.SeenAt))
	got, err := s.Session(ctx, "a")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, got))
	a.UserID, a.ExpiresAt = ben, now.Add(2*time.Hour)
	require.NoError(t, s.PutSession(ctx, a), "the same hash again replaces")
	got, err = s.Session(ctx, "a")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, got))

	alive := func() (hashes string) {
		for _, hash := range []string{"a", "b", "c", "d", "e", "f", "g"} {
			if _, err := s.Session(ctx, hash); err == nil {
				hashes += hash
			} else {
				requireCode(t, workspace.CodeNotFound, err)
			}
		}
		return hashes
	}
	require.NoError(t, s.EndSession(ctx, "a"))
	require.NoError(t, s.EndSession(ctx, "a"))
	require.Equal(t, "bcd", alive())
	require.NoError(t, s.EndSessions(ctx, maya, "c"))
	require.Equal(t, "cd", alive())
	require.NoError(t, s.EndSessions(ctx, maya, ""))
	require.Equal(t, "d", alive())

	begin("e", maya, 0, time.Minute)                   // over at the very moment
	begin("f", maya, -time.Hour, time.Hour)            // idle at the very moment
	begin("g", maya, -time.Hour+1000, time.Minute+1e3) // neither
	require.NoError(t, s.EndSessionsBefore(ctx, now.Add(time.Minute), now.Add(-time.Hour)))
	require.Equal(t, "dg", alive())
}

func testLinks(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	maya, ben := newUser(t, s, "Maya"), newUser(t, s, "Ben")
	expires := instant().UTC()
	first := auth.Link{UserID: maya, First: true, CreatedAt: instant().UTC()}
	later := auth.Link{UserID: maya, CreatedAt: instant().UTC().Add(time.Hour), ExpiresAt: &expires}
	require.NoError(t, s.PutLink(ctx, first, []byte{0, 1}))
	require.NoError(t, s.PutLink(ctx, auth.Link{UserID: ben}, []byte{9}))
	requireCode(t, workspace.CodeNotFound, s.PutLink(ctx, auth.Link{UserID: 999}, []byte{8}))
	got, err := s.LinkByHash(ctx, []byte{0, 1})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(first, got))

	require.NoError(t, s.PutLink(ctx, later, []byte{0, 2}))
	_, err = s.LinkByHash(ctx, []byte{0, 1})
	requireCode(t, workspace.CodeNotFound, err)
	got, err = s.LinkByHash(ctx, []byte{0, 2})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(later, got))

	require.NoError(t, s.EndLinksBefore(ctx, expires.Add(-time.Microsecond)))
	require.NoError(t, s.SpendLink(ctx, []byte{0, 2}))
	requireCode(t, workspace.CodeNotFound, s.SpendLink(ctx, []byte{0, 2}))
	require.NoError(t, s.PutLink(ctx, later, []byte{0, 3}))
	require.NoError(t, s.EndLinksBefore(ctx, expires))
	requireCode(t, workspace.CodeNotFound, s.SpendLink(ctx, []byte{0, 3}))
	require.NoError(t, s.SpendLink(ctx, []byte{9}), "a link without an end stays")
}

func newUser(t *testing.T, s *store.Store, name string) int64 {
	t.Helper()
	u := auth.User{Name: name, Role: auth.ScopeWrite, CreatedAt: instant().UTC()}
	require.NoError(t, s.CreateUser(t.Context(), &u))
	return u.ID
}
