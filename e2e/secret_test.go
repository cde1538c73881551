package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
)

// canaries are secrets that can be told from everything else, by where they were put.
type canaries map[string]string

// forms are the ways in which a secret may be written.
func forms(secret string) []string {
	all := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret))}
	for shift := range 3 { // wherever it begins in what is encoded
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
			all = append(all, text[4*((shift+2)/3):len(text)-4])
		}
	}
	return all
}

// requireNone demands that no secret is in the text.
func (c canaries) requireNone(t *testing.T, where, text string) {
	t.Helper()
	for name, secret := range c {
		for _, form := range forms(secret) {
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("%s tells the %s: …%q…", where, name, text[max(0, at-80):min(len(text), at+len(form)+40)])
				break
			}
		}
	}
}

// TestSecretsStaySecret puts secrets everywhere, lets things go well and badly, and looks for them
// wherever people and programs can look.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, database func(t *testing.T) string) {
		for _, kind := range []string{"basic", "bearer"} {
			t.Run(kind, func(t *testing.T) {
				t.Parallel()
				testSecrets(t, database(t), kind)
			})
		}
	})
}

func testSecrets(t *testing.T, database, kind string) {
	secrets := canaries{
		"remote's credential": "canary+remote/q7Zt=" + kind, "source's password": "canary+source/9Kd2=s", "destination's token": "canary+target/Xw4p=d",
		"password in a file": "canary+pushed/8Ruv=f", "changed password": "canary+change/3Hjm=c",
	}
	demand, header := gittest.WithBasicAuth("bot", secrets["remote's credential"]), "Basic "+base64.StdEncoding.EncodeToString([]byte("bot:"+secrets["remote's credential"]))
	if kind == "bearer" {
		demand, header = gittest.WithBearer(secrets["remote's credential"]), "Bearer "+secrets["remote's credential"]
	}
	w := &world{installation: newInstallation(t, database), git: gittest.NewServer(t, demand)}
	w.repo = newRepository(t, w.git, "team/config.git")
	w.start()
	var made struct{ Token string }
	require.NoError(t, w.api.call(http.MethodPost, "/api-keys", object{"name": "reader", "scope": "read"}, &made))
	secrets["API key"], secrets["owner's API key"] = made.Token, w.api.key
	w.people(secrets)
	w.api.do(http.MethodPost, "/sources", object{"name": "Warehouse", "slug": "warehouse", "type": "postgres", "configuration": object{
		"host": "db.example.com", "port": 5432, "database": "dw", "user": "reader", "password": secrets["source's password"],
	}})
	w.api.do(http.MethodPost, "/destinations", object{"name": "Slack", "slug": "slack", "type": "slack", "secrets": object{"token": secrets["destination's token"]}})
	w.api.do(http.MethodPut, "/files/models/users", plain)
	w.api.patch("sources/warehouse", object{"secrets": object{"password": secrets["changed password"]}})

	settings := object{"authKind": kind, "username": "bot", "credential": secrets["remote's credential"], "includeConnections": true, "writeManifest": true}
	w.connect(settings)
	w.api.requireInSync()
	w.person = w.repo.clone()
	w.person.write("destinations/leak.yaml", "name: Leak\ntype: postgres\nconfig:\n  host: h\n  database: d\n  user: u\n  password: "+secrets["password in a file"]+"\n")
	w.person.push("Oops")
	pushed := w.repo.Ref("main:destinations/leak.yaml")
	s := w.api.rest()
	require.Equal(t, 1, s.Held, s.Message)

	w.failWith(header, secrets["remote's credential"])
	refused := w.api.call(http.MethodPost, gitSync("preview"), object{"direction": "two-way", "settings": object{
		"url": "http://bot:" + url.QueryEscape(secrets["remote's credential"]) + "@127.0.0.1:9/x.git"}}, nil)
	require.Error(t, refused)
	secrets.requireNone(t, "a refused request", refused.Error())

	read := w.readAll()
	require.GreaterOrEqual(t, len(read), 25, "%v", slices.Sorted(maps.Keys(read)))
	for path, text := range read {
		secrets.requireNone(t, "GET "+path, text)
	}
	for _, args := range [][]string{{"git-sync", "status"}, {"git-sync", "activity"}, {"conflicts", "show", "destinations/leak"}, {"sources", "get", "warehouse"}} {
		out, problems, _ := w.lockstep("", args...)
		secrets.requireNone(t, "lockstep "+strings.Join(args, " "), out+problems)
	}
	for _, file := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", w.process.cmd.Process.Pid, file))
		require.NoError(t, err)
		secrets.requireNone(t, "the server's "+file, string(text))
	}
	w.lookInDatabase(secrets)
	require.NoError(t, w.stop())
	w.lookInDatabase(secrets)
	require.Contains(t, w.log.String(), "level=WARN", "the log tells of failures")
	secrets.requireNone(t, "the log", w.log.String())
	secrets.requireNone(t, "the repository", objects(t, w.repo.Dir, pushed))
}

