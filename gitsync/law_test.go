package gitsync_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/layout"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// words is a set of the unique words ("tok17x") that a value holds. An edit is a word that
// appears or goes, so the law of merging is one on sets, whatever the names of resources are:
//
//	base app repo    after a cycle
//	  -   x   -      stays in the app
//	  -   -   x      stays in the repo
//	  x   x   -      does not come back in the repo
//	  x   -   x      does not come back in the app
//	  x   x   x      stays on both sides
type words map[string]bool

// wordsOf finds the words with a prefix ("tok", or "cmt" for those in comments) in a text.
func wordsOf(prefix, text string, into words) {
	for {
		i := strings.Index(text, prefix)
		if i < 0 {
			return
		}
		text = text[i:]
		n := len(prefix)
		for n < len(text) && text[n] >= '0' && text[n] <= '9' {
			n++
		}
		if n > len(prefix) && n < len(text) && text[n] == 'x' {
			into[text[:n+1]] = true
		}
		text = text[n:]
	}
}

// law is what a test knows about both sides, without asking the engine.
type law struct {
	layout  layout.Layout
	base    map[workspace.Ref]words // what both sides last agreed on
	unheard *unheard
	read    []map[string]words     // by path, the words of the files that the cycle read, each time
	began   picture                // both sides when the cycle began
	touched map[workspace.Ref]bool // edited by people since the cycle began
	prefers bool                   // clashes are settled by policy: the loser is in the history only
	decoded map[string]decoded     // by kind and text, over all plays
	mended  map[workspace.Ref]bool // files that a person has settled, until both sides are at rest
}

// reads notes what a cycle reads. It may read several times.
func (l *law) reads(files map[string][]byte) {
	all := map[string]words{}
	for path, text := range files {
		all[path] = words{}
		wordsOf("tok", string(text), all[path])
	}
	l.read = append(l.read, all)
}

// agreed are all words of the base.
func (l *law) agreed() words {
	all := words{}
	for _, of := range l.base {
		maps.Copy(all, of)
	}
	return all
}

// readFor is what the cycle had read of a file when it brought it into the app, and the file's
// identity, which is another one while a rename is on its way: the latest of which the app has all
// that is new.
func (l *law) readFor(ref workspace.Ref, app, agreed words) (workspace.Ref, words) {
	for _, read := range slices.Backward(l.read) {
		paths := []string{l.layout.Path(ref)}
		if read[paths[0]] == nil {
			paths = slices.Sorted(maps.Keys(read))
		}
		for _, path := range paths {
			all, some := true, false
			for word := range read[path] {
				all, some = all && (app[word] || agreed[word]), some || app[word]
			}
			if at, ok := l.layout.Ref(path); ok && all && some && at.Kind == ref.Kind {
				return at, maps.Clone(read[path])
			}
		}
	}
	return ref, words{}
}

type decoded struct {
	fields workspace.Fields
	bad    bool
}

func (l *law) touch(refs ...workspace.Ref) {
	for _, ref := range refs {
		l.touched[ref] = true
	}
}

// unheard is a push of which the engine never heard, and the base without it and with it.
type unheard struct {
	head          string
	without, with map[workspace.Ref]words
}

// rewritten is called when the branch was moved to a head: a push that the engine never heard
// of never was, unless the head has it.
func (p *play) rewritten(head string) {
	if p.unheard == nil {
		return
	}
	of := p.unheard.without
	if p.repo.Descends(head, p.unheard.head) {
		of = p.unheard.with
	}
	maps.Copy(p.base, of)
}

func (l *law) decode(kind workspace.Kind, text string) decoded {
	key := string(kind) + text
	d, ok := l.decoded[key]
	if !ok {
		file, err := spec.Decode(kind, []byte(text), spec.Options{})
		d.bad = err != nil || len(workspace.Failures(file.Problems)) > 0
		if !d.bad {
			d.fields = file.Fields
		}
		if len(l.decoded) > 5000 {
			clear(l.decoded)
		}
		l.decoded[key] = d
	}
	return d
}

