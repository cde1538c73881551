package gitsync_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

var dora = workspace.Actor{UserID: 3, Name: "Dora", Email: "dora@example.com"}

// play is one random interleaving of what people do on both sides of a world.
type play struct {
	*world
	*law
	rt       *rapid.T
	tokens   int
	byToken  map[string]int64 // change of the app that first said it
	byChange map[int64]workspace.Actor
	foreign  map[string]string // files of others, as they wrote them
	modes    map[string]uint32
	heads    []string             // all heads that the branch ever had
	rewrote  bool                 // somebody rewrote history: commits of ours may be gone
	started  bool                 // the first sync is through
	typed    map[string]int64     // comments that were typed in the app, with the resource
	ever     words                // all comments that were ever typed in the app
	alive    []workspace.Resource // what is live in the app; nil when it may have changed
}

// token returns a text that was never said before.
func (p *play) token() string {
	p.tokens++
	return fmt.Sprintf("tok%dx", p.tokens)
}

func (p *play) pick(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(p.rt, label)
}

func (p *play) chance(label string, percent int) bool {
	return rapid.IntRange(1, 100).Draw(p.rt, label) <= percent
}

func (p *play) say(format string, args ...any) { p.rt.Logf(format, args...) }

// newModel and newSync are resources whose every field is a token where it can be.
func (p *play) newModel() workspace.Fields {
	return workspace.Fields{
		"name": "Model " + p.token(), "source": "warehouse", "type": "raw_sql", "primaryKey": "id",
		"rawSql": "SELECT\n  id,\n  " + p.token() + ",\n  email,\n  name,\n  " + p.token() + "\nFROM t\nWHERE true",
	}
}

func (p *play) newSync(model string) workspace.Fields {
	return workspace.Fields{
		"model": model, "destination": "crm", "schedule": map[string]any{"type": "manual"}, "schedulePaused": false,
		"config": map[string]any{"mode": "upsert", "object": p.token(), "mappings": []any{
			map[string]any{"to": "email", "from": p.token(), "type": "standard"},
			map[string]any{"to": "name", "from": p.token(), "type": "standard"},
		}},
	}
}

// mutate changes one field of a value, as either side may.
func (p *play) mutate(kind workspace.Kind, f workspace.Fields) workspace.Fields {
	f = f.Clone()
	if kind == workspace.KindModel {
		switch p.pick("field", "name", "description", "primaryKey", "line", "lines", "unknown", "nested") {
		case "name":
			f["name"] = "Model " + p.token()
		case "description":
			if f["description"] != nil && p.chance("remove", 50) {
				delete(f, "description")
			} else {
				f["description"] = "about\nmany " + p.token()
			}
		case "primaryKey":
			f["primaryKey"] = p.token()
		case "line":
			lines := strings.Split(f.Text("rawSql"), "\n")
			lines[rapid.IntRange(0, len(lines)-1).Draw(p.rt, "line")] = "  " + p.token() + ","
			f["rawSql"] = strings.Join(lines, "\n")
		case "lines":
			lines := strings.Split(f.Text("rawSql"), "\n")
			at := rapid.IntRange(0, len(lines)).Draw(p.rt, "at")
			f["rawSql"] = strings.Join(slices.Insert(lines, at, "  -- "+p.token()), "\n")
		case "unknown":
			f["owner"] = p.token()
		case "nested":
			f["labels"] = map[string]any{"team": map[string]any{p.pick("label", "a", "b", "c"): p.token()}}
		}
		return f
	}
	config := f.Map("config")
	mappings, _ := config["mappings"].([]any)
	switch p.pick("field", "object", "schedule", "add", "remove", "change", "nested", "paused") {
	case "object":
		config["object"] = p.token()
	case "schedule":
		f["schedule"] = map[string]any{"type": "interval", "schedule": map[string]any{"interval": map[string]any{
			"unit": "hour", "quantity": rapid.Int64Range(1, 9).Draw(p.rt, "quantity"),
		}}}
	case "paused":
		f["schedulePaused"] = f["schedulePaused"] != true
	case "add":
		config["mappings"] = append(mappings, map[string]any{"to": "c_" + p.token(), "from": p.token(), "type": "standard"})
	case "remove":
		if len(mappings) > 0 {
			at := rapid.IntRange(0, len(mappings)-1).Draw(p.rt, "at")
			config["mappings"] = slices.Delete(mappings, at, at+1)
		}
	case "change":
		if len(mappings) > 0 {
			mappings[rapid.IntRange(0, len(mappings)-1).Draw(p.rt, "at")].(map[string]any)["from"] = p.token()
		}
	case "nested":
		config["advanced"] = map[string]any{"batch": map[string]any{p.pick("key", "size", "label"): p.token()}}
	}
	return f
}

