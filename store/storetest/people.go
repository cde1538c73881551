package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

func testUsers(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	maya := auth.User{Name: "Maya", Emails: []string{"Zoe@Example.com", "a@example.com"}, CreatedAt: instant().UTC()}
	bot := auth.User{Name: "Bot", CreatedAt: instant().UTC()}
	require.NoError(t, s.CreateUser(ctx, &maya))
	require.NoError(t, s.CreateUser(ctx, &bot))
	all, err := s.Users(ctx)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]auth.User{maya, bot}, all))
	for _, email := range []string{"Zoe@Example.com", "zoe@example.COM", "A@example.com"} {
		got, err := s.UserByEmail(ctx, email)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(maya, got))
	}
	_, err = s.UserByEmail(ctx, "\x00\xff")
	requireCode(t, workspace.CodeNotFound, err)
	require.NoError(t, s.InTx(ctx, func(ctx context.Context) error {
		requireCode(t, workspace.CodeConflict, s.CreateUser(ctx, &auth.User{Name: "X", Emails: []string{"new@example.com", "A@EXAMPLE.com"}}))
		requireCode(t, workspace.CodeConflict, s.CreateUser(ctx, &auth.User{Name: "X", Emails: []string{"b@example.com", "B@example.com"}}))
		return nil
	}))
	all, err = s.Users(ctx)
	require.NoError(t, err)
	require.Len(t, all, 2, "a refused account leaves nothing, although the transaction went on")
}

func testKeys(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	u := auth.User{Name: "Maya", Emails: []string{"maya@example.com"}, CreatedAt: instant().UTC()}
	require.NoError(t, s.CreateUser(ctx, &u))
	expires := instant().UTC().Add(time.Hour)
	a := auth.Key{UserID: u.ID, Name: "a", Prefix: "lsk_abc", Scope: auth.ScopeRead, CreatedAt: instant().UTC(), ExpiresAt: &expires}
	b := auth.Key{UserID: u.ID, Name: "b", Prefix: "lsk_abc", Scope: auth.ScopeAdmin, CreatedAt: instant().UTC()}
	require.NoError(t, s.CreateKey(ctx, &a, []byte{0, 1, 255}))
	require.NoError(t, s.CreateKey(ctx, &b, []byte{0, 1, 254}))
	requireCode(t, workspace.CodeConflict, s.CreateKey(ctx, &auth.Key{UserID: u.ID}, []byte{0, 1, 255}))
	requireCode(t, workspace.CodeNotFound, s.CreateKey(ctx, &auth.Key{UserID: 999}, []byte{9}))

	used := instant().UTC().Add(time.Minute)
	require.NoError(t, s.TouchKey(ctx, a.ID, used))
	a.LastUsedAt = &used
	key, user, err := s.KeyByHash(ctx, []byte{0, 1, 255})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, key))
	require.Empty(t, cmp.Diff(u, user))
	_, _, err = s.KeyByHash(ctx, []byte{0, 1})
	requireCode(t, workspace.CodeNotFound, err)

	all, err := s.Keys(ctx)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]auth.Key{a, b}, all))
	require.NoError(t, s.RevokeKey(ctx, a.ID, used))
	requireCode(t, workspace.CodeNotFound, s.RevokeKey(ctx, a.ID, used))
	requireCode(t, workspace.CodeNotFound, s.RevokeKey(ctx, 999, used))
	a.RevokedAt = &used
	key, _, err = s.KeyByHash(ctx, []byte{0, 1, 255})
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, key), "a revoked key is known as such")
	all, err = s.Keys(ctx)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]auth.Key{b}, all))
}