// picture is both sides at one moment.
type picture struct {
	head         string
	app          map[workspace.Ref]workspace.Resource
	files        map[workspace.Ref]string
	inApp, inGit words
	comments     words
}

func (p *play) picture() picture {
	s := picture{
		head: p.repo.Head(), app: map[workspace.Ref]workspace.Resource{}, files: map[workspace.Ref]string{},
		inApp: words{}, inGit: words{}, comments: words{},
	}
	for _, r := range p.live() {
		s.app[r.Ref()] = r
		wordsOf("tok", fmt.Sprint(r.Fields), s.inApp)
	}
	for path, text := range p.repo.Files() {
		if ref, ok := p.layout.Ref(path); ok {
			s.files[ref] = string(text)
			wordsOf("tok", string(text), s.inGit)
			wordsOf("cmt", string(text), s.comments)
		}
	}
	return s
}

// refs are all identities of either side.
func (s picture) refs() map[workspace.Ref]bool {
	out := map[workspace.Ref]bool{}
	for ref := range s.app {
		out[ref] = true
	}
	for ref := range s.files {
		out[ref] = true
	}
	return out
}

// same tells whether both sides mean the same by a ref.
func (l *law) same(s picture, ref workspace.Ref) bool {
	r, inApp := s.app[ref]
	text, inGit := s.files[ref]
	if !inApp || !inGit {
		return inApp == inGit
	}
	d := l.decode(ref.Kind, text)
	return !d.bad && d.fields.Equal(r.Fields)
}

// agree moves the base to what is the same on both sides, but for what is held and what people
// edited while the cycle ran: that may be a coincidence.
func (p *play) agree(s picture) {
	l := p.law
	for _, h := range p.held() {
		for _, slug := range []string{h.Ref.Slug, h.BaseSlug, h.RepoSlug} {
			l.touch(workspace.Ref{Kind: h.Ref.Kind, Slug: slug})
		}
	}
	for ref := range l.base {
		if !l.touched[ref] && l.same(s, ref) && !moves(s, l.base[ref]) {
			delete(l.base, ref)
		}
	}
	for ref := range s.refs() {
		if !l.touched[ref] && l.same(s, ref) {
			agreed := words{}
			wordsOf("tok", fmt.Sprint(s.app[ref].Fields), agreed)
			l.base[ref] = agreed
		}
	}
}

// moves tells whether a value is still somewhere else: a rename may be on its way.
func moves(s picture, of words) bool {
	for word := range of {
		if s.inApp[word] != s.inGit[word] {
			return true
		}
	}
	return false
}

// moved sets the base of what the engine wrote on either side: the file that it wrote, or the one
// that it read.
func (l *law) moved(before, after picture) {
	refs, agreed := before.refs(), l.agreed()
	maps.Copy(refs, after.refs())
	for _, ref := range slices.SortedFunc(maps.Keys(refs), func(a, b workspace.Ref) int { return strings.Compare(a.String(), b.String()) }) {
		if before.app[ref].Version == after.app[ref].Version && before.app[ref].ID == after.app[ref].ID && before.files[ref] == after.files[ref] {
			continue
		}
		app := words{}
		wordsOf("tok", fmt.Sprint(after.app[ref].Fields), app)
		if before.files[ref] == after.files[ref] {
			at, read := l.readFor(ref, app, agreed)
			l.base[at] = read
		} else {
			l.base[ref] = words{}
			wordsOf("tok", after.files[ref], l.base[ref])
		}
	}
}

// acknowledged moves the base to what Git says: a person has seen it and settled the conflict.
func (p *play) acknowledged(h gitsync.Held) {
	delete(p.base, h.Ref)
	delete(p.base, workspace.Ref{Kind: h.Ref.Kind, Slug: h.BaseSlug})
	if ref, ok := p.layout.Ref(h.Path); ok && h.Blob != "" {
		p.base[ref] = words{}
		wordsOf("tok", h.RepoText, p.base[ref])
	}
}

