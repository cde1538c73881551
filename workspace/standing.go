package workspace

import "context"

// GitState says in one word how a resource stands to the branch.
type GitState string

// The states.
const (
	GitInSync   GitState = "in_sync"  // both sides say the same
	GitPending  GitState = "pending"  // the app's value is not on the branch yet
	GitHeld     GitState = "held"     // left alone on both sides, for a reason
	GitConflict GitState = "conflict" // held, for both sides changed it
	GitOff      GitState = "off"      // not kept in Git
)

// GitStates lists the states.
func GitStates() []GitState {
	return []GitState{GitInSync, GitPending, GitHeld, GitConflict, GitOff}
}

// Standing is how a resource stands to the branch, and why. It is as old as the latest cycle: what
// was pushed since is not in it.
type Standing struct {
	State   GitState
	Reason  string   // of a hold, or "disconnected", "not_included" and "kept_in_app"; else ""
	Message string   // the hold's, for people
	Clashes []string // of a conflict: the fields that both sides changed, such as config.mappings[to=email].from; "" for the whole
}

// Tally counts what a workspace has.
type Tally struct {
	Kinds  map[Kind]int // live ones; without aliases
	States map[GitState]int
	// Syncs by what their schedule does. They add up to all syncs.
	Active, Paused, Manual int
}

// Standings returns how live resources stand to the branch, by id.
func (s *Service) Standings(ctx context.Context, workspaceID int64, ids []int64) (map[int64]Standing, error) {
	return s.store.Standings(ctx, workspaceID, ids)
}

// Tally counts the live resources of a workspace.
func (s *Service) Tally(ctx context.Context, workspaceID int64) (Tally, error) {
	return s.store.Tally(ctx, workspaceID)
}

// Recent returns the latest revisions of all resources, newest first.
func (s *Service) Recent(ctx context.Context, workspaceID int64, limit int) ([]Revision, error) {
	return s.store.Recent(ctx, workspaceID, limit)
}

// Count returns how many resources a query selects, whatever its limit and offset.
func (s *Service) Count(ctx context.Context, workspaceID int64, q Query) (int, error) {
	return s.store.CountResources(ctx, workspaceID, q)
}

// UserIDs returns the ids of the live resources of a kind that name something of the kind to, by
// that name. Each list is sorted.
func (s *Service) UserIDs(ctx context.Context, workspaceID int64, kind, to Kind, names []string) (map[string][]int64, error) {
	return s.store.UserIDs(ctx, workspaceID, kind, to, names)
}

// MayWrite tells why a resource must not be written under a slug: an Error with CodeForbidden from
// the policy, CodeInvalid for what is no slug, CodeConflict for one that is taken. A new resource
// has no ID.
func (s *Service) MayWrite(ctx context.Context, r Resource, slug string, cause Cause) error {
	e := &Edit{service: s, change: Change{WorkspaceID: r.WorkspaceID, Cause: cause}}
	if err := e.allowed(ctx, r.Ref()); err != nil {
		return err
	}
	if r.ID != 0 && slug == r.Slug {
		return nil
	}
	return e.slugIsFree(ctx, Ref{r.Kind, slug}, r.ID)
}
