package gitsync

import (
	"context"
	"slices"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/workspace"
)

// Policy is workspace.Policy: in read-only mode, what is in Git is edited in Git.
type Policy struct{ Store Store }

// MayEdit refuses edits in the app to what a read-only connection brings, and names the file.
func (p Policy) MayEdit(ctx context.Context, workspaceID int64, ref workspace.Ref, cause workspace.Cause) error {
	if cause.Origin == workspace.OriginGit {
		return nil
	}
	s, err := p.Store.Settings(ctx, workspaceID)
	if err != nil {
		return err
	}
	if s = s.Defaults(); s.Mode != ModeReadOnly || s.Phase == PhaseDisconnected {
		return nil
	}
	l := layout.Layout{Root: s.Path, Connections: s.Connections}
	if !slices.Contains(l.Kinds(), ref.Kind) || ref.Kind == workspace.KindAliases {
		return nil
	}
	return workspace.Errorf(workspace.CodeForbidden, "%s comes from Git and cannot be edited here", ref).
		WithHint("edit %s on the branch %s", l.Path(ref), s.Branch)
}
