package gitsync

import (
	"slices"
	"time"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Mend is a person's word about the file at a path, for as long as it is the blob that they saw:
// it may be written over, although it cannot be used. Any other blob is somebody's new edit, and
// decided like one (invariant 1).
type Mend struct {
	Path string          `json:"path"`
	Blob string          `json:"blob,omitempty"` // "": there was no file
	Text string          `json:"text,omitempty"` // the file to write, edited where the app has moved on
	By   workspace.Actor `json:"by"`
	At   time.Time       `json:"at"`
}

// unread is the value that stands for a file that cannot be used: no file means this, so that it
// is never taken for what the app holds.
func unread() workspace.Fields { return workspace.Fields{"": "not read"} }

// changedInFile are the fields that a decision changes in the file; nil where they are not known.
func changedInFile(d *reconcile.Decision) []string {
	if _, is := d.Repo.Fields[""]; is {
		return nil
	}
	return workspace.ChangedPaths(d.Repo.Fields, d.Value)
}

// mended are the state's mends with one more, which takes the place of an older one.
func (s State) mended(m Mend) []Mend {
	others := slices.DeleteFunc(slices.Clone(s.Mends), func(other Mend) bool { return other.Path == m.Path })
	return append(others, m)
}

// standing are the mends whose files are on a tree what the people saw.
func standing(mends []Mend, tree Tree) []Mend {
	var out []Mend
	for _, m := range mends {
		if file, _ := tree.Lookup(m.Path); file.Blob == m.Blob {
			out = append(out, m)
		}
	}
	return out
}

// mend returns what a person said about the file of a decision.
func (o *observation) mend(d *reconcile.Decision) (Mend, bool) {
	path, blob := o.layout.Path(d.Ref), ""
	if d.Repo != nil {
		path, blob = d.Repo.Path, d.Repo.Blob
	}
	return o.mendAt(path, blob)
}

func (l *look) mendAt(path, blob string) (Mend, bool) {
	i := slices.IndexFunc(l.state.Mends, func(m Mend) bool { return m.Path == path && m.Blob == blob })
	if i < 0 {
		return Mend{}, false
	}
	return l.state.Mends[i], true
}

// liftMended lets files be written over that people have settled. The base says the same of them
// (acknowledge), so to the merge they are unchanged.
func (o *observation) liftMended(items map[workspace.Ref]*reconcile.Item) {
	if len(o.state.Mends) == 0 || o.policy().Direction == reconcile.RepoToApp {
		return
	}
	for _, item := range items {
		if item.Repo == nil || item.Repo.Hold == nil || item.Base == nil || item.Base.Blob != item.Repo.Blob {
			continue
		}
		if _, ok := o.mendAt(item.Repo.Path, item.Repo.Blob); !ok {
			continue
		}
		if item.Ref.Kind.IsConnection() || item.Repo.Hold.Reason == reconcile.ReasonTooLarge {
			item.Repo.Text = []byte{} // it may hold a secret, and a plan shows it (invariant 7)
		}
		item.Repo.Hold, item.Repo.Fields = nil, unread()
		item.Repo.Digest = item.Repo.Fields.Digest()
	}
}
