package gitsync

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// commitStep is one commit in the making.
type commitStep struct {
	seq     int64 // of the change; orders the steps
	at      time.Time
	author  workspace.Actor
	others  []workspace.Actor // further people whose changes are in it
	changes []int64           // ids of the changes that it carries
	items   []ActivityItem
	files   []stepFile
}

// stepFile is what a commit does to one file, on behalf of one resource.
type stepFile struct {
	FileChange
	owner int64 // id of the resource; 0 for the manifest
}

// steps makes the commits for all outbound decisions.
type steps struct {
	engine   *Engine
	o        *observation
	out      *outcome
	bySeq    map[int64]*commitStep
	carried  map[int64][]int64 // by step: changes that are told as a part of it, if no step is their own
	fallback workspace.Actor
}

// planCommits turns the decisions into commits: one per change, or one per person when there are too
// many, or one for all on a first export.
func (e *Engine) planCommits(ctx context.Context, o *observation, out *outcome, versions map[int64]int64) ([]*commitStep, []pendingEdits, error) {
	s := &steps{
		engine: e, o: o, out: out, bySeq: map[int64]*commitStep{}, carried: map[int64][]int64{},
		fallback: workspace.Actor{Name: o.settings.CommitterName, Email: o.settings.CommitterEmail},
	}
	var all []pendingEdits
	changes := map[int64]bool{}
	for i := range out.decisions {
		d := &out.decisions[i]
		if d.Hold != nil || d.Outbound == reconcile.None {
			continue
		}
		if o.state.First != "" {
			all = append(all, firstEdits(d, versions))
			continue
		}
		p, err := e.pending(ctx, o, d, versions)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, p)
		for _, r := range p.revisions {
			changes[r.Seq] = true
		}
	}
	switch {
	case o.state.First != "":
		s.first(all)
	case o.settings.Grouping == GroupBatch || len(changes) > o.settings.GroupAbove:
		s.byPerson(all)
	default:
		for _, p := range all {
			if err := s.perChange(p); err != nil {
				return nil, nil, err
			}
		}
	}
	s.manifest()
	return s.sorted(), all, nil
}

func firstEdits(d *reconcile.Decision, versions map[int64]int64) pendingEdits {
	p := pendingEdits{decision: d, id: decisionID(d)}
	if d.App != nil {
		p.seen = cmp.Or(versions[d.App.ResourceID], d.App.Version)
	}
	return p
}

// at returns the step of a change, made on demand.
func (s *steps) at(seq int64, cause workspace.Cause, when time.Time) *commitStep {
	step := s.bySeq[seq]
	if step == nil {
		step = &commitStep{seq: seq, at: when, author: cause.Actor}
		s.bySeq[seq] = step
	}
	return step
}

// put adds what becomes of a resource's file.
func (c *commitStep) put(owner int64, f FileChange) {
	c.files = append(c.files, stepFile{f, owner})
}

