package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Version is that of the server.
type Version struct {
	Version string `json:"version"`
}

type versionBody struct{ Body Version }

func (s *server) versions(a huma.API) {
	register(s, a, public(operation("get-version", http.MethodGet, "/version", "Server", "Get the server's version")), s.getVersion)
}

func (s *server) getVersion(context.Context, *struct{}) (*versionBody, error) {
	return &versionBody{Version{s.version}}, nil
}
