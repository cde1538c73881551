package reconcile

import "lockstep.dev/workspace"

// The sides of an Overruled value.
const (
	SideApp  = "app"
	SideRepo = "repo"
)

// decideBoth handles a resource that is there on both sides.
func decideBoth(d *Decision, u unit, p Policy) {
	if u.app.Digest == u.repo.Digest && u.appSlug == u.repoSlug {
		if d.BaseMoves = !u.remembered(); d.BaseMoves {
			d.Value = u.app.Fields
		}
		return
	}
	switch p.Direction {
	case AppToRepo:
		if u.repoEdited() && u.app.Digest != u.repo.Digest {
			d.Lost = &Overruled{SideRepo, u.repo.Fields}
		}
		settle(d, u, u.appSlug, u.app.Fields)
	case RepoToApp:
		if u.appEdited() && u.app.Digest != u.repo.Digest {
			d.Lost = &Overruled{SideApp, u.app.Fields}
		}
		settle(d, u, u.repoSlug, u.repo.Fields)
	default:
		decideMerge(d, u, p)
	}
}

func decideMerge(d *Decision, u unit, p Policy) {
	slug, clashes := mergeSlug(u)
	var value workspace.Fields
	switch {
	case u.app.Digest == u.repo.Digest, !u.repoEdited():
		value = u.app.Fields
	case !u.appEdited():
		value = u.repo.Fields
	default:
		var more []Clash
		value, more = Merge(u.kind, u.baseFields(), u.app.Fields, u.repo.Fields)
		clashes = append(clashes, more...)
	}
	if len(clashes) == 0 {
		settle(d, u, slug, value)
		return
	}
	switch p.Conflict {
	case ConflictPrefersApp:
		d.Lost = &Overruled{SideRepo, u.repo.Fields}
		settle(d, u, u.slugOf(SideApp, slug, clashes), prefer(value, clashes, TakeApp))
	case ConflictPrefersRepo:
		d.Lost = &Overruled{SideApp, u.app.Fields}
		settle(d, u, u.slugOf(SideRepo, slug, clashes), prefer(value, clashes, TakeRepo))
	default:
		// Invariant 1: what clashes stays as it is on both sides until a person decides.
		d.Value = value
		d.Hold = conflictOf(u, clashes)
	}
}

// mergeSlug merges the name as one more field.
func mergeSlug(u unit) (string, []Clash) {
	switch {
	case u.appSlug == u.repoSlug, u.repoSlug == u.baseSlug:
		return u.appSlug, nil
	case u.appSlug == u.baseSlug:
		return u.repoSlug, nil
	}
	return u.appSlug, []Clash{{Path: SlugPath(), Base: Value{true, u.baseSlug}, App: Value{true, u.appSlug}, Repo: Value{true, u.repoSlug}}}
}

// slugOf is the name after a preference: the preferred side's when the names clash.
func (u unit) slugOf(side, merged string, clashes []Clash) string {
	switch {
	case !clashes[0].Path.IsSlug():
		return merged
	case side == SideApp:
		return u.appSlug
	}
	return u.repoSlug
}

// decideAppOnly handles a resource without a file.
func decideAppOnly(d *Decision, u unit, p Policy) {
	switch {
	case p.Direction == AppToRepo:
		settle(d, u, u.appSlug, u.app.Fields)
	case !u.appHad() || u.repoHad() && u.recreated():
		// New; where both sides removed the old one of that name, too.
		if p.Direction == RepoToApp && p.Standing {
			return
		}
		if p.Direction == RepoToApp {
			d.Inbound, d.BaseMoves = Remove, true
			d.Lost = &Overruled{SideApp, u.app.Fields}
			return
		}
		settle(d, u, u.appSlug, u.app.Fields)
	case !u.repoHad():
		// The file is away because the policy kept the resource.
		if p.Direction != RepoToApp && (p.Restore || u.appChanged()) {
			settle(d, u, u.appSlug, u.app.Fields)
		}
	case !u.appChanged():
		removeInApp(d, u, p)
	case p.Direction == RepoToApp, p.Conflict == ConflictPrefersRepo:
		removeInApp(d, u, p)
		d.Lost = &Overruled{SideApp, u.app.Fields}
	case p.Conflict == ConflictPrefersApp:
		d.Lost = &Overruled{Side: SideRepo}
		settle(d, u, u.appSlug, u.app.Fields)
	default:
		d.Hold = deleteConflict(u)
	}
}

// decideRepoOnly handles a file without a resource.
func decideRepoOnly(d *Decision, u unit, p Policy) {
	removeFile := func() { d.Outbound, d.BaseMoves = Remove, true }
	switch {
	case p.Direction == AppToRepo:
		removeFile()
		if u.repoChanged() {
			d.Lost = &Overruled{SideRepo, u.repo.Fields}
		}
	case p.Direction == RepoToApp:
		settle(d, u, u.repoSlug, u.repo.Fields)
	case !u.appHad():
		if u.repoChanged() {
			settle(d, u, u.repoSlug, u.repo.Fields)
		}
	case !u.repoChanged():
		removeFile()
	case p.Conflict == ConflictPrefersApp:
		removeFile()
		d.Lost = &Overruled{SideRepo, u.repo.Fields}
	case p.Conflict == ConflictPrefersRepo:
		d.Lost = &Overruled{Side: SideApp}
		settle(d, u, u.repoSlug, u.repo.Fields)
	default:
		d.Hold = deleteConflict(u)
	}
}

func removeInApp(d *Decision, u unit, p Policy) {
	d.BaseMoves = true
	if p.Delete == DeleteKeeps {
		d.Keep, d.Value = true, u.app.Fields
		return
	}
	d.Inbound = Remove
}

// settle makes both sides mean value under slug.
func settle(d *Decision, u unit, slug string, value workspace.Fields) {
	d.Ref.Slug, d.Value, d.BaseMoves = slug, value, true
	digest := value.Digest()
	switch {
	case u.app == nil:
		d.Inbound = Create
	case u.appSlug != slug:
		d.Inbound = Rename
	case u.app.Digest != digest:
		d.Inbound = Update
	}
	switch {
	case u.repo == nil:
		d.Outbound = Create
	case u.repoSlug != slug:
		d.Outbound = Rename
	case u.repo.Digest != digest:
		d.Outbound = Update
	}
	d.From = ""
	switch {
	case d.Inbound == Rename:
		d.From = u.appSlug
	case d.Outbound == Rename:
		d.From = u.repoSlug
	case u.base != nil && u.baseSlug != slug:
		d.From = u.baseSlug
	}
}