// perChange spreads one resource's edits over the steps of their changes.
func (s *steps) perChange(p pendingEdits) error {
	d := p.decision
	if n := len(p.revisions); n > 0 && len(p.former) > 0 {
		for _, r := range p.former {
			s.carried[p.revisions[n-1].Seq] = append(s.carried[p.revisions[n-1].Seq], r.ChangeID)
		}
	}
	if !p.faithful {
		s.whole(s.lastStep(p), p)
		return nil
	}
	text, path := s.o.skeleton(d), ""
	if d.Repo != nil {
		path = d.Repo.Path
	}
	for i, r := range p.revisions {
		step := s.at(r.Seq, r.Cause, r.At)
		step.addChange(r.ChangeID)
		if r.Op == workspace.OpArchive || r.Op == workspace.OpDelete {
			if path != "" {
				step.put(r.ResourceID, FileChange{Path: path, Delete: true})
				step.items = append(step.items, ActivityItem{Ref: r.Ref().String(), Op: "delete", Path: path})
			}
			text, path = nil, ""
			continue
		}
		if r.Typed.Text != "" && r.Typed.Over == string(s.o.skeleton(d)) {
			text = []byte(r.Typed.Text)
		}
		next := s.out.texts[d.Ref]
		if i < len(p.revisions)-1 {
			var err error
			if next, err = s.o.fileText(r.Kind, text, r.Fields); err != nil {
				return err
			}
		}
		target := s.o.layout.Path(r.Ref())
		item := ActivityItem{Ref: r.Ref().String(), Op: "change", Path: target, Fields: r.Changed}
		switch {
		case path == "":
			item.Op, item.Fields = "create", nil
		case path != target:
			step.put(r.ResourceID, FileChange{Path: path, Delete: true})
			item.Op, item.Note = "rename", "from "+workspace.Ref{Kind: r.Kind, Slug: cmp.Or(r.FromSlug, r.Slug)}.String()
		}
		step.put(r.ResourceID, FileChange{Path: target, Content: next, Mode: s.mode(d)})
		step.items = append(step.items, item)
		text, path = next, target
	}
	return nil
}

// lastStep is the step of the resource's latest change, to which all of them are told.
func (s *steps) lastStep(p pendingEdits) *commitStep {
	if len(p.revisions) == 0 {
		author, when := s.settledBy(p)
		step := s.at(0, workspace.Cause{Actor: author}, when)
		step.addAuthor(author)
		return step
	}
	last := p.revisions[len(p.revisions)-1]
	step := s.at(last.Seq, last.Cause, last.At)
	for _, r := range p.revisions {
		step.addAuthor(r.Cause.Actor)
		s.carried[last.Seq] = append(s.carried[last.Seq], r.ChangeID)
	}
	return step
}

// settledBy is who had a file written though the app did not change.
func (s *steps) settledBy(p pendingEdits) (workspace.Actor, time.Time) {
	if m, ok := s.o.mend(p.decision); ok {
		return m.By, m.At
	}
	return s.fallback, s.engine.time()
}

// whole puts all that is to be written of one resource into one step.
func (s *steps) whole(step *commitStep, p pendingEdits) {
	d := p.decision
	item := ActivityItem{Ref: d.Ref.String(), Path: s.o.layout.Path(d.Ref)}
	if d.Outbound == reconcile.Remove {
		item.Op, item.Path = "delete", d.Repo.Path
		step.put(p.id, FileChange{Path: d.Repo.Path, Delete: true})
		step.items = append(step.items, item)
		return
	}
	item.Op = "create"
	if d.Repo != nil {
		item.Op, item.Fields = "change", s.changed(d)
		if d.Repo.Path != item.Path {
			item.Op, item.Note = "rename", "from "+workspace.Ref{Kind: d.Ref.Kind, Slug: d.Repo.Slug}.String()
			step.put(p.id, FileChange{Path: d.Repo.Path, Delete: true})
		}
	}
	if d.Inbound != reconcile.None {
		item.Note = strings.TrimSpace(item.Note + " merged")
	}
	step.put(p.id, FileChange{Path: item.Path, Content: s.out.texts[d.Ref], Mode: s.mode(d)})
	step.items = append(step.items, item)
}

// changed are the fields that a decision changes in the file; or it is only what the file says besides.
func (s *steps) changed(d *reconcile.Decision) []string {
	fields := changedInFile(d)
	if _, typed := s.o.typedOf(d); typed && len(fields) == 0 {
		return []string{workspace.ChangedComments}
	}
	return fields
}

// mode keeps a file's mode also when it moves.
func (s *steps) mode(d *reconcile.Decision) uint32 {
	if d.Repo != nil {
		return d.Repo.Mode
	}
	return 0
}

// first puts everything into one commit by the person who connected the workspace.
func (s *steps) first(all []pendingEdits) {
	if len(all) == 0 {
		return
	}
	author := s.o.state.FirstBy
	if author == (workspace.Actor{}) {
		author = s.fallback
	}
	step := s.at(0, workspace.Cause{Actor: author}, s.engine.time())
	for _, p := range all {
		s.whole(step, p)
	}
}

