package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// GitSync keeps workspaces the same as their branches. All errors are workspace.Errors, or faults.
// Methods with a Cause note it in the activity.
type GitSync interface {
	Status(ctx context.Context, workspaceID int64) (gitsync.Status, error)
	// FileText returns what the branch says of a live resource while the app means the same, else
	// what the next push makes of it.
	FileText(ctx context.Context, r workspace.Resource) (gitsync.FileText, error)
	// Draft returns what Git would see if the app gave a resource a value and a name. A new
	// resource has no ID; typed is the file that a person writes for it, or nil. CodeInvalid when
	// the value cannot be written into the file.
	Draft(ctx context.Context, r workspace.Resource, slug string, value workspace.Fields, typed []byte) (gitsync.Draft, error)
	// Typed returns what is to be kept of a file that a person wrote for a resource; the zero value
	// for nothing.
	Typed(ctx context.Context, r workspace.Resource, value workspace.Fields, text []byte) (workspace.Typed, error)
	// Settings returns them with defaults filled in.
	Settings(ctx context.Context, workspaceID int64) (gitsync.Settings, error)
	// Configure writes settings; a Version that is not 0 and not the stored one is CodeStale.
	Configure(ctx context.Context, workspaceID int64, s gitsync.Settings, secrets gitsync.SecretEdit) (gitsync.Settings, error)
	// TestConnection tries what a connection would use, and writes nothing.
	TestConnection(ctx context.Context, workspaceID int64, c gitsync.Connection) (gitsync.ConnectionTest, error)
	// HostKeys returns the keys that the SSH server of an address shows.
	HostKeys(ctx context.Context, workspaceID int64, address string) ([]gitsync.HostKey, error)
	// MakeKey makes an SSH key pair, keeps the private half as the credential, and returns
	// the settings with the public one.
	MakeKey(ctx context.Context, workspaceID int64) (gitsync.Settings, error)
	// Preview returns what connecting would do; nothing is changed.
	Preview(ctx context.Context, workspaceID int64, c gitsync.Connection) (gitsync.Plan, error)
	Connect(ctx context.Context, workspaceID int64, c gitsync.Connection, cause workspace.Cause) error
	Disconnect(ctx context.Context, workspaceID int64, cause workspace.Cause) error
	Pause(ctx context.Context, workspaceID int64, cause workspace.Cause) error
	Resume(ctx context.Context, workspaceID int64, cause workspace.Cause) error
	// Plan returns what the next cycle would do; nothing is changed.
	Plan(ctx context.Context, workspaceID int64) (gitsync.Plan, error)
	// Cycle runs one cycle and waits for it.
	Cycle(ctx context.Context, workspaceID int64) (gitsync.Report, error)
	// Resync asks the next cycle to compare everything again.
	Resync(ctx context.Context, workspaceID int64, cause workspace.Cause) error
	// Confirm lets a halted cycle go on with the plan of that hash; CodeStale for another one.
	Confirm(ctx context.Context, workspaceID int64, plan string, cause workspace.Cause) error
	// Held returns what is held, by ref.
	Held(ctx context.Context, workspaceID int64) ([]gitsync.Held, error)
	// Texts returns the sides of a held resource as files.
	Texts(ctx context.Context, workspaceID int64, h gitsync.Held) (gitsync.Texts, error)
	// Outcome returns what a resolution would do; nothing is changed.
	Outcome(ctx context.Context, workspaceID int64, r gitsync.Resolution) (gitsync.Outcome, error)
	Resolve(ctx context.Context, workspaceID int64, r gitsync.Resolution, cause workspace.Cause) error
	// Activity returns entries newest first, before an id (0: from the top).
	Activity(ctx context.Context, workspaceID, before int64, limit int) ([]gitsync.Activity, error)
}

// Connect says what to connect to, and in which direction first.
type Connect struct {
	Settings   *GitSyncSettings    `json:"settings,omitempty" doc:"The stored settings when left out"`
	Credential *string             `json:"credential,omitempty" writeOnly:"true" doc:"Password, token or private SSH key; the stored one when left out"`
	Passphrase *string             `json:"passphrase,omitempty" writeOnly:"true" doc:"Of the SSH key"`
	Direction  reconcile.Direction `json:"direction" enum:"two-way,app-to-repo,repo-to-app"`
	Plan       string              `json:"plan,omitempty" doc:"Hash of the preview: connect only if it still is what would happen"`
}

// Confirm names the plan that a person has seen.
type Confirm struct {
	Plan string `json:"plan" minLength:"1" doc:"The halt's plan hash"`
}

// Cycle is what one cycle did.
type Cycle struct {
	Head       string `json:"head"`
	Idle       bool   `json:"idle" doc:"There was nothing to do"`
	Inbound    int    `json:"inbound"`
	Outbound   int    `json:"outbound"`
	Commits    int    `json:"commits"`
	Held       int    `json:"held"`
	Halted     bool   `json:"halted"`
	DurationMS int64  `json:"durationMs"`
	Waited     bool   `json:"waited" doc:"false: the cycle was only asked for, and the rest is empty"`
}

type (
	statusBody   struct{ Body gitsync.Status }
	planBody     struct{ Body gitsync.Plan }
	settingsBody = one[GitSyncSettings]
)

// cycleTimeout bounds requests that talk to the remote.
const cycleTimeout = 10 * time.Minute