// failWith lets cycles fail in ways in which a server may repeat what it was sent.
func (w *world) failWith(header, credential string) {
	w.t.Helper()
	echo := fmt.Sprintf("you sent Authorization: %s, which is %s or %s", header, credential, url.QueryEscape(credential))
	for n, fault := range []gittest.Fault{
		{Status: 401, Text: echo}, {Status: 403, Text: echo}, {Status: 500, Text: echo}, {Status: 429, Text: echo, Header: http.Header{"Retry-After": {"1"}, "X-Echo": {echo}}},
		{Lost: true}, {Raw: []byte(echo)}, {Raw: []byte(fmt.Sprintf("%04xERR %s", len(echo)+8, echo))},
		{Status: 302, Header: http.Header{"Location": {"http://127.0.0.1:9/" + url.PathEscape(credential)}}},
	} {
		fault.Times = -1
		w.git.Inject(fault)
		_ = w.api.call(http.MethodPatch, "/models/users", object{"description": fmt.Sprint("change ", n)}, nil)
		if n == 0 { // later ones wait until a failing remote may be asked again
			waitFor(w.t, "the log tells of it", func() bool { return strings.Contains(w.log.String(), "a cycle failed") })
		}
		_, err := w.api.syncNow()
		require.Error(w.t, err)
		canaries{"remote's credential": credential}.requireNone(w.t, "a failed cycle", err.Error())
		w.git.Reset()
	}
	w.repo.Hook("pre-receive", "echo '"+echo+"' >&2; exit 1")
	_, err := w.api.syncNow()
	require.ErrorContains(w.t, err, "you sent")
	canaries{"remote's credential": credential}.requireNone(w.t, "a refused push", err.Error())
	s, err := w.api.status()
	require.NoError(w.t, err)
	require.Equal(w.t, "rejected", s.Failure.Kind)
	require.NoError(w.t, os.Remove(filepath.Join(w.repo.Dir, "hooks", "pre-receive")))
	w.api.rest()
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// readAll calls all GET operations that the API describes, for all that there is, and returns the
// answers by path.
func (w *world) readAll() map[string]string {
	w.t.Helper()
	response, err := http.Get(w.api.base + "/api/openapi.json")
	require.NoError(w.t, err)
	defer response.Body.Close()
	var document bytes.Buffer
	_, err = document.ReadFrom(response.Body)
	require.NoError(w.t, err)
	var described struct{ Paths map[string]map[string]any }
	decode(w.t, document.Bytes(), &described)
	read := map[string]string{"/api/openapi.json": document.String()}
	for path, operations := range described.Paths {
		if _, ok := operations["get"]; !ok {
			continue
		}
		paths := []string{strings.TrimPrefix(path, "/api/v1")}
		for _, of := range []map[string][]string{
			{"workspace": {"default"}, "kind": {"destinations", "destination"}, "folder": {"sources", "destinations", "models"}, "version": {"1", "2", "3"}, "type": {"postgres", "slack"}},
			{"id": {"1", "2", "3", "warehouse", "slack", "users"}, "slug": {"warehouse", "slack", "users", "leak"}},
		} {
			for name, values := range of {
				var filled []string
				for _, path := range paths {
					if !strings.Contains(path, "{"+name+"}") {
						filled = append(filled, path)
						continue
					}
					for _, value := range values {
						filled = append(filled, strings.ReplaceAll(path, "{"+name+"}", value))
					}
				}
				paths = filled
			}
		}
		for _, path := range paths {
			require.NotRegexp(w.t, parameter, path, "this test does not know what to put there")
			if strings.HasSuffix(path, "/events") {
				read[path] = w.api.hear(path, "event: status", "event: activity")
				continue
			}
			var text []byte
			if err := w.api.get(path, &text); err != nil {
				read[path+" (refused)"] = err.Error()
				continue
			}
			read[path] = string(text)
		}
	}
	return read
}

// lookInDatabase reads all that is kept, but for the files that are there to hold keys.
func (w *world) lookInDatabase(secrets canaries) {
	w.t.Helper()
	err := filepath.WalkDir(w.data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == "owner.key" || entry.Name() == "lockstep.key" {
			return err
		}
		text, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil // git's or SQLite's, meanwhile gone
		}
		secrets.requireNone(w.t, path, string(text))
		return err
	})
	require.NoError(w.t, err)
	if w.database == "" {
		return
	}
	dump := exec.Command("pg_dump", "--inserts", "--dbname", w.database)
	text, err := dump.Output()
	require.NoError(w.t, err)
	require.Contains(w.t, string(text), "db.example.com", "the dump shows what is no secret")
	secrets.requireNone(w.t, "the PostgreSQL database", string(text))
}

