package gitsync

import (
	"context"
	"errors"
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
	known  bool // the history since the base
	order  map[string]int
	people map[Person]workspace.Actor
}

func newSources(e *Engine, o *observation) *sources {
	commits, ancestry := o.tree.Since()
	order := make(map[string]int, len(commits))
	for i, c := range commits {
		order[c.ID] = len(commits) - i
	}
	return &sources{engine: e, o: o, known: ancestry == Linear, order: order, people: map[Person]workspace.Actor{}}
}

// read reads the tip together with its history since the base. After a restart the tree of the
// base is not at hand and is read first. A remote that does not have it any more leaves the
// history unknown.
func (s *session) read(ctx context.Context, l look) (Tree, error) {
	prev := s.base(l)
	if prev == nil && l.state.Head != "" && l.state.Head != l.tip.Commit {
		var gone *RemoteError
		tree, err := l.remote.Read(ctx, Tip{Commit: l.state.Head}, nil)
		switch {
		case err == nil:
			prev = tree
		case !errors.As(err, &gone) || gone.Class == FailWait:
			return nil, err
		}
	}
	return l.remote.Read(ctx, l.tip, prev)
}

// of returns the source of a decision: the commit that last touched its file. The head counts for
// what nobody touched since the base, such as a held file that it made valid. When the history is
// not known, it was nobody, for any of many people may have done it; a first import is the work
// of who connected the workspace.
func (s *sources) of(ctx context.Context, d *reconcile.Decision) (source, error) {
	path := basePath(d)
	if d.Repo != nil {
		path = d.Repo.Path
	}
	head := s.o.tree.Head()
	if head.ID == "" {
		return source{cause: workspace.Cause{Origin: workspace.OriginGit, Note: "the repository is empty"}}, nil
	}
	commit, ok := s.o.tree.LastTouch(path)
	if !ok && !s.known {
		note := fmt.Sprintf("the branch at %.10s: %s", head.ID, head.Message)
		return source{cause: workspace.Cause{Actor: s.o.state.FirstBy, Origin: workspace.OriginGit, Commit: head.ID, Note: firstLine(note, noteRunes)}}, nil
	}
	if !ok {
		commit = head
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
