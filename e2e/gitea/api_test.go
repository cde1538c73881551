package gitea

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// fields is a JSON object.
type fields = map[string]any

// api calls Gitea's REST API.
type api struct {
	base  string
	token string
}

func (a *api) get(path string, out any) error { return a.call(http.MethodGet, path, nil, out) }

func (a *api) post(path string, body any) error { return a.call(http.MethodPost, path, body, nil) }

func (a *api) patch(path string, body any) error { return a.call(http.MethodPatch, path, body, nil) }

// call sends a request and decodes the answer, unless out is nil.
func (a *api) call(method, path string, body, out any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(method, a.base+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "token "+a.token)
	request.Header.Set("Content-Type", "application/json")
	program := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	response, err := program.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode >= 300:
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	case out == nil:
		return nil
	}
	return json.Unmarshal(answer, out)
}