func (p *play) slug() string { return p.pick("slug", "a", "b", "c") }

func (p *play) ref() workspace.Ref {
	return workspace.Ref{Kind: rapid.SampledFrom([]workspace.Kind{workspace.KindModel, workspace.KindModel, workspace.KindSync}).Draw(p.rt, "kind"), Slug: p.slug()}
}

// change makes one change in the app, and tells whether it did: what the app refuses has no effect.
func (p *play) change(what string, fn func(ctx context.Context, e *workspace.Edit) error) bool {
	actor := rapid.SampledFrom([]workspace.Actor{bob, dora, alice}).Draw(p.rt, "actor")
	before := p.tokens
	p.alive = nil
	change, err := p.app.Edit(p.ctx, p.id, workspace.Cause{Actor: actor, Origin: workspace.OriginUI}, fn)
	if err != nil {
		switch workspace.CodeOf(err) {
		case workspace.CodeConflict, workspace.CodeInvalid, workspace.CodeNotFound:
			p.say("app: %s: refused: %v", what, err)
			return false
		}
		p.rt.Fatalf("app: %s: %v", what, err)
	}
	p.say("app: %s: change %d by %s", what, change.ID, actor.Name)
	if change.Seq == 0 || !p.started {
		return true
	}
	p.byChange[change.ID] = actor
	for n := before + 1; n <= p.tokens; n++ {
		p.byToken[fmt.Sprintf("tok%dx", n)] = change.ID
	}
	return true
}

func (p *play) live() []workspace.Resource {
	if p.alive == nil {
		all, _, err := p.app.List(p.ctx, p.id, workspace.Query{OrderBy: "slug"})
		if err != nil {
			p.rt.Fatal(err)
		}
		p.alive = slices.DeleteFunc(all, func(r workspace.Resource) bool { return r.Kind != workspace.KindModel && r.Kind != workspace.KindSync })
		slices.SortStableFunc(p.alive, func(a, b workspace.Resource) int { return a.Kind.Rank() - b.Kind.Rank() })
	}
	return slices.Clone(p.alive)
}

// editApp is one action of somebody in the app.
func (p *play) editApp() {
	live := p.live()
	what := p.pick("app", "update", "update", "update", "create", "two", "rename", "archive", "restore", "delete", "again", "type", "type")
	if len(live) == 0 && what != "restore" {
		what = "create"
	}
	one := func() workspace.Resource { return rapid.SampledFrom(live).Draw(p.rt, "resource") }
	switch what {
	case "create":
		ref := p.ref()
		f := p.newModel()
		if ref.Kind == workspace.KindSync {
			f = p.newSync(p.slug())
		}
		p.touch(ref)
		p.change("create "+ref.String(), func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Create(ctx, ref.Kind, ref.Slug, f)
			return err
		})
	case "update":
		r := one()
		f := p.mutate(r.Kind, r.Fields)
		p.touch(r.Ref())
		p.change(fmt.Sprintf("update %s %v", r.Ref(), workspace.ChangedPaths(r.Fields, f)), func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Update(ctx, r.ID, r.Version, f)
			return err
		})
	case "two":
		r, s := one(), one()
		f, g := p.mutate(r.Kind, r.Fields), workspace.Fields(nil)
		if s.ID != r.ID {
			g = p.mutate(s.Kind, s.Fields)
		}
		p.touch(r.Ref(), s.Ref())
		p.change(fmt.Sprintf("update %s and %s", r.Ref(), s.Ref()), func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Update(ctx, r.ID, 0, f)
			if err == nil && g != nil {
				_, err = e.Update(ctx, s.ID, 0, g)
			}
			return err
		})
	case "rename":
		r, to := one(), p.slug()
		var f workspace.Fields
		if p.chance("edit too", 30) {
			f = p.mutate(r.Kind, r.Fields)
		}
		for _, follower := range live {
			p.touch(follower.Ref())
		}
		p.touch(r.Ref(), workspace.Ref{Kind: r.Kind, Slug: to})
		p.change(fmt.Sprintf("rename %s to %s", r.Ref(), to), func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Rename(ctx, r.ID, 0, to, f)
			return err
		})
	case "archive", "delete":
		r := one()
		p.touch(r.Ref())
		removed := p.change(what+" "+r.Ref().String(), func(ctx context.Context, e *workspace.Edit) (err error) {
			if what == "delete" {
				_, err = e.Delete(ctx, r.ID, 0)
			} else {
				_, err = e.Archive(ctx, r.ID, 0)
			}
			return err
		})
		if removed {
			p.forgetTyped(r.ID)
		}
	case "restore":
		trash, _, err := p.app.List(p.ctx, p.id, workspace.Query{Archived: true})
		if err != nil {
			p.rt.Fatal(err)
		}
		if len(trash) == 0 {
			return
		}
		r := rapid.SampledFrom(trash).Draw(p.rt, "resource")
		p.touch(r.Ref())
		p.change("restore "+r.Ref().String(), func(ctx context.Context, e *workspace.Edit) error {
			_, err := e.Restore(ctx, r.ID, "")
			return err
		})
	case "type":
		p.typeIn(one())
	case "again":
		r := one()
		f := p.newModel()
		if r.Kind == workspace.KindSync {
			f = p.newSync(r.Fields.Text("model"))
		}
		p.touch(r.Ref())
		removed := p.change("delete and make again "+r.Ref().String(), func(ctx context.Context, e *workspace.Edit) error {
			if _, err := e.Archive(ctx, r.ID, 0); err != nil {
				return err
			}
			_, err := e.Create(ctx, r.Kind, r.Slug, f)
			return err
		})
		if removed {
			p.forgetTyped(r.ID)
		}
	}
}

