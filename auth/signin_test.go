package auth_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/auth"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// meanwhile is a store with which something happens once, right after a password was read.
type meanwhile struct {
	auth.Store
	happens func()
}

func (m *meanwhile) Password(ctx context.Context, id int64) (string, error) {
	stored, err := m.Store.Password(ctx, id)
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return stored, err
}

// TestAPasswordThatChangesDuringASignIn: no session begins with the old one, which a session would
// else outlive.
func TestAPasswordThatChangesDuringASignIn(t *testing.T) {
	for name, play := range map[string]struct {
		happens func(s *auth.Service, maya auth.SignedIn) error
		works   string
	}{
		"changed": {func(s *auth.Service, maya auth.SignedIn) error {
			return s.ChangePassword(t.Context(), maya.Identity, passphrase, "another password", home)
		}, "another password"},
		"removed": {func(s *auth.Service, maya auth.SignedIn) error { return s.RemoveUser(t.Context(), maya.User.ID) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := &meanwhile{Store: storetest.Memory(t)}
			s := auth.New(m, nil)
			maya := person(t, s, "Maya", "maya@acme.example", auth.ScopeWrite)
			m.happens = func() { require.NoError(t, play.happens(s, maya)) }
			_, err := s.SignIn(t.Context(), "maya@acme.example", passphrase, home)
			requireCode(t, workspace.CodeUnauthorized, err)
			if play.works != "" {
				_, err = s.SignIn(t.Context(), "maya@acme.example", play.works, home)
				require.NoError(t, err)
			}
		})
	}
}
