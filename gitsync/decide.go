package gitsync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// outcome is what one cycle will do: the decisions, checked against the workspace.
type outcome struct {
	decisions []reconcile.Decision               // by kind rank and slug
	expected  map[workspace.Ref]workspace.Fields // resources that inbound work brings
	renames   map[workspace.Ref]string           // inbound renames: old identity, new slug
	texts     map[workspace.Ref][]byte           // files to write in the repo
	stubs     []stub                             // connections to make, for the manifest names them
	manifest  *FileChange                        // the manifest, if it is to be written
	hash      string
	halt      *Halt
}

// decide merges, checks every inbound value as the API would, and asks the guards.
func (e *Engine) decide(ctx context.Context, o *observation) (*outcome, error) {
	out := &outcome{decisions: reconcile.Decide(o.items, o.policy()), expected: map[workspace.Ref]workspace.Fields{}, renames: map[workspace.Ref]string{}, texts: map[workspace.Ref][]byte{}}
	if err := e.planStubs(ctx, o, out); err != nil {
		return nil, err
	}
	if err := e.holdInvalid(ctx, o, out); err != nil {
		return nil, err
	}
	if err := e.holdRemovals(ctx, o, out); err != nil {
		return nil, err
	}
	o.pushTyped(out)
	if err := e.write(ctx, o, out); err != nil {
		return nil, err
	}
	out.hash = planHash(o.tip.Commit, out)
	halt, err := e.guard(ctx, o, out)
	out.halt = halt
	return out, err
}

func planHash(head string, out *outcome) string {
	text := head + "\n" + reconcile.Hash(out.decisions)
	for _, s := range out.stubs {
		text += "\n" + s.ref.String() + " " + string(s.fields.Digest())
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}

// holdInvalid checks inbound values in the order in which resources depend on each other, so
// that a file that refers to a held one is held as well.
func (e *Engine) holdInvalid(ctx context.Context, o *observation, out *outcome) error {
	checker := e.Workspaces.Checker(o.workspace.ID, out.expected)
	for i := range out.decisions {
		d := &out.decisions[i]
		if d.Hold != nil || d.Inbound == reconcile.None || d.Inbound == reconcile.Remove {
			continue
		}
		if err := workspace.CheckSlug(d.Ref.Slug); err != nil {
			hold(d, holdFor(reconcile.ReasonBadName, err))
			continue
		}
		problems, err := checker.Validate(ctx, d.Ref.Kind, d.Value)
		if err != nil {
			return err
		}
		failures := workspace.Failures(problems)
		if len(failures) == 0 {
			out.expected[d.Ref] = d.Value
			if d.Inbound == reconcile.Rename {
				out.renames[workspace.Ref{Kind: d.Ref.Kind, Slug: d.App.Slug}] = d.Ref.Slug
			}
			continue
		}
		if d.Outbound != reconcile.None {
			// What each side says is fine by itself: a merge that is not is for a person to settle.
			hold(d, &reconcile.Hold{
				Reason: reconcile.ReasonConflict, Problems: failures,
				Message: "both sides changed it, and the merge is not valid: " + failures[0].Message,
				Hint:    "take one side, or write the merge yourself",
			})
			continue
		}
		hold(d, holdProblems(reasonOf(failures), locate(d.Ref.Kind, d.Repo.Text, failures)))
	}
	return nil
}

// hold turns a decision into one that leaves the resource alone.
func hold(d *reconcile.Decision, h *reconcile.Hold) {
	d.Hold, d.Inbound, d.Outbound, d.BaseMoves, d.Keep, d.Lost = h, reconcile.None, reconcile.None, false, false, nil
}

// holdRemovals holds deletions of what is still in use once everything else is applied.
func (e *Engine) holdRemovals(ctx context.Context, o *observation, out *outcome) error {
	byRef := map[workspace.Ref]*reconcile.Decision{}
	for i := range out.decisions {
		byRef[out.decisions[i].Ref] = &out.decisions[i]
	}
	for i := len(out.decisions) - 1; i >= 0; i-- { // users come after what they use
		d := &out.decisions[i]
		if d.Hold != nil || d.Inbound != reconcile.Remove || d.App == nil {
			continue
		}
		users, err := e.Workspaces.UsedBy(ctx, workspace.Resource{WorkspaceID: o.workspace.ID, Kind: d.Ref.Kind, Slug: d.App.Slug})
		if err != nil {
			return err
		}
		users = slices.DeleteFunc(users, func(ref workspace.Ref) bool {
			user := byRef[ref]
			if user == nil || user.Hold != nil {
				return false
			}
			return user.Inbound == reconcile.Remove ||
				user.Inbound != reconcile.None && !refersTo(ref.Kind, user.Value, d.Ref)
		})
		for ref, value := range out.expected {
			if refersTo(ref.Kind, value, d.Ref) {
				users = append(users, ref)
			}
		}
		if len(users) == 0 {
			continue
		}
		slices.SortFunc(users, compareRefs)
		users = slices.Compact(users)
		hold(d, &reconcile.Hold{
			Reason:  reconcile.ReasonInUse,
			Message: d.Ref.String() + " was deleted in Git, but " + users[0].String() + " still uses it",
			Hint:    "delete or change " + joinRefs(users) + " as well, or bring the file back",
		})
	}
	return nil
}

func refersTo(kind workspace.Kind, f workspace.Fields, to workspace.Ref) bool {
	for _, reference := range workspace.References(kind, f) {
		if reference.Kind == to.Kind && reference.Name == to.Slug {
			return true
		}
	}
	return false
}

func joinRefs(refs []workspace.Ref) string {
	text := ""
	for i, ref := range refs {
		if i == 3 {
			return text + ", …"
		}
		if i > 0 {
			text += ", "
		}
		text += ref.String()
	}
	return text
}
