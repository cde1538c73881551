package api_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

// text points to a text, as an edit of secrets has it.
func text(s string) *string { return &s }

func TestSecretsOfTheRemote(t *testing.T) {
	for _, row := range []struct {
		name, path, body string
		want             gitsync.SecretEdit
	}{
		{"credential", "/credential", `{"credential":"hunter2-hunter2"}`, gitsync.SecretEdit{Credential: text("hunter2-hunter2")}},
		{"credential and passphrase", "/credential", `{"credential":"hunter2","passphrase":"hunter3"}`, gitsync.SecretEdit{Credential: text("hunter2"), Passphrase: text("hunter3")}},
		{"no credential any more", "/credential", `{"credential":""}`, gitsync.SecretEdit{Credential: text("")}},
		{"signing key", "/signing-key", `{"key":"hunter2"}`, gitsync.SecretEdit{SigningKey: text("hunter2")}},
		{"signing key and passphrase", "/signing-key", `{"key":"hunter2","passphrase":"hunter3"}`, gitsync.SecretEdit{SigningKey: text("hunter2"), SigningPassphrase: text("hunter3")}},
		{"no signing key any more", "/signing-key", `{"key":""}`, gitsync.SecretEdit{SigningKey: text("")}},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := &gitSync{settings: gitsync.Settings{Version: 4, URL: "git@h:x.git", KnownHosts: "h ssh-ed25519 AAAA\n", SigningKey: "ssh-ed25519 BBBB"}}
			w := newWorld(t, g.serve)
			a := w.must("PUT", git+row.path, row.body)
			require.Equal(t, row.want, g.secrets)
			require.Equal(t, `"5"`, a.Header.Get("ETag"))
			got := into[gitsync.Settings](a)
			require.Equal(t, "git@h:x.git", got.URL, "the settings stay, and are the answer")
			require.Equal(t, "h ssh-ed25519 AAAA\n", got.KnownHosts)
			require.Equal(t, "ssh-ed25519 BBBB", got.SigningKey)
			require.NotContains(t, a.Text+w.log.String(), "hunter")

			g.err = workspace.Errorf(workspace.CodeInvalid, "the key has a passphrase").WithHint("give it too")
			refused := w.call("PUT", git+row.path, row.body)
			require.Equal(t, 422, refused.Status)
			require.Contains(t, refused.Text, "give it too")
			require.NotContains(t, refused.Text+w.log.String(), "hunter")
		})
	}
}

func TestAccessToTheRemoteIsReplacedAtOnce(t *testing.T) {
	stored := gitsync.Settings{Version: 4, URL: "https://h/x.git", AuthKind: gitsync.AuthBearer, KnownHosts: "h ssh-ed25519 AAAA\n"}
	g := &gitSync{settings: stored}
	w := newWorld(t, g.serve)
	a := w.must("PUT", git+"/access", `{"authKind":"basic","username":"maya","credential":"hunter2"}`, `If-Match: "4"`)
	require.Equal(t, gitsync.SecretEdit{Credential: text("hunter2")}, g.secrets, "with the settings, in one step")
	require.Equal(t, `"5"`, a.Header.Get("ETag"))
	got := into[gitsync.Settings](a)
	require.Equal(t, gitsync.AuthBasic, got.AuthKind)
	require.Equal(t, "maya", got.Username)
	require.Equal(t, stored.KnownHosts, got.KnownHosts, "the other settings stay")
	require.NotContains(t, a.Text+w.log.String(), "hunter")

	a = w.must("PUT", git+"/access", `{"authKind":"basic","username":"priya"}`)
	require.Zero(t, g.secrets, "the stored credential stays")
	require.Equal(t, "priya", into[gitsync.Settings](a).Username)
	w.must("PUT", git+"/access", `{"authKind":"none"}`)
	require.Equal(t, gitsync.AuthNone, g.settings.AuthKind)
	require.Empty(t, g.settings.Username)

	require.Equal(t, 412, w.call("PUT", git+"/access", `{"authKind":"none"}`, `If-Match: "4"`).Status)
	require.Equal(t, 422, w.call("PUT", git+"/access", `{"authKind":"password"}`).Status)
	require.Equal(t, 422, w.call("PUT", git+"/access", `{"credential":"hunter2"}`).Status)
}

func TestMakeKeyAndHostKeys(t *testing.T) {
	g := &gitSync{}
	w := newWorld(t, g.serve)
	made := into[gitsync.Settings](w.must("POST", git+"/key-pair", nil))
	require.Equal(t, "ssh-ed25519 AAAA lockstep", made.PublicKey)
	require.JSONEq(t, `{"data":[{"host":"git@h:x.git","type":"","fingerprint":"SHA256:x","line":""}]}`,
		w.must("POST", git+"/host-keys", `{"url":"git@h:x.git"}`).Text)
	require.Equal(t, 422, w.call("POST", git+"/host-keys", `{}`).Status)
	require.Equal(t, 422, w.call("POST", git+"/host-keys", `{"url":""}`).Status)
	g.err = workspace.Errorf(workspace.CodeUnavailable, "the git server cannot be reached")
	require.Equal(t, 503, w.call("POST", git+"/host-keys", `{"url":"git@h:x.git"}`).Status)
	g.err = workspace.Errorf(workspace.CodeConflict, "connected with another credential")
	require.Equal(t, 409, w.call("POST", git+"/key-pair", nil).Status)
}

