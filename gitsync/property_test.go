package gitsync_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

// propertyRuns is how many interleavings are played, over all parts of the test.
// LOCKSTEP_PROPERTY_RUNS raises it.
const propertyRuns = 20_000

// propertySeed makes the interleavings the same each time, so that a failure is the change's and
// not the day's. LOCKSTEP_PROPERTY_SEED chooses others; 0 is a new one each time.
const propertySeed = "1"

// TestNoEditIsLost plays random interleavings of people on both sides, cycles, faults and
// crashes, and checks the invariants after each step and when everything is at rest.
func TestNoEditIsLost(t *testing.T) {
	runs := propertyRuns
	if text := os.Getenv("LOCKSTEP_PROPERTY_RUNS"); text != "" {
		n, err := strconv.Atoi(text)
		require.NoError(t, err)
		runs = n
	}
	usual := debug.SetGCPercent(400) // many small worlds: collecting less often is much of the time
	t.Cleanup(func() { debug.SetGCPercent(usual) })
	const parts = 2
	setFlag(t, "rapid.checks", strconv.Itoa((runs+parts-1)/parts))
	setFlag(t, "rapid.seed", cmp.Or(os.Getenv("LOCKSTEP_PROPERTY_SEED"), propertySeed))
	for part := range parts {
		t.Run(fmt.Sprintf("part %d", part+1), func(t *testing.T) {
			t.Parallel()
			s, types := openStore(t), catalog(t)
			known := map[string]decoded{}
			var count atomic.Int64
			rapid.Check(t, func(rt *rapid.T) {
				for range part { // the parts have one seed, and must not play the same
					rapid.Uint64().Draw(rt, "part")
				}
				newPlay(rt, s, types, fmt.Sprintf("w%d", count.Add(1)), known).run()
			})
		})
	}
}

// setFlag sets a flag of the test's library until t ends.
func setFlag(t *testing.T, name, value string) {
	f := flag.Lookup(name)
	before := f.Value.String()
	require.NoError(t, f.Value.Set(value))
	t.Cleanup(func() { require.NoError(t, f.Value.Set(before)) })
}

func newPlay(rt *rapid.T, s *store.Store, types *spec.Catalog, slug string, known map[string]decoded) *play {
	p := &play{
		world: worldOn(rt, s, types, slug), rt: rt,
		byToken: map[string]int64{}, typed: map[string]int64{}, ever: words{}, byChange: map[int64]workspace.Actor{}, foreign: map[string]string{}, modes: map[string]uint32{},
		law: &law{base: map[workspace.Ref]words{}, touched: map[workspace.Ref]bool{}, mended: map[workspace.Ref]bool{}, decoded: known},
	}
	return p
}

