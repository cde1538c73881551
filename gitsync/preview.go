package gitsync

import (
	"context"

	"github.com/aymanbagabas/go-udiff"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Plan returns what a cycle would do now. It is made by the very code of the cycle; nothing is
// written.
func (e *Engine) Plan(ctx context.Context, workspaceID int64) (Plan, error) {
	s := e.session(workspaceID)
	if err := s.lock(ctx); err != nil {
		return Plan{}, EdgeError(err)
	}
	defer s.unlock()
	l, err := e.look(ctx, workspaceID)
	if err != nil {
		return Plan{}, err
	}
	if l.settings.Phase == PhaseDisconnected {
		return Plan{}, errDisconnected()
	}
	return e.plan(ctx, s, l)
}

// Preview returns what connecting would do, over a connection of its own.
func (e *Engine) Preview(ctx context.Context, workspaceID int64, c Connection) (Plan, error) {
	l, err := e.look(ctx, workspaceID)
	if err != nil {
		return Plan{}, err
	}
	settings, err := prepare(workspaceID, c)
	if err != nil {
		return Plan{}, err
	}
	l.settings, l.state, l.fresh = settings, State{First: c.Direction}, true
	l.layout.Root, l.layout.Connections = settings.Path, settings.Connections
	secrets, err := e.secrets(ctx, settings, c.Secrets)
	if err != nil {
		return Plan{}, err
	}
	remote, err := e.Dial(ctx, settings, secrets, l.layout.Folders())
	if err != nil {
		return Plan{}, EdgeError(err)
	}
	s := &session{remote: remote, settings: settings.Version}
	defer s.drop()
	return e.plan(ctx, s, l)
}

func (e *Engine) plan(ctx context.Context, s *session, l look) (Plan, error) {
	if err := e.poll(ctx, s, &l); err != nil {
		return Plan{}, EdgeError(err)
	}
	if l.branchGone() {
		halt := e.guardBranch(l)
		return Plan{Hash: halt.Plan, Halt: halt, Items: []PlanItem{}}, nil
	}
	tree, err := l.remote.Read(ctx, l.tip, s.base(l))
	if err != nil {
		return Plan{}, EdgeError(err)
	}
	o, err := e.observe(ctx, s, l, tree)
	if err != nil {
		return Plan{}, EdgeError(err)
	}
	out, err := e.decide(ctx, o)
	if err != nil {
		return Plan{}, EdgeError(err)
	}
	return o.view(out), nil
}

// view shows an outcome.
func (o *observation) view(out *outcome) Plan {
	p := Plan{Hash: out.hash, Head: o.tip.Commit, Halt: out.halt, Items: []PlanItem{}}
	for _, s := range out.stubs {
		p.Inbound++
		p.Items = append(p.Items, PlanItem{Ref: s.ref.String(), Path: s.path, Inbound: reconcile.Create})
	}
	for _, d := range out.decisions {
		if d.Hold == nil && d.Inbound == reconcile.None && d.Outbound == reconcile.None {
			continue
		}
		item := PlanItem{Ref: d.Ref.String(), Path: o.layout.Path(d.Ref), Inbound: d.Inbound, Outbound: d.Outbound}
		if d.From != "" && d.From != d.Ref.Slug {
			item.From = workspace.Ref{Kind: d.Ref.Kind, Slug: d.From}.String()
		}
		switch {
		case d.Hold != nil:
			item.Hold = ViewHold(d.Hold)
			p.HeldBack++
		case d.Inbound != reconcile.None && d.App != nil:
			item.Fields = workspace.ChangedPaths(d.App.Fields, d.Value)
		case d.Outbound != reconcile.None && d.Repo != nil:
			item.Fields = changedInFile(&d)
		}
		if d.Inbound != reconcile.None {
			p.Inbound++
		}
		if d.Outbound != reconcile.None {
			p.Outbound++
			item.Diff = fileDiff(d, item.Path, out.texts[d.Ref])
		}
		p.Items = append(p.Items, item)
	}
	if out.manifest != nil {
		p.Outbound++
		p.Items = append(p.Items, PlanItem{Ref: manifestRef, Path: out.manifest.Path, Outbound: reconcile.Update})
	}
	return p
}

// fileDiff is what Git will show.
func fileDiff(d reconcile.Decision, path string, text []byte) string {
	from, before := "/dev/null", ""
	if d.Repo != nil {
		from, before = "a/"+d.Repo.Path, string(d.Repo.Text)
	}
	to := "b/" + path
	if d.Outbound == reconcile.Remove {
		to = "/dev/null"
	}
	return udiff.Unified(from, to, before, string(text))
}

// ViewHold shows a hold.
func ViewHold(h *reconcile.Hold) *HoldView {
	v := &HoldView{Reason: h.Reason, Message: h.Message, Hint: h.Hint}
	if len(h.Problems) > 0 {
		v.Line, v.Column = h.Problems[0].Line, h.Problems[0].Column
	}
	for _, c := range h.Clashes {
		v.Clashes = append(v.Clashes, ClashView{Path: c.Path.String(), Base: ValueView(c.Base), App: ValueView(c.App), Repo: ValueView(c.Repo)})
	}
	return v
}