func TestTestConnection(t *testing.T) {
	g := &gitSync{settings: gitsync.Settings{URL: "git@stored:x.git"}}
	w := newWorld(t, g.serve)
	a := w.must("POST", git+"/test", `{}`)
	require.Equal(t, "git@stored:x.git", g.connection.Settings.URL, "what is stored is tried")
	require.Zero(t, g.connection.Secrets)
	got := into[map[string]any](a)
	require.Equal(t, false, got["ok"])
	step := got["steps"].([]any)[0].(map[string]any)
	require.Equal(t, "reach", step["name"])
	require.Equal(t, "SHA256:x", step["hostKey"].(map[string]any)["fingerprint"])

	a = w.must("POST", git+"/test", `{"settings":{"url":"git@given:x.git","authKind":"ssh"},"credential":"hunter2","passphrase":"hunter3"}`)
	require.Equal(t, "git@given:x.git", g.connection.Settings.URL)
	require.Equal(t, gitsync.AuthSSH, g.connection.Settings.AuthKind)
	require.Equal(t, gitsync.SecretEdit{Credential: text("hunter2"), Passphrase: text("hunter3")}, g.connection.Secrets)
	require.Equal(t, "git@stored:x.git", g.settings.URL, "a test keeps nothing")
	require.NotContains(t, a.Text+w.log.String(), "hunter")

	w.must("POST", git+"/connect", `{"settings":{"url":"git@given:x.git","authKind":"ssh"},"credential":"hunter2","passphrase":"hunter3","direction":"two-way"}`)
	require.Equal(t, "hunter3", *g.connection.Secrets.Passphrase)
}

func TestOnlyAdministratorsReachTheRemote(t *testing.T) {
	for _, row := range []struct{ method, path, body string }{
		{"PUT", "/credential", `{"credential":"hunter2"}`}, {"PUT", "/signing-key", `{"key":"hunter2"}`},
		{"PUT", "/access", `{"authKind":"basic","credential":"hunter2"}`},
		{"POST", "/key-pair", ``}, {"POST", "/test", `{}`}, {"POST", "/host-keys", `{"url":"git@h:x.git"}`},
	} {
		g := &gitSync{}
		w := newWorld(t, g.serve)
		for scope, status := range map[auth.Scope]int{auth.ScopeWrite: 403, auth.ScopeRead: 403, "nobody": 401} {
			w.token = w.tokens[scope]
			require.Equal(t, status, w.call(row.method, git+row.path, row.body).Status, "%s %s", scope, row.path)
		}
		require.Zero(t, g.secrets)
		require.Empty(t, g.settings.PublicKey)
		require.Zero(t, g.connection.Direction)
	}
}

func TestASecretOfTheRemoteInARefusedRequestIsNotEchoed(t *testing.T) {
	w := newWorld(t, (&gitSync{}).serve)
	for _, row := range []struct{ method, path, body string }{
		{"PUT", "/credential", `{"credential":{"a":"hunter2"}}`},
		{"PUT", "/credential", `{"credential":"hunter2","passphrase":["hunter2"]}`},
		{"PUT", "/credential", `{"credential":"hunter2","passphrse":"hunter2"}`},
		{"PUT", "/credential", `"hunter2"`},
		{"PUT", "/credential", `{"credential":"hunter2`},
		{"PUT", "/access", `{"authKind":"hunter2"}`},
		{"PUT", "/access", `{"authKind":"basic","credential":["hunter2"]}`},
		{"PUT", "/signing-key", `{"credential":"hunter2"}`},
		{"PUT", "/signing-key", `{"key":["hunter2"]}`},
		{"POST", "/test", `{"credential":["hunter2"]}`},
		{"POST", "/test", `{"settings":{"credential":"hunter2"}}`},
	} {
		a := w.call(row.method, git+row.path, row.body)
		require.Contains(t, []int{400, 422}, a.Status, row.body)
		require.NotContains(t, a.Text+w.log.String(), "hunter2", row.body)
	}
}

// TestSecretsAreWriteOnlyInTheDocument walks all that the document says of answers and requests.
func TestSecretsAreWriteOnlyInTheDocument(t *testing.T) {
	w := newWorld(t)
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]map[string]any
				Required   []string
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(w.must("GET", "/api/openapi.json", nil).Text), &document))
	schemas := document.Components.Schemas
	found := 0
	for name, schema := range schemas {
		for property, of := range schema.Properties {
			secret := property == "credential" || property == "passphrase" || property == "key" && strings.Contains(name, "Signing")
			if secret {
				found++
				require.Equal(t, true, of["writeOnly"], "%s.%s", name, property)
			}
		}
	}
	require.Equal(t, 10, found, "in Access, Credential, SigningKey, Connect and TestConnection")

	settings := schemas["Connect"].Properties["settings"]["properties"].(map[string]any)
	for _, name := range []string{"publicKey", "signingKey", "phase"} {
		require.Contains(t, settings[name].(map[string]any)["description"], "Read only", name)
	}
	require.Contains(t, settings["knownHosts"].(map[string]any)["description"], "known_hosts")
	require.Contains(t, settings["authKind"].(map[string]any)["enum"], "ssh")
	require.NotContains(t, schemas["Connect"].Properties["settings"], "required")
	var names []string
	raw, err := json.Marshal(api.GitSyncSettings{})
	require.NoError(t, err)
	var all map[string]any
	require.NoError(t, json.Unmarshal(raw, &all))
	for name := range all {
		names = append(names, name)
		require.Contains(t, settings, name, "it is written, so it is described")
	}
	require.NotContains(t, names, "credential")
}
