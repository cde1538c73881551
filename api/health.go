package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

// Health says that the server can do its work.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

type healthBody struct{ Body Health }

func (s *server) health(a huma.API) {
	o := public(operation("get-health", http.MethodGet, "/health", "Server", "Can the server do its work?"))
	o.Errors = []int{http.StatusServiceUnavailable}
	register(s, a, o, s.getHealth)
}

func (s *server) getHealth(ctx context.Context, _ *struct{}) (*healthBody, error) {
	if s.ready != nil {
		if err := s.ready(ctx); err != nil {
			s.log.WarnContext(ctx, "not healthy", "error", err)
			return nil, workspace.Errorf(workspace.CodeUnavailable, "the server cannot do its work now").WithHint("the server's log says why")
		}
	}
	return &healthBody{Health{"ok"}}, nil
}