// typeIn is somebody who writes the file of a resource in the app: a comment, and perhaps a value.
func (p *play) typeIn(r workspace.Resource) {
	file, err := p.engine.FileText(p.ctx, r)
	if err != nil {
		p.rt.Fatal(err)
	}
	// What a conflict does not show is written over.
	maps.DeleteFunc(p.typed, func(comment string, id int64) bool { return id == r.ID && !bytes.Contains(file.Text, []byte(comment)) })
	f, text := r.Fields, file.Text
	if p.chance("edit too", 30) {
		f = p.mutate(r.Kind, f)
		if text, err = spec.Edit(r.Kind, text, f); err != nil {
			p.rt.Fatal(err)
		}
	}
	p.tokens++
	comment := fmt.Sprintf("cmt%dx", p.tokens)
	switch p.pick("comment", "above", "below", "beside") {
	case "above":
		text = []byte("# " + comment + "\n" + string(text))
	case "below":
		text = []byte(string(text) + "# " + comment + "\n")
	case "beside":
		text = bytes.Replace(text, []byte("source: warehouse\n"), []byte("source: warehouse # "+comment+"\n"), 1)
	}
	if decoded, err := spec.Decode(r.Kind, text, spec.Options{}); err != nil || !decoded.Fields.Equal(f) {
		return // a comment in the middle of a text is none
	}
	typed, err := p.engine.Typed(p.ctx, r, f, text)
	if err != nil {
		p.rt.Fatal(err)
	}
	p.touch(r.Ref())
	p.change(fmt.Sprintf("type %s into %s", comment, r.Ref()), func(ctx context.Context, e *workspace.Edit) error {
		after, err := e.Update(ctx, r.ID, r.Version, f)
		if err == nil && typed.Text != "" {
			_, err = e.Type(ctx, after.ID, 0, typed)
			p.ever[comment] = true
			if p.typed[comment] = r.ID; !strings.Contains(typed.Text, comment) {
				delete(p.typed, comment)
			}
		}
		return err
	})
}

// forgetTyped is for what is removed, or written over: it need not come to the branch.
func (p *play) forgetTyped(resourceID int64) {
	maps.DeleteFunc(p.typed, func(_ string, id int64) bool { return id == resourceID })
}

// typedNow tells whether a text has a comment that was typed in the app and another text has not.
func (p *play) typedNow(before, now string) bool {
	comments := words{}
	wordsOf("cmt", now, comments)
	for comment := range comments {
		if p.ever[comment] && !strings.Contains(before, comment) {
			return true
		}
	}
	return false
}

// typedIsKept checks that what was typed of a resource that is live came to the branch, or that
// people were told that it did not.
func (p *play) typedIsKept(now picture, held map[workspace.Ref]gitsync.Held) {
	clashed := map[string]bool{}
	activity, err := p.engine.Activity(p.ctx, p.id, 0, 1000)
	if err != nil {
		p.rt.Fatal(err)
	}
	for _, a := range activity {
		for _, item := range a.Items {
			if strings.Contains(item.Note, "clash with the branch's") {
				clashed[item.Ref] = true
			}
		}
	}
	for ref, r := range now.app {
		for comment, id := range p.typed {
			if _, is := held[ref]; is || id != r.ID || p.rewrote {
				continue
			}
			if !p.repo.Ever(comment) && !p.everNamed(r, clashed) {
				p.rt.Fatalf("%s was typed into %s and never came to the branch:\n%s", comment, ref, now.files[ref])
			}
		}
	}
}

