package gitea

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

func TestCredentialsThatGiteaRefuses(t *testing.T) {
	w := newWorld(t)
	for _, row := range []struct {
		name string
		auth transport.Auth
	}{
		{"none", nil},
		{"a wrong password", transport.Basic{User: owner, Password: "wrong"}},
		{"a user who is not there", transport.Basic{User: "nobody", Password: "wrong"}},
		{"a wrong token", transport.Bearer{Token: "0123456789012345678901234567890123456789"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			client := w.newClient(overHTTP(row.auth), "models")
			_, err := client.Poll(w.ctx)
			require.Equal(t, wireerr.Auth, wireerr.KindOf(err), "%v", err)
			err = client.CheckPush(w.ctx)
			require.Equal(t, wireerr.Auth, wireerr.KindOf(err), "%v", err)
		})
	}
}

func TestTokenThatMayOnlyRead(t *testing.T) {
	w := newWorld(t)
	w.clone().commit(map[string]string{"models/a.yaml": "a\n"})
	token, err := gitea.newToken("read:repository")
	require.NoError(t, err)
	w.client = w.newClient(overHTTP(transport.Basic{User: owner, Password: token}), "models")
	s := w.read(nil)
	require.Equal(t, "a\n", w.content(s, "models/a.yaml"))
	err = w.client.CheckPush(w.ctx)
	require.Equal(t, wireerr.Forbidden, wireerr.KindOf(err), "%v", err)
	_, err = w.client.Push(w.ctx, w.build(s, change("models/a.yaml", "b\n")))
	require.Equal(t, wireerr.Forbidden, wireerr.KindOf(err), "%v", err)
	require.Equal(t, s.Commit(), w.poll().OID)
}

func TestRepositoryThatIsNotThere(t *testing.T) {
	for _, by := range ways() {
		t.Run(by.name, func(t *testing.T) {
			w := &world{T: t, ctx: t.Context(), repo: "nowhere"}
			_, err := w.newClient(by.open, "models").Poll(w.ctx)
			require.Equal(t, wireerr.NotFound, wireerr.KindOf(err), "%v", err)
		})
	}
}

func TestArchivedRepository(t *testing.T) {
	eachWay(t, []string{"models"}, func(t *testing.T, w *world) {
		s := w.push(w.read(nil), change("models/a.yaml", "a\n"))
		require.NoError(t, gitea.api.patch(w.api(""), fields{"archived": true}))
		_, err := w.client.Push(w.ctx, w.build(s, change("models/a.yaml", "b\n")))
		want := wireerr.Forbidden
		if transport.IsSSH(w.client.URL()) {
			want = wireerr.NotFound // but for Gitea's words it is the same as one that is not there
		}
		require.Equal(t, want, wireerr.KindOf(err), "%v", err)
		var e *wireerr.Error
		require.ErrorAs(t, err, &e)
		require.Contains(t, e.Text, "archived")
		require.Equal(t, s.Commit(), w.poll().OID)
	})
}

func TestRenamedRepository(t *testing.T) {
	w := newWorld(t)
	w.clone().commit(map[string]string{"models/a.yaml": "a\n"})
	renamed := w.repo + "-renamed"
	require.NoError(t, gitea.api.patch(w.api(""), fields{"name": renamed}))
	w.client = w.newClient(overHTTP(transport.Bearer{Token: gitea.api.token}), "models")
	require.Equal(t, "a\n", w.content(w.read(nil), "models/a.yaml"))
	require.Equal(t, strings.TrimSuffix(address(renamed), ".git"), w.client.URL(), "where Gitea redirects to")
	w.push(w.read(nil), change("models/a.yaml", "b\n"))
	w.repo = renamed
	w.fsck()
}
