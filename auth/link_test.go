package auth_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

func TestALinkWorksOnce(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		u, err := s.CreateUser(ctx, "Maya", auth.ScopeWrite, "maya@acme.example", "maya@old.example")
		require.NoError(t, err)
		former, _, err := s.CreateLink(ctx, u.ID)
		require.NoError(t, err)
		token, expires, err := s.CreateLink(ctx, u.ID)
		require.NoError(t, err)
		require.Len(t, token, 43)
		require.Equal(t, now.Add(auth.LinkLifetime), expires)
		_, err = s.Invitation(ctx, former, home)
		requireCode(t, workspace.CodeNotFound, err)

		got, err := s.Invitation(ctx, token, home)
		require.NoError(t, err)
		require.Equal(t, auth.Invitation{Name: "Maya", Email: "maya@acme.example"}, got)
		_, err = s.Redeem(ctx, token, auth.Redemption{Password: "short"}, home)
		requireCode(t, workspace.CodeInvalid, err)
		_, err = s.Redeem(ctx, token, auth.Redemption{Password: passphrase, Email: "nonsense"}, home)
		requireCode(t, workspace.CodeInvalid, err)
		_, err = s.Invitation(ctx, token, home)
		require.NoError(t, err, "what was refused did not spend it")

		in, err := s.Redeem(ctx, token, auth.Redemption{Password: passphrase, Name: "Maya Chen", Email: "maya@new.example"}, home)
		require.NoError(t, err)
		require.Equal(t, "Maya Chen", in.User.Name)
		require.Equal(t, []string{"maya@new.example", "maya@old.example"}, in.User.Emails)
		require.True(t, in.User.HasPassword)
		_, err = s.Resume(ctx, in.Token)
		require.NoError(t, err)
		_, err = s.Redeem(ctx, token, auth.Redemption{Password: passphrase}, home)
		requireCode(t, workspace.CodeNotFound, err)
		_, err = s.Invitation(ctx, token, home)
		requireCode(t, workspace.CodeNotFound, err)

		again, _, err := s.CreateLink(ctx, u.ID)
		require.NoError(t, err)
		_, err = s.Redeem(ctx, again, auth.Redemption{Password: "a password anew"}, home)
		require.NoError(t, err)
		_, err = s.Resume(ctx, in.Token)
		requireCode(t, workspace.CodeUnauthorized, err)

		late, expires, err := s.CreateLink(ctx, u.ID)
		require.NoError(t, err)
		*now = expires.Add(-time.Microsecond)
		_, err = s.Invitation(ctx, late, home)
		require.NoError(t, err)
		*now = expires
		_, err = s.Redeem(ctx, late, auth.Redemption{Password: passphrase}, home)
		requireCode(t, workspace.CodeNotFound, err)

		_, _, err = s.CreateLink(ctx, 999)
		requireCode(t, workspace.CodeNotFound, err)
	})
}

func TestOneOfTwoHasTheLink(t *testing.T) {
	onEachEngine(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		u, err := s.CreateUser(t.Context(), "Maya", auth.ScopeWrite, "maya@acme.example")
		require.NoError(t, err)
		token, _, err := s.CreateLink(t.Context(), u.ID)
		require.NoError(t, err)
		codes := make(chan workspace.Code, 4)
		var group sync.WaitGroup
		for range cap(codes) {
			group.Go(func() {
				_, err := s.Redeem(t.Context(), token, auth.Redemption{Password: passphrase}, home)
				if err == nil {
					codes <- ""
					return
				}
				codes <- workspace.CodeOf(err)
			})
		}
		group.Wait()
		close(codes)
		won := 0
		for code := range codes {
			if code == "" {
				won++
				continue
			}
			require.Equal(t, workspace.CodeNotFound, code)
		}
		require.Equal(t, 1, won)
	})
}

func TestTheOwnersLink(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, now *time.Time) {
		ctx := t.Context()
		_, needed, err := s.OwnerLink(ctx)
		require.NoError(t, err)
		require.False(t, needed, "there is nobody")
		_, _, err = s.Bootstrap(ctx, "Owner", "owner@lockstep.invalid")
		require.NoError(t, err)
		before, needed, err := s.OwnerLink(ctx)
		require.NoError(t, err)
		require.True(t, needed)
		token, needed, err := s.OwnerLink(ctx)
		require.NoError(t, err)
		require.True(t, needed)
		_, err = s.Invitation(ctx, before, home)
		requireCode(t, workspace.CodeNotFound, err)

		*now = now.AddDate(1, 0, 0)
		got, err := s.Invitation(ctx, token, home)
		require.NoError(t, err, "it lasts until it is used")
		require.Equal(t, auth.Invitation{Name: "Owner", First: true}, got, "the address that nobody has is not shown")
		in, err := s.Redeem(ctx, token, auth.Redemption{Password: passphrase, Name: "Ada", Email: "ada@acme.example"}, home)
		require.NoError(t, err)
		require.Equal(t, []string{"ada@acme.example"}, in.User.Emails)
		require.Equal(t, auth.ScopeAdmin, in.Scope)
		_, needed, err = s.OwnerLink(ctx)
		require.NoError(t, err)
		require.False(t, needed)
	})
}

func TestWhoHasNoAddressNamesOne(t *testing.T) {
	inMemory(t, func(t *testing.T, s *auth.Service, _ *time.Time) {
		u, err := s.CreateUser(t.Context(), "Maya", auth.ScopeRead)
		require.NoError(t, err)
		token, _, err := s.CreateLink(t.Context(), u.ID)
		require.NoError(t, err)
		_, err = s.Redeem(t.Context(), token, auth.Redemption{Password: passphrase}, home)
		requireCode(t, workspace.CodeInvalid, err)
		_, err = s.Redeem(t.Context(), token, auth.Redemption{Password: passphrase, Email: "maya@acme.example"}, home)
		require.NoError(t, err)
	})
}