// everNamed tells whether a resource ever had one of the names.
func (p *play) everNamed(r workspace.Resource, names map[string]bool) bool {
	history, err := p.app.History(p.ctx, p.id, r.ID, 0, 0)
	if err != nil {
		p.rt.Fatal(err)
	}
	return slices.ContainsFunc(history, func(r workspace.Revision) bool { return names[r.Ref().String()] })
}

// paths are the resource files on the branch.
func (p *play) paths() []string {
	var out []string
	for _, path := range slices.Sorted(maps.Keys(p.repo.Files())) {
		if _, ok := p.layout.Ref(path); ok {
			out = append(out, path)
		}
	}
	return out
}

func (p *play) commit(what string, files map[string][]byte) {
	for path := range files {
		if ref, ok := p.layout.Ref(path); ok {
			p.touch(ref)
		}
	}
	id := p.repo.Commit(carol, p.clock(), what, files)
	p.heads = append(p.heads, id)
	p.say("repo: %s: %.8s", what, id)
}

// editRepo is one commit, or what else somebody can do to a branch.
func (p *play) editRepo() {
	what := p.pick("repo", "edit", "edit", "edit", "edit", "add", "comment", "reorder", "delete", "rename", "break", "fix", "foreign", "mode", "reset")
	paths, files := p.paths(), p.repo.Files()
	if len(paths) == 0 && what != "foreign" && what != "reset" {
		what = "add"
	}
	one := func() (string, []byte, workspace.Ref) {
		path := rapid.SampledFrom(paths).Draw(p.rt, "path")
		ref, _ := p.layout.Ref(path)
		return path, files[path], ref
	}
	switch what {
	case "edit":
		path, text, ref := one()
		if next := p.edited(ref, text); next != nil {
			p.commit("edit "+path, map[string][]byte{path: next})
		}
	case "add":
		ref := p.ref()
		f := p.newModel()
		if ref.Kind == workspace.KindSync {
			f = p.newSync(p.slug())
		}
		text, err := spec.Encode(ref.Kind, f, spec.EncodeOptions{})
		if err != nil {
			p.rt.Fatal(err)
		}
		p.commit("add "+ref.String(), map[string][]byte{p.layout.Path(ref): text})
	case "comment":
		path, text, _ := one()
		p.tokens++
		comment := fmt.Sprintf("# cmt%dx\n", p.tokens)
		p.commit("comment on "+path, map[string][]byte{path: append([]byte(comment), text...)})
	case "reorder":
		path, text, _ := one()
		if next := reordered(text); !bytes.Equal(next, text) {
			p.commit("reorder "+path, map[string][]byte{path: next})
		}
	case "delete":
		path, _, _ := one()
		p.commit("delete "+path, map[string][]byte{path: nil})
	case "rename":
		path, text, ref := one()
		to := workspace.Ref{Kind: ref.Kind, Slug: p.slug()}
		if to == ref {
			return
		}
		if p.chance("edit too", 30) {
			if next := p.edited(ref, text); next != nil {
				text = next
			}
		}
		p.commit("rename "+path+" to "+to.Slug, map[string][]byte{path: nil, p.layout.Path(to): text})
	case "break":
		path, text, _ := one()
		if !bytes.Contains(text, []byte(broken)) {
			p.commit("break "+path, map[string][]byte{path: append(slices.Clone(text), broken...)})
		}
	case "fix":
		for _, path := range paths {
			if bytes.Contains(files[path], []byte(broken)) {
				p.commit("fix "+path, map[string][]byte{path: bytes.ReplaceAll(files[path], []byte(broken), nil)})
				return
			}
		}
	case "foreign":
		path := p.pick("foreign", "README.md", "models/query.sql", "models/notes.yml", "models/deep/a.yaml", "other/a.yaml", "aliases-other.yaml")
		p.foreign[path] = "tok: " + fmt.Sprint(p.tokens) + "\n"
		p.commit("foreign "+path, map[string][]byte{path: []byte(p.foreign[path])})
	case "mode":
		if len(paths) > 0 {
			path, _, ref := one()
			p.touch(ref)
			p.repo.SetMode(path, 0o100755, p.clock())
			p.heads = append(p.heads, p.repo.Head())
			p.modes[path] = 0o100755
			p.say("repo: executable %s", path)
		}
	case "reset":
		p.reset()
	}
}

