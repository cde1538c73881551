package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// object is a JSON object.
type object = map[string]any

// client calls the API as a person's program does, in the workspace "default".
type client struct {
	t    *testing.T
	base string
	key  string
}

// refusal is an answer that is not a success.
type refusal struct {
	Status int
	Body   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.Status, r.Body) }

// call sends a request and decodes the answer. A string is sent as YAML; *[]byte takes the answer as it is.
func (c *client) call(method, path string, body, out any) error {
	content, kind := []byte(nil), "application/json"
	switch body := body.(type) {
	case nil:
	case string:
		content, kind = []byte(body), "application/yaml"
	default:
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequest(method, c.base+"/api/v1"+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("Content-Type", kind)
	program := http.Client{Timeout: patience}
	defer program.CloseIdleConnections()
	response, err := program.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	switch raw, isRaw := out.(*[]byte); {
	case err != nil:
		return err
	case response.StatusCode >= 300:
		return &refusal{response.StatusCode, string(answer)}
	case isRaw:
		*raw = answer
		return nil
	case out == nil || len(answer) == 0:
		return nil
	}
	return json.Unmarshal(answer, out)
}

// hear listens to a stream of events until all the texts have come, each followed by a whole
// event, and returns what came.
func (c *client) hear(path string, until ...string) string {
	c.t.Helper()
	request, err := http.NewRequest(http.MethodGet, c.base+"/api/v1"+path, nil)
	require.NoError(c.t, err)
	request.Header.Set("Authorization", "Bearer "+c.key)
	program := http.Client{Timeout: patience}
	defer program.CloseIdleConnections()
	response, err := program.Do(request)
	require.NoError(c.t, err)
	defer response.Body.Close()
	require.Equal(c.t, http.StatusOK, response.StatusCode)
	var heard strings.Builder
	missing := func(text string) bool { return !strings.Contains(heard.String(), text) }
	for lines := bufio.NewScanner(response.Body); slices.ContainsFunc(until, missing) || !strings.HasSuffix(heard.String(), "\n\n"); {
		require.True(c.t, lines.Scan(), "the stream ended: %v, %s", lines.Err(), heard.String())
		heard.WriteString(lines.Text() + "\n")
	}
	return heard.String()
}

func (c *client) get(path string, out any) error { return c.call(http.MethodGet, path, nil, out) }

// do calls and demands success.
func (c *client) do(method, path string, body any) {
	c.t.Helper()
	require.NoError(c.t, c.call(method, path, body, nil), "%s %s", method, path)
}

// gitSync is the path of a Git Sync operation.
func gitSync(operation string) string { return "/workspaces/default/git-sync/" + operation }

// status is what people see of Git Sync.
type status struct {
	State, Message, Head     string
	Pending, Held, Conflicts int
	Halt                     *struct{ Guard, Message, Hint, Plan string }
	Failure                  *struct {
		Class, Kind, Message, Hint string
		Count                      int
		Since, Next                time.Time
	}
}

func (c *client) status() (s status, err error) {
	err = c.get(gitSync("status"), &s)
	return s, err
}

// cycle is what one cycle did.
type cycle struct {
	Head                             string
	Idle, Halted                     bool
	Inbound, Outbound, Commits, Held int
}

// syncNow runs a cycle and waits for it.
func (c *client) syncNow() (r cycle, err error) {
	err = c.call(http.MethodPost, gitSync("sync"), nil, &r)
	return r, err
}

// waitFor waits until the condition holds.
func waitFor(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, patience, 20*time.Millisecond, what)
}

// rest runs cycles until one has nothing to do, and returns the status.
func (c *client) rest() status {
	c.t.Helper()
	var last any
	var now status
	ok := false
	deadline := time.Now().Add(patience)
	for !ok && time.Now().Before(deadline) {
		r, err := c.syncNow()
		if err == nil {
			now, err = c.status()
		}
		last = fmt.Sprintf("%+v, %+v, %v", r, now, err)
		ok = err == nil && r.Idle && now.Failure == nil && (now.State == "in_sync" || now.State == "held" || now.State == "halted")
		if !ok && err != nil {
			<-time.After(50 * time.Millisecond)
		}
	}
	require.True(c.t, ok, "Git Sync does not come to rest: %s", last)
	return now
}

// requireInSync comes to rest and demands that nothing is held.
func (c *client) requireInSync() {
	c.t.Helper()
	s := c.rest()
	require.Equal(c.t, "in_sync", s.State, s.Message)
}

// patch changes fields of a resource: patch("models/users", object{"name": "People"}).
func (c *client) patch(ref string, fields object) {
	c.t.Helper()
	c.do(http.MethodPatch, "/"+ref, fields)
}

// file is the app's own value of a resource as YAML, whatever the branch says: the text of its latest revision.
func (c *client) file(ref string) string {
	c.t.Helper()
	var now struct{ Version int64 }
	require.NoError(c.t, c.get("/"+ref, &now))
	var revision struct{ Text string }
	require.NoError(c.t, c.get(fmt.Sprintf("/%s/revisions/%d", ref, now.Version), &revision))
	return revision.Text
}

// meaning is what a file says.
func meaning(t *testing.T, kind workspace.Kind, text string) workspace.Fields {
	t.Helper()
	file, err := spec.Decode(kind, []byte(text), spec.Options{})
	require.NoError(t, err, "%s", text)
	require.Empty(t, workspace.Failures(file.Problems), "%s", text)
	return file.Fields
}

// conflict is a held resource.
type conflict struct {
	Kind, Slug, Path, Reason, Message, Hint, Blob string
	AppVersion                                    int64
	Clashes                                       []struct {
		Path            string
		Base, App, Repo struct{ Value any }
	}
}

func (c *client) conflicts() []conflict {
	c.t.Helper()
	var page struct{ Data []conflict }
	require.NoError(c.t, c.get(gitSync("conflicts"), &page))
	return page.Data
}

func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(text, into), "%s", text)
}
