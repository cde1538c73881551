package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

// Facts are what the server tells about how it runs. None of them is a secret.
type Facts struct {
	Version    string    `json:"version"`
	Commit     string    `json:"commit" doc:"What the program was built from; empty when it does not know"`
	Go         string    `json:"go" doc:"Version of Go that it was built with"`
	StartedAt  time.Time `json:"startedAt"`
	Database   Database  `json:"database"`
	GitHost    bool      `json:"gitHost" doc:"Whether repositories are served at /git/"`
	PublicURL  string    `json:"publicUrl"`
	DataFolder string    `json:"dataFolder,omitempty" doc:"Only for administrators"`
	KeySource  string    `json:"keySource,omitempty" doc:"Only for administrators: where the key is that seals secrets: a file's path, or the name of a variable of the environment"`
}

// Database is where everything is kept.
type Database struct {
	Kind    string `json:"kind" enum:"sqlite,postgres"`
	Version string `json:"version"`
}

// Installation is the server and what it holds.
type Installation struct {
	Facts
	Users      int `json:"users"`
	Workspaces int `json:"workspaces"`
}

func (s *server) installation(a huma.API) {
	o := operation("get-installation", http.MethodGet, "/installation", "Server", "How this server runs")
	o.Errors = append(o.Errors, http.StatusServiceUnavailable)
	register(s, a, o, s.getInstallation)
}

func (s *server) getInstallation(ctx context.Context, _ *struct{}) (*struct{ Body Installation }, error) {
	if s.facts == nil {
		return nil, workspace.Errorf(workspace.CodeUnavailable, "the server does not know how it runs")
	}
	facts, err := s.facts(ctx)
	if err != nil {
		return nil, err
	}
	if !identityOf(ctx).Scope.Includes(auth.ScopeAdmin) {
		facts.DataFolder, facts.KeySource = "", ""
	}
	users, err := s.auth.Users(ctx)
	if err != nil {
		return nil, err
	}
	workspaces, err := s.service.Workspaces(ctx)
	return &struct{ Body Installation }{Installation{Facts: facts, Users: len(users), Workspaces: len(workspaces)}}, err
}