const broken = "\n\t: [ broken\n"

// edited changes a field in a file's text; nil when it cannot be read.
func (p *play) edited(ref workspace.Ref, text []byte) []byte {
	file, err := spec.Decode(ref.Kind, text, spec.Options{})
	if err != nil {
		return nil
	}
	next, err := spec.Edit(ref.Kind, text, p.mutate(ref.Kind, file.Fields))
	if err != nil {
		p.rt.Fatal(err)
	}
	if bytes.Equal(next, text) {
		return nil
	}
	return next
}

// reordered moves the first key of a file, with the lines that belong to it, to the end.
func reordered(text []byte) []byte {
	lines := bytes.SplitAfter(text, []byte("\n"))
	var blocks [][]byte
	for _, line := range lines {
		if len(blocks) == 0 || len(line) > 0 && line[0] != ' ' && line[0] != '\n' {
			blocks = append(blocks, nil)
		}
		blocks[len(blocks)-1] = append(blocks[len(blocks)-1], line...)
	}
	if len(blocks) < 2 || bytes.Contains(text, []byte(broken)) || !bytes.HasSuffix(text, []byte("\n")) {
		return text
	}
	return bytes.Join(append(blocks[1:], blocks[0]), nil)
}

// reset is a forced push back to, or forth to, a head that the branch once had.
func (p *play) reset() {
	if len(p.heads) == 0 || !p.chance("really", 40) {
		return
	}
	to := rapid.SampledFrom(p.heads).Draw(p.rt, "head")
	p.say("repo: forced push to %.8s", to)
	p.repo.Reset(to)
	p.rewritten(to)
	p.rewrote = true
	for path := range p.foreign {
		delete(p.foreign, path)
	}
	for path, text := range p.repo.Files() {
		if _, ok := p.layout.Ref(path); !ok && path != p.layout.ManifestPath() {
			p.foreign[path] = string(text)
		}
	}
	clear(p.modes)
	for _, path := range p.paths() {
		if mode := p.repo.Mode(path); mode != gitsynctest.ModeFile {
			p.modes[path] = mode
		}
	}
}

// settleOne resolves one thing that is held, if there is any.
func (p *play) settleOne() bool {
	for _, h := range p.held() {
		takes := h.Takes()
		if len(takes) == 0 {
			continue
		}
		r := gitsync.Resolution{Ref: h.Ref, Take: rapid.SampledFrom(takes).Draw(p.rt, "take"), AppVersion: h.AppVersion, Blob: h.Blob}
		if r.Take == gitsync.TakeMerge {
			r.Fields = h.Merged
			if h.Hold.Reason != reconcile.ReasonConflict || h.Merged != nil && p.chance("text", 30) {
				r.Text = p.written(h)
			}
		}
		p.alive = nil
		err := p.engine.Resolve(p.ctx, p.id, r, workspace.Cause{Actor: alice, Origin: workspace.OriginUI})
		p.say("resolve %s: %s: take %s: %v", h.Ref, h.Hold.Message, r.Take, err)
		switch workspace.CodeOf(err) {
		case workspace.CodeStale, workspace.CodeInvalid, workspace.CodeConflict, workspace.CodeNotFound:
			continue // refused; it is settled by editing, then
		}
		if err != nil {
			p.rt.Fatal(err)
		}
		p.acknowledged(h)
		if r.Text != "" || r.Take == gitsync.TakeRepo || r.Take == gitsync.TakeMerge && r.Fields == nil { // what they chose takes the place of what was typed
			p.forgetTyped(h.ResourceID)
		}
		if at, ok := p.layout.Ref(h.Path); ok && (r.Text != "" || h.Hold.Reason != reconcile.ReasonConflict) {
			p.mended[at] = true
		}
		return true
	}
	return false
}

// written is the file that a person writes for what is held.
func (p *play) written(h gitsync.Held) string {
	f := h.Merged
	switch {
	case f == nil && h.App != nil:
		f = p.mutate(h.Ref.Kind, h.App)
	case f == nil && h.Ref.Kind == workspace.KindSync:
		f = p.newSync(p.slug())
	case f == nil:
		f = p.newModel()
	}
	text, err := spec.Encode(h.Ref.Kind, f, spec.EncodeOptions{})
	if err != nil {
		p.rt.Fatal(err)
	}
	p.tokens++
	return fmt.Sprintf("# cmt%dx\n%s", p.tokens, text)
}
