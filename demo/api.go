package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// api calls the server as its users' programs do.
type api struct {
	base      string
	workspace string
}

// object is a JSON object.
type object = map[string]any

// call sends a request as a person and decodes the answer. A []byte body is sent as YAML.
func (a *api) call(ctx context.Context, by Person, method, path string, body, out any) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	content, kind := []byte(nil), "application/json"
	switch body := body.(type) {
	case nil:
	case []byte:
		content, kind = body, "application/yaml"
	default:
		var err error
		if content, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, a.base+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+by.Key)
	request.Header.Set("X-Workspace", a.workspace)
	request.Header.Set("Content-Type", kind)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 8<<20))
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	if out == nil || len(answer) == 0 {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// gitSync is the path of a Git Sync operation.
func (a *api) gitSync(operation string) string {
	return "/workspaces/" + a.workspace + "/git-sync/" + operation
}

// activity is one line of the log.
type activity struct {
	ID      int64  `json:"id"`
	Flow    string `json:"flow"`
	Result  string `json:"result"`
	Commit  string `json:"commit"`
	Author  string `json:"author"`
	Summary string `json:"summary"`
}

// activities returns the newest lines of the log, newest first.
func (a *api) activities(ctx context.Context, by Person) ([]activity, error) {
	var page struct{ Data []activity }
	err := a.call(ctx, by, "GET", a.gitSync("activity")+"?limit=20", nil, &page)
	return page.Data, err
}

// conflict is a held resource.
type conflict struct {
	Kind     string
	Slug     string
	Path     string
	Reason   string
	Message  string
	Hint     string
	Problems []struct {
		Line, Column int
		Message      string
	}
	Clashes []struct {
		Path            string
		Base, App, Repo struct{ Value any }
	}
}

func (a *api) conflicts(ctx context.Context, by Person) ([]conflict, error) {
	var page struct{ Data []conflict }
	err := a.call(ctx, by, "GET", a.gitSync("conflicts"), nil, &page)
	return page.Data, err
}

// state returns the state of Git Sync in one word, and in a sentence.
func (a *api) state(ctx context.Context, by Person) (state, message string, err error) {
	var status struct{ State, Message string }
	err = a.call(ctx, by, "GET", a.gitSync("status"), nil, &status)
	return status.State, status.Message, err
}
