package reconcile

import (
	"slices"

	"lockstep.dev/workspace"
)

// renames says which items are one resource under several names. Indexes are those of the
// sorted items; a pair is kept at the item that has the base.
type renames struct {
	appAt      map[int]int  // where the app has the base's resource now
	repoAt     map[int]int  // where the repo has the base's file now
	consumed   map[int]bool // items that are part of another one's unit
	collisions []collision
	collides   map[int]bool
}

// collision is a rename to a name that something else already has on the other side. Its
// items are decided one by one, but the old name waits while the new one is held.
type collision struct{ from, to int }

// unit returns the resource whose base, or only side, is at item i.
func (p renames) unit(items []Item, i int) unit {
	it := &items[i]
	u := unit{
		kind: it.Ref.Kind, base: it.Base, app: it.App, repo: it.Repo,
		baseSlug: it.Ref.Slug, appSlug: it.Ref.Slug, repoSlug: it.Ref.Slug,
	}
	if at, ok := p.appAt[i]; ok {
		u.app, u.appSlug = items[at].App, items[at].Ref.Slug
	}
	if at, ok := p.repoAt[i]; ok {
		u.repo, u.repoSlug = items[at].Repo, items[at].Ref.Slug
	}
	return u
}

// findRenames pairs old names with new ones: in the app by the resource's id, in the repo by
// the file's content.
func findRenames(items []Item) renames {
	p := renames{appAt: map[int]int{}, repoAt: map[int]int{}, consumed: map[int]bool{}, collides: map[int]bool{}}
	p.inApp(items)
	p.inRepo(items)
	return p
}

func (p *renames) inApp(items []Item) {
	type identity struct {
		kind workspace.Kind
		id   int64
	}
	left := map[identity]int{} // bases whose resource is not at their name any more
	for i, it := range items {
		if it.Base != nil && it.App == nil && it.Base.Digest != "" {
			left[identity{it.Ref.Kind, it.Base.ResourceID}] = i
		}
	}
	if len(left) == 0 {
		return
	}
	for to, it := range items {
		if it.App == nil || it.Base != nil {
			continue
		}
		from, ok := left[identity{it.Ref.Kind, it.App.ResourceID}]
		if !ok {
			continue
		}
		delete(left, identity{it.Ref.Kind, it.App.ResourceID})
		old := items[from]
		switch {
		case it.Repo == nil:
			p.appAt[from], p.consumed[to] = to, true
		case old.Repo != nil:
			p.collide(from, to)
		case alike(old.Base, it.Repo):
			p.appAt[from], p.repoAt[from], p.consumed[to] = to, to, true
		}
	}
}

func (p *renames) inRepo(items []Item) {
	gone, free, taken := map[workspace.Kind][]int{}, map[workspace.Kind][]int{}, map[workspace.Kind][]int{}
	for i, it := range items {
		switch kind := it.Ref.Kind; {
		case kind == workspace.KindAliases:
		case p.fileGone(items, i):
			gone[kind] = append(gone[kind], i)
		case it.Base != nil || it.Repo == nil || p.consumed[i]:
		case it.App == nil:
			free[kind] = append(free[kind], i)
		default:
			taken[kind] = append(taken[kind], i)
		}
	}
	for _, kind := range workspace.Kinds() {
		for _, m := range matchFiles(items, gone[kind], free[kind]) {
			p.repoAt[m.from], p.consumed[m.to] = m.to, true
		}
		left := slices.DeleteFunc(gone[kind], func(i int) bool { _, found := p.repoAt[i]; return found })
		for _, m := range matchFiles(items, left, taken[kind]) {
			p.collide(m.from, m.to)
		}
	}
}

// fileGone tells whether the file of the base at i is gone, and may have another name: its resource
// is still live, or was removed in the app, which a rename in the repo clashes with.
func (p *renames) fileGone(items []Item, i int) bool {
	it := items[i]
	if it.Base == nil || it.Repo != nil || it.Base.Kept || it.Base.Blob == "" {
		return false
	}
	if _, found := p.repoAt[i]; found {
		return false
	}
	_, renamed := p.appAt[i]
	return renamed || it.App == nil && it.Base.Digest != "" || it.App != nil && it.App.ResourceID == it.Base.ResourceID
}

func (p *renames) collide(from, to int) {
	p.collisions = append(p.collisions, collision{from, to})
	p.collides[from], p.collides[to] = true, true
}
