package gitsync

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// How much of what people write in commits is kept with each change. Git sets no limits.
const (
	noteRunes   = 200
	personRunes = 254
)

// source is where an inbound change came from. Sources with equal causes are one change.
type source struct {
	cause workspace.Cause
	order int // oldest commit first
}

// sources finds the commits behind inbound changes, and the people behind the commits.
type sources struct {
	engine *Engine
	o      *observation
	order  map[string]int
	people map[Person]workspace.Actor
}

func newSources(e *Engine, o *observation) *sources {
	commits, _ := o.tree.Since()
	order := make(map[string]int, len(commits))
	for i, c := range commits {
		order[c.ID] = len(commits) - i
	}
	return &sources{engine: e, o: o, order: order, people: map[Person]workspace.Actor{}}
}

// of returns the source of a decision: the commit that last touched its file, or the branch's
// head when that is not known.
func (s *sources) of(ctx context.Context, d *reconcile.Decision) (source, error) {
	path := basePath(d)
	if d.Repo != nil {
		path = d.Repo.Path
	}
	commit, ok := s.o.tree.LastTouch(path)
	if !ok {
		commit = s.o.tree.Head()
	}
	if commit.ID == "" {
		return source{cause: workspace.Cause{Origin: workspace.OriginGit, Note: "the repository is empty"}}, nil
	}
	actor, err := s.actor(ctx, commit.Author)
	return source{
		cause: workspace.Cause{Actor: actor, Origin: workspace.OriginGit, Commit: commit.ID, Note: firstLine(commit.Message, noteRunes)},
		order: s.order[commit.ID],
	}, err
}

// actor returns the account that has the author's e-mail, or the author as Git knows them.
func (s *sources) actor(ctx context.Context, p Person) (workspace.Actor, error) {
	if actor, ok := s.people[p]; ok {
		return actor, nil
	}
	actor, ok, err := s.engine.Users.ByEmail(ctx, p.Email)
	if err != nil {
		return actor, fmt.Errorf("look up the author of a commit: %w", err)
	}
	if !ok {
		actor = workspace.Actor{Name: firstLine(p.Name, personRunes), Email: firstLine(p.Email, personRunes)}
	}
	s.people[p] = actor
	return actor, nil
}

// firstLine is the first line of a text, without what would disturb a terminal, in most runes.
func firstLine(text string, most int) string {
	text, _, _ = strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	var b strings.Builder
	n := 0
	for _, r := range text {
		if !unicode.IsPrint(r) { // control characters, and those that change the direction of text
			r = ' '
		}
		if n++; n > most {
			return strings.TrimSpace(string([]rune(b.String())[:most-1])) + "…"
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}
