package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// onEachEngine runs fn with a Service on each database, and a clock that fn moves.
func onEachEngine(t *testing.T, fn func(t *testing.T, s *auth.Service, now *time.Time)) {
	storetest.Engines(t, func(t *testing.T, fresh func(t *testing.T) storetest.Open) {
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		fn(t, auth.New(fresh(t)(store.Options{}), func() time.Time { return now }), &now)
	})
}

// inMemory is onEachEngine for what does not depend on the engine; starting PostgreSQL takes a while.
func inMemory(t *testing.T, fn func(t *testing.T, s *auth.Service, now *time.Time)) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fn(t, auth.New(storetest.Memory(t), func() time.Time { return now }), &now)
}

func TestAKeyIsWorthItsUserUntilItEnds(t *testing.T) {
	onEachEngine(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		maya, err := s.CreateUser(ctx, "Maya Chen", auth.ScopeAdmin, "maya@acme.example", "maya@home.example")
		require.NoError(t, err)
		expires := now.Add(time.Hour)
		key, token, err := s.CreateKey(ctx, maya.ID, "laptop", auth.ScopeWrite, &expires)
		require.NoError(t, err)
		require.Len(t, token, 47)
		require.True(t, strings.HasPrefix(token, key.Prefix))

		id, err := s.Authenticate(ctx, token)
		require.NoError(t, err)
		require.Equal(t, auth.Identity{User: maya, KeyID: key.ID, Scope: auth.ScopeWrite}, id)
		require.Equal(t, workspace.Actor{UserID: maya.ID, Name: "Maya Chen", Email: "maya@acme.example"}, id.User.Actor())

		*now = expires
		_, err = s.Authenticate(ctx, token)
		require.Equal(t, workspace.CodeUnauthorized, workspace.CodeOf(err))
		*now = expires.Add(-time.Minute)
		require.NoError(t, s.RevokeKey(ctx, key.ID))
		_, err = s.Authenticate(ctx, token)
		require.Equal(t, workspace.CodeUnauthorized, workspace.CodeOf(err))
		require.Equal(t, workspace.CodeNotFound, workspace.CodeOf(s.RevokeKey(ctx, key.ID)))
		keys, err := s.Keys(ctx)
		require.NoError(t, err)
		require.Empty(t, keys)
	})
}

func TestUsingAKeyWritesOnceAnHour(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		token, created, err := s.Bootstrap(ctx, "Owner", "owner@localhost.localdomain")
		require.NoError(t, err)
		require.True(t, created)
		used := func() time.Time {
			_, err := s.Authenticate(ctx, token)
			require.NoError(t, err)
			keys, err := s.Keys(ctx)
			require.NoError(t, err)
			return *keys[0].LastUsedAt
		}
		first := used()
		require.Equal(t, *now, first)
		*now = now.Add(59 * time.Minute)
		require.Equal(t, first, used())
		*now = now.Add(time.Minute)
		require.Equal(t, *now, used())
	})
}

func TestBootstrapHappensOnce(t *testing.T) {
	onEachEngine(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		_, created, err := s.Bootstrap(t.Context(), "Owner", "owner@example.com")
		require.NoError(t, err)
		require.True(t, created)
		token, created, err := s.Bootstrap(t.Context(), "Owner", "owner@example.com")
		require.NoError(t, err)
		require.False(t, created)
		require.Empty(t, token)
	})
}

func TestPeopleAreFoundByAnyAddress(t *testing.T) {
	onEachEngine(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		ctx := t.Context()
		maya, err := s.CreateUser(ctx, "Maya Chen", auth.ScopeAdmin, "maya@acme.example", "Maya@Home.example")
		require.NoError(t, err)
		actor, ok, err := s.ByEmail(ctx, "MAYA@home.example")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, maya.Actor(), actor)
		_, ok, err = s.ByEmail(ctx, "someone@else.example")
		require.NoError(t, err)
		require.False(t, ok)

		_, err = s.CreateUser(ctx, "Other", auth.ScopeRead, "maya@ACME.example")
		require.Equal(t, workspace.CodeConflict, workspace.CodeOf(err))
		users, err := s.Users(ctx)
		require.NoError(t, err)
		require.Len(t, users, 1, "a refused account leaves nothing behind")
	})
}

func TestWhatIsRefused(t *testing.T) {
	onEachEngine(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		u, err := s.CreateUser(ctx, "Maya", auth.ScopeAdmin, "maya@acme.example")
		require.NoError(t, err)
		past := now.Add(-time.Second)
		for name, try := range map[string]func() error{
			"no name":     func() error { _, err := s.CreateUser(ctx, " ", auth.ScopeRead); return err },
			"no address":  func() error { _, err := s.CreateUser(ctx, "X", auth.ScopeRead, "Maya <m@x.example>"); return err },
			"unnamed key": func() error { _, _, err := s.CreateKey(ctx, u.ID, "", auth.ScopeRead, nil); return err },
			"odd scope":   func() error { _, _, err := s.CreateKey(ctx, u.ID, "k", "owner", nil); return err },
			"expired key": func() error { _, _, err := s.CreateKey(ctx, u.ID, "k", auth.ScopeRead, &past); return err },
		} {
			require.Equal(t, workspace.CodeInvalid, workspace.CodeOf(try()), name)
		}
		for _, token := range []string{"", "lsk_", "lsk_unknown", "other_" + strings.Repeat("0", 43), strings.Repeat("x", 10_000)} {
			_, err := s.Authenticate(ctx, token)
			require.Equal(t, workspace.CodeUnauthorized, workspace.CodeOf(err), token)
		}
	})
}
