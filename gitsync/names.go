package gitsync

import (
	"context"
	"slices"

	"lockstep.dev/workspace"
)

// names are the identities, among those of new files, that the workspace knew when a change began.
type names struct {
	live  map[workspace.Ref]bool
	trash map[workspace.Ref]bool
}

// namesAtOnce is how many names one query asks for.
const namesAtOnce = 500

// namesInUse looks up all new files' identities together: asked one by one, an import would take
// two queries for each file.
func (st *settlement) namesInUse(ctx context.Context, work []int) (names, error) {
	used := names{live: map[workspace.Ref]bool{}, trash: map[workspace.Ref]bool{}}
	var refs []workspace.Ref
	slugs := map[workspace.Kind][]string{}
	for _, i := range work {
		if d := &st.out.decisions[i]; d.App == nil {
			refs = append(refs, d.Ref)
			slugs[d.Ref.Kind] = append(slugs[d.Ref.Kind], d.Ref.Slug)
		}
	}
	live, err := st.engine.Workspaces.BySlugs(ctx, st.o.workspace.ID, refs)
	if err != nil {
		return used, err
	}
	for _, r := range live {
		used.live[r.Ref()] = true
	}
	for kind, some := range slugs {
		for chunk := range slices.Chunk(some, namesAtOnce) {
			trash, _, err := st.engine.Workspaces.List(ctx, st.o.workspace.ID, workspace.Query{Kind: kind, Slugs: chunk, Archived: true, OrderBy: "slug"})
			if err != nil {
				return used, err
			}
			for _, r := range trash {
				used.trash[r.Ref()] = true
			}
		}
	}
	return used, nil
}