func (p *play) run() {
	settings := gitsync.Settings{
		URL:      "https://git.example.com/" + strconv.FormatInt(p.id, 10) + ".git",
		Path:     p.pick("path", "", "", "config"),
		Delete:   rapid.SampledFrom([]reconcile.DeletePolicy{reconcile.DeleteArchives, reconcile.DeleteArchives, reconcile.DeleteDeletes}).Draw(p.rt, "delete policy"),
		Conflict: rapid.SampledFrom([]reconcile.ConflictPolicy{reconcile.ConflictAsks, reconcile.ConflictAsks, reconcile.ConflictAsks, reconcile.ConflictPrefersApp, reconcile.ConflictPrefersRepo}).Draw(p.rt, "conflict policy"),
		Grouping: rapid.SampledFrom([]gitsync.Grouping{gitsync.GroupChange, gitsync.GroupChange, gitsync.GroupBatch}).Draw(p.rt, "grouping"),
		Manifest: p.chance("manifest", 20),
	}
	if p.chance("few commits", 15) {
		settings.GroupAbove = 2
	}
	p.prefers = settings.Conflict != reconcile.ConflictAsks
	p.layout = layout.Layout{Root: settings.Path, Workspace: p.slugOfWorkspace()}
	p.say("settings: %+v", settings)
	for range rapid.IntRange(0, 3).Draw(p.rt, "resources before") {
		p.editApp()
	}
	connection := gitsync.Connection{Settings: settings, Direction: rapid.SampledFrom([]reconcile.Direction{reconcile.TwoWay, reconcile.AppToRepo}).Draw(p.rt, "direction")}
	require.NoError(p.t, p.engine.Connect(p.ctx, p.id, connection, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
	p.cycleWith("")
	p.started = true
	for range rapid.IntRange(1, 12).Draw(p.rt, "steps") {
		switch p.pick("do", "app", "app", "app", "repo", "repo", "repo", "cycle", "cycle", "trouble", "resolve", "confirm", "restart", "resync") {
		case "app":
			p.editApp()
		case "repo":
			p.editRepo()
		case "cycle":
			p.cycleWith("")
		case "trouble":
			p.cycleWith(p.pick("trouble", "crash", "crash", "refused", "lost", "rejected", "carol", "app moves", "repo moves"))
		case "resolve":
			p.settleOne()
		case "confirm":
			p.confirm()
		case "restart":
			p.restart()
		case "resync":
			require.NoError(p.t, p.engine.Resync(p.ctx, p.id, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
		}
	}
	p.drain()
	p.atRest()
}

func (p *play) slugOfWorkspace() string {
	w, err := p.app.Workspace(p.ctx, p.id)
	require.NoError(p.t, err)
	return w.Slug
}

var errCrash = errors.New("the process was killed")

// cycleWith runs one cycle in which something happens.
func (p *play) cycleWith(trouble string) gitsync.Report {
	clear(p.touched)
	p.read = nil
	before := p.picture()
	p.began = before
	start, base, heard := before, maps.Clone(p.base), true
	crashAt := gitsync.Step("")
	// people act while the cycle runs: what the engine did until then is checked first
	between := func(applied bool, act func()) {
		p.alive = nil
		now := p.picture()
		p.check(before, now)
		if applied {
			p.agree(now)
		}
		act()
		before = p.picture()
	}
	once := false
	onStep := func(gitsync.Step) {}
	p.step = func(s gitsync.Step) {
		if s == gitsync.StepObserved {
			p.reads(p.repo.Files())
			clear(p.touched) // it sees what people did until now
		}
		onStep(s)
	}
	switch trouble {
	case "crash":
		crashAt = rapid.SampledFrom([]gitsync.Step{gitsync.StepObserved, gitsync.StepApplying, gitsync.StepApplied, gitsync.StepPushed, gitsync.StepDone}).Draw(p.rt, "crash at")
		onStep = func(s gitsync.Step) {
			if s == crashAt {
				panic(errCrash)
			}
		}
	case "refused", "lost", "rejected":
		fault := map[string]gitsynctest.Fault{"refused": gitsynctest.Refused, "lost": gitsynctest.LostReply, "rejected": gitsynctest.Rejected}[trouble]
		p.remote.OnSend = func() gitsynctest.Fault { return fault }
	case "carol":
		p.remote.OnSend = func() gitsynctest.Fault {
			if !once {
				once = true
				between(true, p.editRepo)
			}
			return gitsynctest.NoFault
		}
	case "app moves", "repo moves":
		at := rapid.SampledFrom([]gitsync.Step{gitsync.StepObserved, gitsync.StepApplied, gitsync.StepPushed}).Draw(p.rt, "at")
		onStep = func(s gitsync.Step) {
			if s == at && !once {
				once = true
				if trouble == "app moves" {
					between(at != gitsync.StepObserved, p.editApp)
				} else {
					between(at != gitsync.StepObserved, p.editRepo)
				}
			}
		}
	}
	report, err := p.tryCycle()
	p.step, p.remote.OnSend = nil, nil
	if report.Idle && err == nil {
		clear(p.mended)
	}
	if !report.Idle {
		p.alive = nil
	}
	if trouble == "" {
		p.say("cycle: %+v %v", report, err)
	} else {
		p.say("cycle with %s %s: %+v %v", trouble, crashAt, report, err)
	}
	after := p.picture()
	p.check(before, after)
	p.heads = append(p.heads, after.head)
	settled := true
	switch {
	case errors.Is(err, errCrash):
		p.restart()
		settled = crashAt != gitsync.StepObserved && crashAt != gitsync.StepApplying
		heard = crashAt != gitsync.StepPushed
	case trouble == "lost" || trouble == "refused" || trouble == "rejected":
		heard = err == nil
	default:
		require.NoError(p.t, err)
	}
	if report.Halted {
		return report
	}
	if settled {
		p.remember(start, after, base, heard || start.head == after.head)
	}
	return report
}

// remember moves the law's base as the engine's.
func (p *play) remember(start, after picture, base map[workspace.Ref]words, heard bool) {
	p.agree(after)
	p.unheard = nil
	if heard {
		return
	}
	p.unheard = &unheard{after.head, map[workspace.Ref]words{}, map[workspace.Ref]words{}}
	refs := start.refs()
	maps.Copy(refs, after.refs())
	for ref := range refs {
		if after.files[ref] != start.files[ref] {
			p.unheard.without[ref], p.unheard.with[ref] = base[ref], p.base[ref]
		}
	}
}

func (p *play) tryCycle() (report gitsync.Report, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			if caught != errCrash {
				panic(caught)
			}
			err = errCrash
		}
	}()
	return p.engine.Cycle(p.ctx, p.id)
}

func (p *play) confirm() bool {
	state, err := p.store.State(p.ctx, p.id)
	require.NoError(p.t, err)
	if state.Halt == nil {
		return false
	}
	p.say("confirm: %s", state.Halt.Message)
	if state.Halt.Guard == gitsync.GuardBranchGone && p.repo.Head() == "" {
		clear(p.base) // the branch is made anew from what the app holds
	}
	require.NoError(p.t, p.engine.Confirm(p.ctx, p.id, state.Halt.Plan, workspace.Cause{Actor: alice, Origin: workspace.OriginUI}))
	return true
}

// drain runs cycles without faults until nothing is left to do but what waits for a person who
// is not in this play.
func (p *play) drain() {
	for round := 0; ; round++ {
		if round > 20 {
			p.rt.Fatalf("not at rest after %d rounds; held: %+v", round, p.held())
		}
		report := p.cycleWith("")
		if report.Halted {
			require.True(p.t, p.confirm())
			continue
		}
		if report.Idle && !p.settleOne() {
			return
		}
	}
}

// atRest checks what must hold once nothing is pending.
func (p *play) atRest() {
	p.quiet()
	p.alive = nil
	now := p.picture()
	held := map[workspace.Ref]gitsync.Held{}
	for _, h := range p.held() {
		held[h.Ref] = h
		p.heldRightly(now, h)
	}
	for ref := range now.refs() {
		if _, is := held[ref]; !is && !p.same(now, ref) && !p.besideHeld(held) {
			p.rt.Fatalf("%s differs at rest:\napp: %v\nrepo:\n%s", ref, now.app[ref].Fields, now.files[ref])
		}
	}
	p.standsRightly(now, held)
	p.typedIsKept(now, held)
	files := p.repo.Files()
	for path, text := range p.foreign {
		if string(files[path]) != text {
			p.rt.Fatalf("the foreign file %s changed: %q", path, files[path])
		}
	}
	for path, mode := range p.modes {
		if _, there := files[path]; there && p.repo.Mode(path) != mode && !p.replaced(path) {
			p.rt.Fatalf("the mode of %s changed to %o", path, p.repo.Mode(path))
		}
	}
	p.trailers(now)
}

// replaced tells whether a file was away meanwhile.
func (p *play) replaced(path string) bool {
	for _, c := range p.repo.Log() {
		if after, touched := c.After[path]; touched && after == nil {
			return true
		}
	}
	return p.rewrote
}

// besideHeld allows differences that wait for what is held.
func (p *play) besideHeld(held map[workspace.Ref]gitsync.Held) bool { return len(held) > 0 }

// heldRightly checks that what is held has a cause in what both sides are.
func (p *play) heldRightly(now picture, h gitsync.Held) {
	content, inGit := p.repo.Files()[h.Path]
	text := string(content)
	switch h.Hold.Reason {
	case reconcile.ReasonUnreadable, reconcile.ReasonInvalid:
		if !inGit || !p.decode(h.Ref.Kind, text).bad {
			p.rt.Fatalf("%s is held as %s, but its file is fine: %+v\n%s", h.Ref, h.Hold.Reason, h.Hold, text)
		}
	case reconcile.ReasonDangling:
		missing := workspace.Ref{Kind: workspace.KindModel, Slug: p.decode(h.Ref.Kind, text).fields.Text("model")}
		if _, live := now.app[missing]; live {
			p.rt.Fatalf("%s is held as dangling, but %s is there", h.Ref, missing)
		}
	case reconcile.ReasonInUse:
		if inGit {
			p.rt.Fatalf("%s is held as in use, but its file is there", h.Ref)
		}
	case reconcile.ReasonConflict:
	default:
		p.rt.Fatalf("%s is held: %+v", h.Ref, h.Hold)
	}
}

// trailers checks that each change of the app is told at most once, and once when its words are
// on the branch, with its author.
func (p *play) trailers(now picture) {
	told := map[int64]gitsynctest.Logged{}
	log := p.repo.Log()
	for _, c := range log {
		for line := range strings.SplitSeq(c.Message, "\n") {
			text, ok := strings.CutPrefix(line, "Lockstep-Change: ")
			if !ok {
				continue
			}
			id, err := strconv.ParseInt(text, 10, 64)
			require.NoError(p.t, err)
			if first, twice := told[id]; twice {
				p.rt.Fatalf("change %d is told twice: by %.8s %q and %.8s %q", id, first.ID, first.Message, c.ID, c.Message)
			}
			told[id] = c
		}
	}
	if p.rewrote {
		return
	}
	for word, id := range p.byToken {
		if !now.inGit[word] {
			continue
		}
		c, ok := told[id]
		if !ok {
			p.rt.Fatalf("change %d brought %s to the branch and is in no commit", id, word)
		}
		if actor := p.byChange[id]; c.Author.Email != actor.Email && !strings.Contains(c.Message, "Co-authored-by: "+actor.Name+" <"+actor.Email+">") {
			p.rt.Fatalf("change %d of %s is told without them: %s: %s", id, actor.Name, c.Author.Name, c.Message)
		}
	}
}
