package reconcile

import (
	"cmp"
	"slices"

	"lockstep.dev/workspace"
)

// Decide returns what must happen to each resource of items, one Decision per identity and
// one for both identities of a rename, sorted by kind (workspace.Kind.Rank) and slug. Refs of
// items must be unique; their order does not matter. Decisions share values with items:
// neither is changed, and both are to be read only.
//
// A rename is found among items only: both of its identities must be there. Base.Fields is
// needed where both sides differ from the base, and Base.Text, too, where the file is gone.
func Decide(items []Item, p Policy) []Decision {
	sorted := sortedItems(items)
	pairs := findRenames(sorted)
	out := make([]Decision, 0, len(sorted))
	place := map[int]int{} // of an item that takes part in a collision, in out
	for i := range sorted {
		if pairs.consumed[i] {
			continue
		}
		if pairs.collides[i] {
			place[i] = len(out)
		}
		out = append(out, decide(pairs.unit(sorted, i), p))
	}
	for _, c := range pairs.collisions {
		waitForNewName(&out[place[c.from]], out[place[c.to]])
	}
	if len(pairs.consumed) > 0 { // a rename moves its decision to the new name
		slices.SortStableFunc(out, func(a, b Decision) int { return compareRefs(a.Ref, b.Ref) })
	}
	return out
}

func sortedItems(items []Item) []Item {
	byRef := func(a, b Item) int { return compareRefs(a.Ref, b.Ref) }
	if slices.IsSortedFunc(items, byRef) {
		return items
	}
	sorted := slices.Clone(items)
	slices.SortFunc(sorted, byRef)
	return sorted
}

func compareRefs(a, b workspace.Ref) int {
	if a.Kind != b.Kind {
		if c := cmp.Compare(a.Kind.Rank(), b.Kind.Rank()); c != 0 {
			return c
		}
		return cmp.Compare(a.Kind, b.Kind)
	}
	return cmp.Compare(a.Slug, b.Slug)
}

// decide is the decision table for one resource.
func decide(u unit, p Policy) Decision {
	d := Decision{Ref: workspace.Ref{Kind: u.kind, Slug: u.slug()}, Base: u.base, App: u.app, Repo: u.repo}
	if d.Ref.Slug != u.baseSlug && u.base != nil {
		d.From = u.baseSlug
	}
	switch {
	case u.repo != nil && u.repo.Hold != nil:
		// A file that a person may just be writing is never overwritten nor removed.
		d.Hold = u.repo.Hold
	case u.app == nil && u.repo == nil:
		d.BaseMoves = u.base != nil
	case u.app == nil:
		decideRepoOnly(&d, u, p)
	case u.repo == nil:
		decideAppOnly(&d, u, p)
	default:
		decideBoth(&d, u, p)
	}
	return d
}

// waitForNewName keeps a resource whose new name is held by something else from being
// removed under its old name.
func waitForNewName(d *Decision, holder Decision) {
	if holder.Hold != nil && d.App == nil && d.Repo == nil {
		d.BaseMoves = false // deleted in the app, renamed in the repo: to be settled once it can be
		return
	}
	if holder.Hold == nil || d.Hold != nil || d.Inbound != Remove && d.Outbound != Remove {
		return
	}
	*d = d.Held(Hold{
		Reason:  ReasonConflict,
		Message: "it was renamed to " + holder.Ref.Slug + ", but something else has that name on the other side",
		Hint:    "settle " + holder.Ref.String() + " first, or choose another name",
	})
}
