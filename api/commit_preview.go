package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/gitsync"
	"lockstep.dev/workspace"
)

// CommitPreview asks what commits would look like.
type CommitPreview struct {
	Template string           `json:"template" maxLength:"1000" doc:"Empty: the default"`
	Grouping gitsync.Grouping `json:"grouping,omitempty" enum:"change,batch" doc:"The stored one when left out"`
}

// CommitSamples are the commits of made-up changes.
type CommitSamples struct {
	Messages []gitsync.SampleCommit `json:"messages" doc:"Empty when the template cannot be used"`
	Problems []Place                `json:"problems"`
	Words    []string               `json:"words" doc:"That a template may use, in double braces"`
}

func (s *server) commitPreview(a huma.API) {
	register(s, a, needing("read", operation("preview-commits", http.MethodPost, "/workspaces/{workspace}/git-sync/commit-preview", "Git Sync",
		"Show the messages of made-up commits, by a template")), s.previewCommits)
}

func (s *server) previewCommits(ctx context.Context, in *struct {
	AtWorkspace
	Body CommitPreview
}) (*struct{ Body CommitSamples }, error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	settings, err := s.gitSync.Settings(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	settings.Template = in.Body.Template
	if in.Body.Grouping != "" {
		settings.Grouping = in.Body.Grouping
	}
	out := CommitSamples{Problems: []Place{}, Words: gitsync.TemplateWords()}
	out.Messages, err = gitsync.SampleCommits(settings, w)
	var wrong *workspace.Error
	if errors.As(err, &wrong) && wrong.Code == workspace.CodeInvalid {
		out.Messages = []gitsync.SampleCommit{}
		out.Problems = append(out.Problems, Place{Path: "template", Code: "invalid", Message: wrong.Message, Hint: wrong.Hint})
		return &struct{ Body CommitSamples }{out}, nil
	}
	return &struct{ Body CommitSamples }{out}, err
}