// byPerson makes one commit for each person whose change of a resource was the last.
func (s *steps) byPerson(all []pendingEdits) {
	people := map[workspace.Actor]*commitStep{}
	for _, p := range all {
		author, when := s.settledBy(p)
		seq := int64(0)
		if n := len(p.revisions); n > 0 {
			last := p.revisions[n-1]
			author, seq, when = last.Cause.Actor, last.Seq, last.At
		}
		step := people[author]
		if step == nil {
			step = &commitStep{author: author}
			people[author] = step
		}
		if seq >= step.seq {
			step.seq, step.at = seq, when
		}
		for _, r := range slices.Concat(p.former, p.revisions) {
			step.addAuthor(r.Cause.Actor)
			step.addChange(r.ChangeID)
		}
		s.whole(step, p)
	}
	told := map[int64]bool{}
	for _, step := range sortedSteps(people) {
		step.changes = slices.DeleteFunc(step.changes, func(id int64) bool { return told[id] })
		for _, id := range step.changes {
			told[id] = true
		}
		for s.bySeq[step.seq] != nil { // two people cannot share a change, but may share "unknown"
			step.seq++
		}
		s.bySeq[step.seq] = step
	}
}

// manifest adds the manifest to the latest commit that changes a connection, or makes one.
func (s *steps) manifest() {
	if s.out.manifest == nil {
		return
	}
	all := s.sorted()
	item := ActivityItem{Ref: manifestRef, Op: "change", Path: s.out.manifest.Path}
	for i := len(all) - 1; i >= 0; i-- {
		connection := slices.ContainsFunc(all[i].items, func(item ActivityItem) bool {
			return strings.HasPrefix(item.Ref, "sources/") || strings.HasPrefix(item.Ref, "destinations/")
		})
		if connection || s.o.state.First != "" {
			all[i].put(0, *s.out.manifest)
			all[i].items = append(all[i].items, item)
			return
		}
	}
	by := s.o.connection
	if by.Seq == 0 {
		by.Cause.Actor, by.At = s.fallback, s.engine.time()
	}
	step := s.at(by.Seq, by.Cause, by.At)
	if by.ChangeID != 0 {
		step.addChange(by.ChangeID)
	}
	step.put(0, *s.out.manifest)
	step.items = append(step.items, item)
}

// sorted returns the steps in the order of their changes, each change told exactly once
// (invariant 8).
func (s *steps) sorted() []*commitStep {
	own := map[int64]bool{}
	for _, id := range s.o.state.Told.Changes {
		own[id] = true
	}
	for _, step := range s.bySeq {
		step.changes = slices.DeleteFunc(step.changes, func(id int64) bool { return own[id] })
	}
	for _, step := range s.bySeq {
		for _, id := range step.changes {
			own[id] = true
		}
	}
	for _, step := range sortedSteps(s.bySeq) {
		for _, id := range s.carried[step.seq] {
			if !own[id] {
				own[id] = true
				step.changes = append(step.changes, id)
			}
		}
		slices.Sort(step.changes)
	}
	return sortedSteps(s.bySeq)
}

func sortedSteps[K comparable](m map[K]*commitStep) []*commitStep {
	out := make([]*commitStep, 0, len(m))
	for _, step := range m {
		out = append(out, step)
	}
	slices.SortFunc(out, func(a, b *commitStep) int {
		return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.author.Email, b.author.Email), cmp.Compare(a.author.Name, b.author.Name))
	})
	return out
}

func (c *commitStep) addChange(id int64) {
	if !slices.Contains(c.changes, id) {
		c.changes = append(c.changes, id)
	}
}

func (c *commitStep) addAuthor(a workspace.Actor) {
	if a != c.author && a != (workspace.Actor{}) && !slices.Contains(c.others, a) {
		c.others = append(c.others, a)
	}
}