// objects are the contents of all objects of a repository but one, and its files beside them.
func objects(t *testing.T, dir, but string) string {
	t.Helper()
	var all strings.Builder
	for _, line := range strings.Split(gittest.Run(t, dir, nil, "cat-file", "--batch-all-objects", "--batch-check"), "\n") {
		id, rest, _ := strings.Cut(line, " ")
		if kind, _, _ := strings.Cut(rest, " "); id != but {
			all.WriteString(gittest.Run(t, dir, nil, "cat-file", kind, id))
			all.WriteByte('\n')
		}
	}
	for _, name := range []string{"config", "logs/refs/heads/main"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}

// TestSecretsOfTheBuiltInHost watches the git processes that the server starts.
func TestSecretsOfTheBuiltInHost(t *testing.T) {
	t.Parallel()
	h := newHosted(t)
	secrets := canaries{"owner's API key": h.api.key, "key of a person": h.key}
	var seen strings.Builder
	stop, done := make(chan struct{}), make(chan struct{})
	end := sync.OnceFunc(func() { close(stop); <-done })
	t.Cleanup(end)
	go func() {
		defer close(done)
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for {
			seen.WriteString(offspring(h.process.cmd.Process.Pid))
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
		}
	}()
	for n := range 5 {
		h.person.fresh()
		h.person.write("models/users.yaml", replaced(t, h.person.read("models/users.yaml"), "description:", fmt.Sprintf("# %d\ndescription:", n)))
		h.person.push("Comment")
		h.api.requireInSync()
		h.api.patch("models/users", object{"description": fmt.Sprint("round ", n)})
		h.api.requireInSync()
	}
	end()
	require.Contains(t, seen.String(), "git", "no process was seen")
	secrets.requireNone(t, "a git process", seen.String())
	h.lookInDatabase(secrets)
	secrets.requireNone(t, "the hosted repository", objects(t, filepath.Join(h.data, "git", "default.git"), ""))
	secrets.requireNone(t, "the log", h.log.String())
}

// offspring is what the machine tells of the processes below one.
func offspring(pid int) string {
	var all strings.Builder
	children, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range children {
		text, _ := os.ReadFile(file)
		for _, child := range strings.Fields(string(text)) {
			for _, name := range []string{"cmdline", "environ"} {
				text, _ := os.ReadFile("/proc/" + child + "/" + name)
				all.Write(append(text, '\n'))
			}
			if id, err := strconv.Atoi(child); err == nil {
				all.WriteString(offspring(id))
			}
		}
	}
	return all.String()
}
