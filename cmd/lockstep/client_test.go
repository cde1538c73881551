package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

func newProgram(env map[string]string) *program {
	return &program{env: env, in: strings.NewReader(""), out: io.Discard, err: io.Discard}
}

func TestWhichKeyGoesWhere(t *testing.T) {
	data := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(data, ownerKeyFile), []byte("owners\n"), 0o600))
	other := filepath.Join(t.TempDir(), "other")
	require.NoError(t, os.WriteFile(other, []byte("others"), 0o600))
	two := filepath.Join(t.TempDir(), "two")
	require.NoError(t, os.WriteFile(two, []byte("one\ntwo"), 0o600))
	rows := []struct {
		name    string
		env     map[string]string
		server  string
		keyFile string
		want    string
		code    workspace.Code
	}{
		{name: "the owner's for a local server", want: "owners"},
		{name: "localhost too", server: "http://localhost:1", want: "owners"},
		{name: "IPv6 too", server: "http://[::1]:1", want: "owners"},
		{name: "never for another machine", server: "https://example.com", code: workspace.CodeUnauthorized},
		{name: "nor for a name that only looks local", server: "https://localhost.example.com", code: workspace.CodeUnauthorized},
		{name: "the environment's", env: map[string]string{"LOCKSTEP_API_KEY": "mine"}, server: "https://example.com", want: "mine"},
		{name: "a file beats the environment", env: map[string]string{"LOCKSTEP_API_KEY": "mine"}, keyFile: other, want: "others"},
		{name: "the environment's file", env: map[string]string{"LOCKSTEP_API_KEY_FILE": other}, want: "others"},
		{name: "no such file", keyFile: "nowhere", code: codeUsage},
		{name: "a file with two", keyFile: two, code: codeUsage},
		{name: "a password in the address", server: "http://a:b@localhost", code: codeUsage},
		{name: "no address", server: "localhost:8080", code: codeUsage},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			env := map[string]string{"LOCKSTEP_DATA": data}
			for name, value := range row.env {
				env[name] = value
			}
			p := newProgram(env)
			p.server, p.keyFile = row.server, row.keyFile
			c, err := p.client()
			if row.code != "" {
				require.Equal(t, row.code, workspace.CodeOf(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, row.want, c.key)
		})
	}
}

func TestAnswersThatAreNotOurs(t *testing.T) {
	for status, code := range map[int]int{http.StatusBadGateway: exitUnavailable, http.StatusNotFound: exitFailed, http.StatusInternalServerError: exitFailed} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html>"))
		}))
		var errors bytes.Buffer
		got := run(t.Context(), []string{"--server", other.URL, "models", "list"}, []string{"LOCKSTEP_API_KEY=x"}, strings.NewReader(""), io.Discard, &errors)
		other.Close()
		require.Equal(t, code, got, errors.String())
		require.Contains(t, errors.String(), "not an answer of Lockstep")
	}
}

func TestASlugIsOneSegmentOfAPath(t *testing.T) {
	var path string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.EscapedPath()
		_, _ = w.Write([]byte("name: x\n"))
	}))
	defer other.Close()
	run(t.Context(), []string{"--server", other.URL + "/base", "models", "get", "a b%/ü?"}, []string{"LOCKSTEP_API_KEY=x"}, strings.NewReader(""), io.Discard, io.Discard)
	require.Equal(t, "/base/api/v1/files/models/a%20b%25%2F%C3%BC%3F", path)
}

func TestTerminalsAreNotFooled(t *testing.T) {
	var out bytes.Buffer
	table(&out, []string{"A", "B"}, [][]string{{"x\x1b[2J\nforged", "y"}, {"long enough", ""}})
	require.Equal(t, "A             B\nx [2J forged  y\nlong enough\n", out.String())
	require.Equal(t, "a b\nc", lines("a\tb\nc"))
	require.Equal(t, "text", newProgram(nil).palette(&out).red("text"), "no colours but on a terminal")
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 12 * time.Millisecond: "12 ms", 1500 * time.Millisecond: "1.5 s", 42 * time.Second: "42 s",
		3 * time.Minute: "3 min", 5 * time.Hour: "5 h", 72 * time.Hour: "3 days",
	} {
		require.Equal(t, want, span(d))
	}
	require.Equal(t, "never", ago(time.Now(), time.Time{}))
	require.Equal(t, "1 commit", count(1, "commit"))
	require.Equal(t, "0 commits", count(0, "commit"))
}

func TestExitCodes(t *testing.T) {
	for code, want := range map[workspace.Code]int{
		codeUsage: exitUsage, workspace.CodeInvalid: exitFailed, workspace.CodeInternal: exitFailed, workspace.CodeNotFound: exitNotFound,
		workspace.CodeConflict: exitConflict, workspace.CodeStale: exitConflict, workspace.CodeHalted: exitConflict,
		workspace.CodeForbidden: exitUnauthorized, workspace.CodeUnauthorized: exitUnauthorized, workspace.CodeUnavailable: exitUnavailable,
	} {
		require.Equal(t, want, exitCode(workspace.Errorf(code, "x")), code)
	}
	require.Equal(t, exitOK, exitCode(nil))
	require.Equal(t, exitFailed, exitCode(errSilent))
}
