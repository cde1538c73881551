package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lockstep.dev/api"
	"lockstep.dev/workspace"
)

// maxAnswer is the largest answer in bytes that is read.
const maxAnswer = 64 << 20

// client speaks to a server's API.
type client struct {
	base      *url.URL
	key       string
	workspace string
	http      *http.Client
}

// call is one request.
type call struct {
	method string
	path   string // below /api/v1
	query  url.Values
	body   any    // as JSON
	text   []byte // instead of body, as YAML
	header map[string]string
}

// client finds server and key by flags, environment and the local data folder.
func (p *program) client() (*client, error) {
	address := first(p.server, p.env["LOCKSTEP_URL"], "http://127.0.0.1:8080")
	base, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, usage(fmt.Sprintf("%q is no address of a server", address), "such as https://lockstep.example.com")
	}
	if base.User != nil {
		return nil, usage("the address of the server holds a user name or password", "use --key-file or LOCKSTEP_API_KEY")
	}
	key, err := p.key(base)
	if err != nil {
		return nil, err
	}
	if base.Scheme == "http" && !isLocal(base) {
		fmt.Fprintf(p.err, "warning: the API key travels in clear to %s; use https\n", base.Host)
	}
	return &client{
		base: base, key: key, workspace: first(p.workspace, p.env["LOCKSTEP_WORKSPACE"]),
		http: &http.Client{Timeout: 11 * time.Minute},
	}, nil
}

// key returns the API key. The owner's key of the local data folder goes to a local server only.
func (p *program) key(base *url.URL) (string, error) {
	if p.keyFile == "" && p.env["LOCKSTEP_API_KEY"] != "" {
		return strings.TrimSpace(p.env["LOCKSTEP_API_KEY"]), nil
	}
	path := first(p.keyFile, p.env["LOCKSTEP_API_KEY_FILE"])
	owners := path == ""
	if owners {
		path = filepath.Join(first(p.env["LOCKSTEP_DATA"], "data"), ownerKeyFile)
	}
	if owners && !isLocal(base) {
		return "", noKey("the server is on another machine")
	}
	raw, err := os.ReadFile(path)
	switch {
	case owners && err != nil:
		return "", noKey("there is no key in " + path)
	case err != nil:
		return "", usage("the key file cannot be read: "+err.Error(), "")
	}
	key := strings.TrimSpace(string(raw))
	if key == "" || strings.ContainsAny(key, " \t\r\n") {
		return "", usage("the key file "+path+" does not hold one API key", "")
	}
	return key, nil
}

func noKey(why string) error {
	return &workspace.Error{
		Code: workspace.CodeUnauthorized, Message: "no API key: " + why,
		Hint: "name a file with one by --key-file, set LOCKSTEP_API_KEY, or run this where the server's data folder is",
	}
}

func isLocal(base *url.URL) bool {
	host := base.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// do sends a request and returns the answer's body. Errors are workspace.Errors.
func (c *client) do(ctx context.Context, r call) (json.RawMessage, error) {
	request, err := c.request(ctx, r)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, &workspace.Error{
			Code: workspace.CodeUnavailable, Message: fmt.Sprintf("no answer from %s: %v", c.base, err),
			Hint: "is it running? lockstep serve starts one; --server or LOCKSTEP_URL name another",
		}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, workspace.Errorf(workspace.CodeUnavailable, "the answer from %s broke off: %v", c.base, err)
	}
	if response.StatusCode >= 300 {
		return nil, c.refusal(response, raw)
	}
	return raw, nil
}

func (c *client) request(ctx context.Context, r call) (*http.Request, error) {
	address := *c.base
	address.Path += "/api/v1" + r.path
	address.RawPath = c.base.EscapedPath() + "/api/v1" + r.path
	if plain, err := url.PathUnescape(address.RawPath); err == nil {
		address.Path = plain
	}
	address.RawQuery = r.query.Encode()
	var body io.Reader
	kind := ""
	switch {
	case r.text != nil:
		body, kind = bytes.NewReader(r.text), "application/yaml"
	case r.body != nil:
		raw, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body, kind = bytes.NewReader(raw), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, r.method, address.String(), body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("X-Lockstep-Client", "cli")
	request.Header.Set("Accept", "application/json")
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	if c.workspace != "" {
		request.Header.Set("X-Workspace", c.workspace)
	}
	for name, value := range r.header {
		request.Header.Set(name, value)
	}
	return request, nil
}

// refusal reads an error answer.
func (c *client) refusal(response *http.Response, raw []byte) error {
	var p api.Problem
	if err := json.Unmarshal(raw, &p); err != nil || p.Code == "" {
		code := workspace.CodeInternal
		if response.StatusCode == http.StatusBadGateway || response.StatusCode >= http.StatusServiceUnavailable {
			code = workspace.CodeUnavailable
		}
		return workspace.Errorf(code, "%s answered %s, which is not an answer of Lockstep", c.base, response.Status).WithHint("check --server or LOCKSTEP_URL")
	}
	out := &workspace.Error{Code: p.Code, Message: p.Detail, Hint: p.Hint}
	for _, place := range p.Problems {
		problem := workspace.Problem{Code: place.Code, Message: place.Message, Hint: place.Hint, Line: place.Line, Column: place.Column, Warning: place.Warning}
		if place.Path != "" {
			problem.Path = []any{place.Path}
		}
		out.Problems = append(out.Problems, problem)
	}
	return out
}

// fetch sends a request and reads the answer as T.
func fetch[T any](ctx context.Context, c *client, r call) (T, json.RawMessage, error) {
	var out T
	raw, err := c.do(ctx, r)
	if err == nil && len(raw) > 0 {
		if err = json.Unmarshal(raw, &out); err != nil {
			err = fmt.Errorf("read the answer to %s %s: %w", r.method, r.path, err)
		}
	}
	return out, raw, err
}

// page is a list as the API sends it.
type page[T any] struct {
	Data    []T  `json:"data"`
	HasMore bool `json:"hasMore"`
}

// all reads a whole list, page by page, and returns it as one.
func all(ctx context.Context, c *client, path string, query url.Values) (page[json.RawMessage], error) {
	whole := page[json.RawMessage]{Data: []json.RawMessage{}}
	if query == nil {
		query = url.Values{}
	}
	query.Set("limit", "1000")
	for {
		query.Set("offset", fmt.Sprint(len(whole.Data)))
		part, _, err := fetch[page[json.RawMessage]](ctx, c, call{method: http.MethodGet, path: path, query: query})
		if err != nil {
			return whole, err
		}
		whole.Data = append(whole.Data, part.Data...)
		if !part.HasMore || len(part.Data) == 0 {
			return whole, nil
		}
	}
}

// each reads the items of a list as T.
func each[T any](items []json.RawMessage) ([]T, error) {
	out := make([]T, len(items))
	for i, item := range items {
		if err := json.Unmarshal(item, &out[i]); err != nil {
			return nil, fmt.Errorf("read item %d of the list: %w", i, err)
		}
	}
	return out, nil
}

// gitPath is the path of a Git Sync operation of the chosen workspace; "-" is the default one.
func (c *client) gitPath(rest string) string {
	return "/workspaces/" + url.PathEscape(first(c.workspace, "-")) + "/git-sync" + rest
}

func first(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