// left tells whether one side let go of a word where both had agreed that it is, and whether
// it is still there in the app and on the branch. What moved to another name is followed there
// if it is alike; else a name was deleted and another made.
type left struct{ byApp, byGit, inApp, inGit bool }

func (p *play) left(s picture, word string) (out left) {
	for ref, of := range p.base {
		if of[word] {
			inApp, inGit := strings.Contains(fmt.Sprint(s.app[ref].Fields), word), strings.Contains(s.files[ref], word)
			out.byApp, out.byGit = out.byApp || !inApp, out.byGit || !inGit
			out.inApp, out.inGit = out.inApp || inApp, out.inGit || inGit
		}
	}
	return out
}

// check compares both sides before and after the engine was at work, with no person between.
func (p *play) check(before, after picture) {
	base := p.agreed()
	all := maps.Clone(base)
	maps.Copy(all, before.inApp)
	maps.Copy(all, before.inGit)
	maps.Copy(all, after.inApp)
	maps.Copy(all, after.inGit)
	for _, word := range slices.Sorted(maps.Keys(all)) {
		b, a, r := base[word], before.inApp[word], before.inGit[word]
		appNow, gitNow := after.inApp[word], after.inGit[word]
		where := fmt.Sprintf("%s: base %v, app %v, repo %v; after: app %v, repo %v", word, b, a, r, appNow, gitNow)
		if a == appNow && r == gitNow {
			continue
		}
		left, began := p.left(before, word), p.left(p.began, word) // what moved since may not be seen yet
		left.byApp, left.byGit = left.byApp || began.byApp, left.byGit || began.byGit
		switch {
		case a && !appNow && !left.byGit && !p.prefers && !p.gitKnew(word):
			p.rt.Fatalf("the app lost an edit: %s", where)
		case r && !gitNow && !left.byApp && !p.prefers && !p.appKnew(word):
			p.rt.Fatalf("the repo lost an edit: %s", where)
		case !a && appNow && left.inGit && !p.prefers:
			p.rt.Fatalf("the app's removal was undone: %s", where)
		case !r && gitNow && left.inApp && !p.prefers:
			p.rt.Fatalf("the repo's removal was undone: %s", where)
		case !a && !r && (appNow || gitNow) && !p.began.inApp[word] && !p.began.inGit[word]:
			p.rt.Fatalf("a value came from nowhere: %s", where)
		}
	}
	for comment := range before.comments {
		if after.comments[comment] {
			continue
		}
		for ref, text := range before.files {
			if p.mended[ref] {
				continue // what they wrote takes its place
			}
			if strings.Contains(text, comment) {
				if r, live := before.app[ref]; live && p.began.app[ref].ID == r.ID {
					p.rt.Fatalf("the comment %s was lost from %s:\n%s\nnow:\n%s", comment, ref, text, after.files[ref])
				}
			}
		}
	}
	for ref, text := range before.files {
		now, there := after.files[ref]
		if !there || now == text {
			continue
		}
		x, y := p.decode(ref.Kind, text), p.decode(ref.Kind, now)
		if x.bad && !p.mended[ref] || y.bad {
			p.rt.Fatalf("a file that cannot be read was written or made: %s:\n%s\nnow:\n%s", ref, text, now)
		}
		if !x.bad && x.fields.Equal(y.fields) && !p.typedNow(text, now) {
			p.rt.Fatalf("the text of %s changed, but not its meaning:\n%s\nnow:\n%s", ref, text, now)
		}
	}
	if before.head != after.head && !p.repo.Descends(after.head, before.head) {
		p.rt.Fatalf("our push does not build on the head: %.8s is no ancestor of %.8s", before.head, after.head)
	}
	p.moved(before, after)
}
