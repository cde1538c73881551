package reconcile

import "lockstep.dev/workspace"

// unit is one resource with its three sides, each under the slug that it has there.
type unit struct {
	kind     workspace.Kind
	base     *Base
	app      *App
	repo     *Repo
	baseSlug string
	appSlug  string
	repoSlug string
}

// slug is the name under which the resource is known: the app's, as it is the live one.
func (u unit) slug() string {
	switch {
	case u.app != nil:
		return u.appSlug
	case u.repo != nil:
		return u.repoSlug
	}
	return u.baseSlug
}

// appHad tells whether the resource was in the app when both sides last agreed.
func (u unit) appHad() bool { return u.base != nil && u.base.Digest != "" }

// repoHad tells whether the file was in the repo when both sides last agreed.
func (u unit) repoHad() bool { return u.base != nil && u.base.Blob != "" && !u.base.Kept }

// recreated tells whether the app's resource is another one than the base's, under its slug.
func (u unit) recreated() bool {
	return u.appHad() && u.app.ResourceID != u.base.ResourceID
}

// appEdited tells whether the app's value differs from its mark.
func (u unit) appEdited() bool { return !u.appHad() || u.app.Digest != u.base.Digest }

// repoEdited tells whether the file means something else than the base: another blob with
// the same meaning, such as one more comment, is no edit.
func (u unit) repoEdited() bool {
	switch {
	case u.base == nil:
		return true
	case u.repoHad() && u.repo.Blob == u.base.Blob:
		return false
	case u.base.Fields != nil:
		return u.repo.Digest != u.base.Fields.Digest()
	}
	return u.repo.Digest != u.base.Digest
}

// appChanged tells whether the present resource differs from the base in value or name.
func (u unit) appChanged() bool {
	return u.appEdited() || u.app.Typed || u.appSlug != u.baseSlug || u.recreated()
}

// repoChanged tells whether the present file differs from the base in meaning, name or presence.
func (u unit) repoChanged() bool {
	return !u.repoHad() || u.repoSlug != u.baseSlug || u.repoEdited()
}

// remembered tells whether the base already says what both present sides are.
func (u unit) remembered() bool {
	b := u.base
	return b != nil && !b.Kept && b.Digest == u.app.Digest && b.Blob == u.repo.Blob &&
		b.ResourceID == u.app.ResourceID && b.Path == u.repo.Path &&
		u.baseSlug == u.appSlug && u.baseSlug == u.repoSlug
}

// baseFields is the common ancestor of a merge; nil when the sides never agreed.
func (u unit) baseFields() workspace.Fields {
	if u.base == nil {
		return nil
	}
	return u.base.Fields
}
