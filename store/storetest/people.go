package storetest

import (
	"context"
	"errors"
	"sync"
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
	maya := auth.User{Name: "Maya", Emails: []string{"Zoe@Example.com", "a@example.com"}, Role: auth.ScopeAdmin, CreatedAt: instant().UTC()}
	bot := auth.User{Name: "Bot", Role: auth.ScopeRead, CreatedAt: instant().UTC()}
	require.NoError(t, s.CreateUser(ctx, &maya))
	require.NoError(t, s.CreateUser(ctx, &bot))
	require.Equal(t, []int64{1, 1}, []int64{maya.Version, bot.Version})
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

func testUserChanges(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	maya := auth.User{Name: "Maya", Emails: []string{"maya@example.com", "old@example.com"}, Role: auth.ScopeAdmin, CreatedAt: instant().UTC()}
	ben := auth.User{Name: "Ben", Emails: []string{"ben@example.com"}, Role: auth.ScopeWrite, CreatedAt: instant().UTC()}
	require.NoError(t, s.CreateUser(ctx, &maya))
	require.NoError(t, s.CreateUser(ctx, &ben))
	admins, err := s.LockAdmins(ctx)
	require.NoError(t, err)
	require.Equal(t, []int64{maya.ID}, admins)

	ben.Name, ben.Role, ben.Emails = "Benjamin", auth.ScopeAdmin, []string{"new@example.com", "BEN@example.com"}
	before := ben
	require.NoError(t, s.UpdateUser(ctx, &ben))
	require.Equal(t, int64(2), ben.Version)
	before.Name = "Late"
	requireCode(t, workspace.CodeStale, s.UpdateUser(ctx, &before))
	taken := ben
	taken.Emails = []string{"OLD@example.com"}
	requireCode(t, workspace.CodeConflict, s.UpdateUser(ctx, &taken))
	require.Equal(t, int64(2), taken.Version)
	requireCode(t, workspace.CodeNotFound, s.UpdateUser(ctx, &auth.User{ID: 999, Version: 1, Name: "X", Role: auth.ScopeRead}))
	locked, err := s.LockUser(ctx, ben.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(ben, locked))
	_, err = s.LockUser(ctx, 999)
	requireCode(t, workspace.CodeNotFound, err)
	admins, err = s.LockAdmins(ctx)
	require.NoError(t, err)
	require.Equal(t, []int64{maya.ID, ben.ID}, admins)

	hash, err := s.Password(ctx, ben.ID)
	require.NoError(t, err)
	require.Empty(t, hash)
	require.NoError(t, s.SetPassword(ctx, ben.ID, "$hash$"))
	require.NoError(t, s.TouchUser(ctx, ben.ID, instant()))
	hash, err = s.Password(ctx, ben.ID)
	require.NoError(t, err)
	require.Equal(t, "$hash$", hash)
	requireCode(t, workspace.CodeNotFound, s.SetPassword(ctx, 999, "x"))
	_, err = s.Password(ctx, 999)
	requireCode(t, workspace.CodeNotFound, err)

	seen := instant().UTC()
	ben.SeenAt, ben.HasPassword = &seen, true
	got, err := s.User(ctx, ben.ID)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(ben, got))

	require.NoError(t, s.CreateKey(ctx, &auth.Key{UserID: ben.ID, Name: "k", Scope: auth.ScopeRead}, []byte{1}))
	require.NoError(t, s.PutSession(ctx, auth.Session{Hash: "h", UserID: ben.ID}))
	require.NoError(t, s.PutLink(ctx, auth.Link{UserID: ben.ID}, []byte{2}))
	require.NoError(t, s.RemoveUser(ctx, ben.ID))
	requireCode(t, workspace.CodeNotFound, s.RemoveUser(ctx, ben.ID))
	_, err = s.User(ctx, ben.ID)
	requireCode(t, workspace.CodeNotFound, err)
	_, _, err = s.KeyByHash(ctx, []byte{1})
	requireCode(t, workspace.CodeNotFound, err)
	_, err = s.Session(ctx, "h")
	requireCode(t, workspace.CodeNotFound, err)
	_, err = s.LinkByHash(ctx, []byte{2})
	requireCode(t, workspace.CodeNotFound, err)
	next := auth.User{Name: "Next", Emails: []string{"ben@example.com"}, Role: auth.ScopeRead}
	require.NoError(t, s.CreateUser(ctx, &next), "the address is free again")
	require.Greater(t, next.ID, ben.ID, "ids are not used again: the history names them")
}

// testLastAdmins lets two who administer demote each other at once: one of them is seen to be the last.
func testLastAdmins(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	people := []auth.User{{Name: "A", Role: auth.ScopeAdmin}, {Name: "B", Role: auth.ScopeAdmin}}
	for i := range people {
		require.NoError(t, s.CreateUser(ctx, &people[i]))
	}
	counted := make(chan int, len(people))
	var group sync.WaitGroup
	for _, u := range people {
		group.Go(func() {
			err := s.InTx(ctx, func(ctx context.Context) error {
				admins, err := s.LockAdmins(ctx)
				counted <- len(admins)
				u.Role = auth.ScopeRead
				return errors.Join(err, s.UpdateUser(ctx, &u))
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.Equal(t, []int{2, 1}, []int{<-counted, <-counted})
}

func testKeys(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	u := auth.User{Name: "Maya", Emails: []string{"maya@example.com"}, Role: auth.ScopeWrite, CreatedAt: instant().UTC()}
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