func (s *server) gitSyncs(a huma.API) {
	const tag = "Git Sync"
	base := "/workspaces/{workspace}/git-sync"
	register(s, a, operation("get-git-sync-status", http.MethodGet, base+"/status", tag, "Are the workspace and its branch the same?"), s.gitStatus)
	register(s, a, operation("get-git-sync-settings", http.MethodGet, base+"/settings", tag, "Get the settings"), s.getSettings)
	register(s, a, needing(auth.ScopeAdmin, operation("replace-git-sync-settings", http.MethodPut, base+"/settings", tag, "Replace the settings")), s.putSettings)
	s.gitAccess(a, base, tag)
	register(s, a, within(cycleTimeout, needing(auth.ScopeAdmin, operation("preview-git-sync", http.MethodPost, base+"/preview", tag, "Show what connecting would do"))), s.previewGit)
	register(s, a, within(cycleTimeout, needing(auth.ScopeAdmin, operation("connect-git-sync", http.MethodPost, base+"/connect", tag, "Connect the workspace to its branch"))), s.connectGit)
	for _, step := range []struct {
		name, summary string
		do            func(context.Context, int64, workspace.Cause) error
	}{
		{"disconnect", "Leave the branch: both sides stay as they are", s.disconnectGit},
		{"pause", "Stop cycles until resumed", s.pauseGit},
		{"resume", "Let cycles run again", s.resumeGit},
		{"resync", "Compare everything again in the next cycle", s.resyncGit},
	} {
		o := needing(auth.ScopeAdmin, operation(step.name+"-git-sync", http.MethodPost, base+"/"+step.name, tag, step.summary))
		if step.name == "resync" {
			o = needing(auth.ScopeWrite, o)
		}
		register(s, a, o, s.gitStep(step.do))
	}
	register(s, a, within(cycleTimeout, operation("run-git-sync", http.MethodPost, base+"/sync", tag, "Run a cycle now")), s.runCycle)
	register(s, a, operation("confirm-git-sync", http.MethodPost, base+"/confirm", tag, "Let a halted cycle go on"), s.confirmGit)
	register(s, a, within(cycleTimeout, operation("get-git-sync-plan", http.MethodGet, base+"/plan", tag, "Show what the next cycle would do")), s.gitPlan)
}

// synced returns the workspace of a path, and refuses where Git Sync is not part of the server.
func (s *server) synced(ctx context.Context, in AtWorkspace) (workspace.Workspace, error) {
	w, err := s.workspace(ctx, in.Workspace)
	if err == nil && s.gitSync == nil {
		err = workspace.Errorf(workspace.CodeUnavailable, "this server runs without Git Sync")
	}
	return w, err
}

func (s *server) gitStatus(ctx context.Context, in *AtWorkspace) (*statusBody, error) {
	w, err := s.synced(ctx, *in)
	if err != nil {
		return nil, err
	}
	status, err := s.gitSync.Status(ctx, w.ID)
	return &statusBody{status}, err
}

func (s *server) gitPlan(ctx context.Context, in *AtWorkspace) (*planBody, error) {
	w, err := s.synced(ctx, *in)
	if err != nil {
		return nil, err
	}
	plan, err := s.gitSync.Plan(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	return s.planView(ctx, w.ID, plan)
}

func (s *server) runCycle(ctx context.Context, in *struct {
	AtWorkspace
	Wait bool `query:"wait" default:"true" doc:"false: ask for a cycle and do not wait for it"`
}) (*struct {
	Status int
	Body   Cycle
}, error) {
	out := &struct {
		Status int
		Body   Cycle
	}{Status: http.StatusOK}
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	if !in.Wait && s.trigger != nil {
		out.Status = http.StatusAccepted
		return out, s.trigger(ctx, w.ID)
	}
	r, err := s.gitSync.Cycle(ctx, w.ID)
	out.Body = Cycle{
		Head: r.Head, Idle: r.Idle, Inbound: r.Inbound, Outbound: r.Outbound, Commits: r.Commits, Held: r.Held, Halted: r.Halted,
		DurationMS: r.Duration.Milliseconds(), Waited: true,
	}
	return out, err
}

func (s *server) confirmGit(ctx context.Context, in *struct {
	AtWorkspace
	Client
	Body Confirm
}) (*statusBody, error) {
	w, err := s.synced(ctx, in.AtWorkspace)
	if err != nil {
		return nil, err
	}
	if err := s.gitSync.Confirm(ctx, w.ID, in.Body.Plan, s.cause(ctx, in.Client)); err != nil {
		return nil, err
	}
	return s.gitStatus(ctx, &in.AtWorkspace)
}

type gitStepInput struct {
	AtWorkspace
	Client
}

// gitStep is an operation that changes the phase and answers with the new status.
func (s *server) gitStep(do func(context.Context, int64, workspace.Cause) error) func(context.Context, *gitStepInput) (*statusBody, error) {
	return func(ctx context.Context, in *gitStepInput) (*statusBody, error) {
		w, err := s.synced(ctx, in.AtWorkspace)
		if err != nil {
			return nil, err
		}
		if err := do(ctx, w.ID, s.cause(ctx, in.Client)); err != nil {
			return nil, err
		}
		return s.gitStatus(ctx, &in.AtWorkspace)
	}
}

func (s *server) disconnectGit(ctx context.Context, id int64, c workspace.Cause) error {
	return s.gitSync.Disconnect(ctx, id, c)
}

func (s *server) pauseGit(ctx context.Context, id int64, c workspace.Cause) error {
	return s.gitSync.Pause(ctx, id, c)
}

func (s *server) resumeGit(ctx context.Context, id int64, c workspace.Cause) error {
	return s.gitSync.Resume(ctx, id, c)
}

func (s *server) resyncGit(ctx context.Context, id int64, c workspace.Cause) error {
	return s.gitSync.Resync(ctx, id, c)
}
