package gitsync

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"slices"

	"lockstep.dev/gitsync/layout"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// Settings returns the workspace's settings, with the defaults filled in.
func (e *Engine) Settings(ctx context.Context, workspaceID int64) (Settings, error) {
	s, err := e.Store.Settings(ctx, workspaceID)
	return s.Defaults(), err
}

// Connect keeps the workspace the same as a branch from now on. Whatever an earlier connection
// remembered is forgotten; the first cycle does what Preview shows.
func (e *Engine) Connect(ctx context.Context, workspaceID int64, c Connection, cause workspace.Cause) error {
	settings, err := prepare(workspaceID, c)
	if err != nil {
		return err
	}
	settings.Phase = PhaseActive
	return e.locked(ctx, workspaceID, func(ctx context.Context) error {
		present, err := e.Store.Settings(ctx, workspaceID)
		if err != nil {
			return err
		}
		settings.Version = present.Version
		if err := e.Store.Clear(ctx, workspaceID); err != nil {
			return err
		}
		secrets, err := e.secrets(ctx, settings, c.Secrets)
		if err != nil {
			return err
		}
		if err := e.inspect(&settings, secrets); err != nil {
			return err
		}
		if err := e.Store.PutGitSecrets(ctx, workspaceID, secrets); err != nil {
			return err
		}
		if err := e.Store.PutSettings(ctx, &settings); err != nil {
			return err
		}
		state := State{First: c.Direction, FirstPlan: c.Plan, FirstBy: cause.Actor}
		if err := e.Store.PutState(ctx, workspaceID, state); err != nil {
			return err
		}
		return e.note(ctx, workspaceID, cause, "connected", "connected to "+displayURL(settings)+", branch "+settings.Branch+", "+string(c.Direction))
	})
}

// Configure changes the settings; Version is that of the settings that were read, or 0. Another
// repository, branch or path is another connection: use Connect for that.
func (e *Engine) Configure(ctx context.Context, workspaceID int64, s Settings, edit SecretEdit) (Settings, error) {
	s.WorkspaceID = workspaceID
	s = s.Defaults()
	err := e.locked(ctx, workspaceID, func(ctx context.Context) error {
		present, err := e.Store.Settings(ctx, workspaceID)
		if err != nil {
			return err
		}
		present = present.Defaults()
		if present.Phase != PhaseDisconnected {
			if s.URL != present.URL || s.BuiltIn != present.BuiltIn || s.Branch != present.Branch || s.Path != present.Path {
				return workspace.Errorf(workspace.CodeConflict, "the workspace is connected to another place").
					WithHint("connect it to the new repository, branch or path: that asks for a direction and shows a preview")
			}
			if err := check(s); err != nil {
				return err
			}
		} else if err := checkShown(s.URL); err != nil {
			return err
		}
		s.Phase = present.Phase
		if s.Version == 0 {
			s.Version = present.Version
		}
		secrets, err := e.Store.GitSecrets(ctx, workspaceID)
		if err != nil {
			return err
		}
		if err := edit.check(s); err != nil {
			return err
		}
		if secrets.Kind != AuthSSH && origin(s.URL) != origin(present.URL) {
			secrets.Credential = "" // it was given for that server
		}
		secrets = secrets.edited(edit, s.AuthKind)
		if err := e.inspect(&s, secrets); err != nil {
			return err
		}
		if err := e.Store.PutGitSecrets(ctx, workspaceID, secrets); err != nil {
			return err
		}
		if err := e.retry(ctx, workspaceID); err != nil {
			return err
		}
		return e.Store.PutSettings(ctx, &s)
	})
	return s, err
}

// Disconnect stops keeping the workspace and the branch the same. Both stay as they are.
func (e *Engine) Disconnect(ctx context.Context, workspaceID int64, cause workspace.Cause) error {
	return e.phase(ctx, workspaceID, cause, PhaseDisconnected, "disconnected", func(ctx context.Context) error {
		if err := e.Store.Clear(ctx, workspaceID); err != nil {
			return err
		}
		return e.Store.PutGitSecrets(ctx, workspaceID, Secrets{})
	})
}

// Pause stops cycles until Resume. Changes on both sides wait.
func (e *Engine) Pause(ctx context.Context, workspaceID int64, cause workspace.Cause) error {
	return e.phase(ctx, workspaceID, cause, PhasePaused, "paused", nil)
}

// Resume lets cycles run again.
func (e *Engine) Resume(ctx context.Context, workspaceID int64, cause workspace.Cause) error {
	return e.phase(ctx, workspaceID, cause, PhaseActive, "resumed", nil)
}

func (e *Engine) phase(ctx context.Context, workspaceID int64, cause workspace.Cause, to Phase, word string, also func(context.Context) error) error {
	return e.locked(ctx, workspaceID, func(ctx context.Context) error {
		s, err := e.Store.Settings(ctx, workspaceID)
		if err != nil {
			return err
		}
		if s = s.Defaults(); s.Phase == PhaseDisconnected {
			return errDisconnected()
		}
		if s.Phase == to {
			return nil
		}
		s.Phase = to
		if to == PhaseDisconnected {
			s.PublicKey, s.SigningKey = "", ""
		}
		if also != nil {
			if err := also(ctx); err != nil {
				return err
			}
		}
		if err := e.retry(ctx, workspaceID); err != nil {
			return err
		}
		if err := e.Store.PutSettings(ctx, &s); err != nil {
			return err
		}
		return e.note(ctx, workspaceID, cause, word, word)
	})
}

// Resync lets the next cycle compare everything, and bring back files that were deleted in Git
// while the policy was to keep the resources.
func (e *Engine) Resync(ctx context.Context, workspaceID int64, cause workspace.Cause) error {
	return e.remind(ctx, workspaceID, cause, "resync", "full resync asked for", func(s *State) error {
		s.Resync, s.Failure = true, nil
		return nil
	})
}

// Confirm lets the plan that a guard holds back go ahead: exactly that plan.
func (e *Engine) Confirm(ctx context.Context, workspaceID int64, plan string, cause workspace.Cause) error {
	return e.remind(ctx, workspaceID, cause, "confirmed", "plan confirmed", func(s *State) error {
		if s.Halt == nil {
			return workspace.Errorf(workspace.CodeConflict, "nothing waits for a confirmation")
		}
		if s.Halt.Plan != plan {
			return workspace.Errorf(workspace.CodeStale, "the plan changed since it was shown").WithHint("look at it again")
		}
		s.Confirmed = plan
		return nil
	})
}

func (e *Engine) remind(ctx context.Context, workspaceID int64, cause workspace.Cause, result, summary string, edit func(*State) error) error {
	return e.locked(ctx, workspaceID, func(ctx context.Context) error {
		settings, err := e.Store.Settings(ctx, workspaceID)
		if err != nil {
			return err
		}
		if settings.Defaults().Phase == PhaseDisconnected {
			return errDisconnected()
		}
		state, err := e.Store.State(ctx, workspaceID)
		if err != nil {
			return err
		}
		if err := edit(&state); err != nil {
			return err
		}
		state.Failure = state.Failure.dueAt(e.time())
		if err := e.Store.PutState(ctx, workspaceID, state); err != nil {
			return err
		}
		return e.note(ctx, workspaceID, cause, result, summary)
	})
}

// locked runs fn in a transaction while no cycle of the workspace is between reading the state
// and writing it, here or on another replica, and asks for a cycle.
func (e *Engine) locked(ctx context.Context, workspaceID int64, fn func(context.Context) error) error {
	s := e.session(workspaceID)
	if err := s.lock(ctx); err != nil {
		return EdgeError(err)
	}
	defer s.unlock()
	lease, err := e.wait(ctx, workspaceLease(workspaceID))
	if err != nil {
		return err
	}
	defer e.release(ctx, lease)
	err = e.Store.InTx(ctx, func(ctx context.Context) error {
		if err := e.Store.Confirm(ctx, lease, leaseTime); err != nil {
			return err
		}
		if err := fn(ctx); err != nil {
			return err
		}
		return e.Trigger(ctx, workspaceID)
	})
	if err == nil {
		s.agreed, s.halted, s.settled = nil, mark{}, mark{}
	}
	return err
}

func (e *Engine) note(ctx context.Context, workspaceID int64, cause workspace.Cause, result, summary string) error {
	return e.Store.AddActivity(ctx, &Activity{
		WorkspaceID: workspaceID, At: e.time(), Flow: Local, Result: result, Author: authorText(cause.Actor), Summary: summary,
	})
}

// origin is the scheme, host and port of an address.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// prepare checks what a connection takes.
func prepare(workspaceID int64, c Connection) (Settings, error) {
	s := c.Settings.Defaults()
	s.WorkspaceID = workspaceID
	if !slices.Contains([]reconcile.Direction{reconcile.TwoWay, reconcile.AppToRepo, reconcile.RepoToApp}, c.Direction) {
		return s, workspace.Errorf(workspace.CodeInvalid, "the first direction is missing").
			WithHint("one of app-to-repo (the repository becomes what the workspace is), repo-to-app, two-way (merge)")
	}
	if s.Mode == ModeReadOnly && c.Direction != reconcile.RepoToApp || s.Mode == ModeBackup && c.Direction != reconcile.AppToRepo {
		return s, workspace.Errorf(workspace.CodeInvalid, "the mode %s cannot start with %s", s.Mode, c.Direction)
	}
	return s, check(s)
}

// check refuses settings that cannot work.
func check(s Settings) error {
	if err := (layout.Layout{Root: s.Path, Workspace: "any"}).Check(); err != nil {
		return invalid("path", err.Error(), "give a folder such as lockstep/config, or leave it empty")
	}
	if err := CheckTemplate(s.Template); err != nil {
		return err
	}
	switch {
	case !slices.Contains([]Mode{ModeTwoWay, ModeReadOnly, ModeBackup}, s.Mode):
		return invalid("mode", "unknown mode "+string(s.Mode), "one of two-way, read-only, backup")
	case !slices.Contains([]reconcile.DeletePolicy{reconcile.DeleteArchives, reconcile.DeleteKeeps, reconcile.DeleteDeletes}, s.Delete):
		return invalid("deletePolicy", "unknown delete policy "+string(s.Delete), "one of archive, keep, delete")
	case !slices.Contains([]reconcile.ConflictPolicy{reconcile.ConflictAsks, reconcile.ConflictPrefersApp, reconcile.ConflictPrefersRepo}, s.Conflict):
		return invalid("conflictPolicy", "unknown conflict policy "+string(s.Conflict), "one of ask, prefer-app, prefer-repo")
	case !slices.Contains([]Grouping{GroupChange, GroupBatch}, s.Grouping):
		return invalid("grouping", "unknown grouping "+string(s.Grouping), "one of change, batch")
	case !slices.Contains([]AuthKind{AuthNone, AuthBasic, AuthBearer, AuthSSH}, s.AuthKind):
		return invalid("authKind", "unknown kind of authentication "+string(s.AuthKind), "one of none, basic, bearer, ssh")
	case s.DeletePercent < -1 || s.DeletePercent > 100 || s.DeleteCount < -1:
		return invalid("deletePercent", "the delete budget is out of range", "a share of 0 to 100 and a number; -1 for both asks about every deletion")
	case s.CABundle != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(s.CABundle)):
		return invalid("caBundle", "the CA bundle holds no certificate", "PEM blocks that begin with BEGIN CERTIFICATE")
	case s.PollSeconds < 1 || s.PollSeconds > 3600:
		return invalid("pollSeconds", "the poll interval must be between 1 and 3600 seconds", "")
	case s.BuiltIn:
		return nil
	}
	return checkURL(s)
}

func invalid(field, message, hint string) error {
	return &workspace.Error{Code: workspace.CodeInvalid, Message: message, Hint: hint,
		Problems: []workspace.Problem{{Path: []any{field}, Code: "invalid", Message: message, Hint: hint}}}
}

// checkShown refuses an address with a secret in it: settings are not sealed, and are shown.
func checkShown(address string) error {
	if IsSSH(address) {
		if hasPassword(address) {
			return invalid("url", "the address holds a password", "SSH needs a key; give it as the credential: that is sealed")
		}
		return nil
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return errNoAddress()
	case u.User != nil:
		return invalid("url", "the address holds a user or password", "give them as username and credential: those are sealed")
	case u.RawQuery != "" || u.Fragment != "":
		return invalid("url", "the address has a query or a fragment", "give tokens as the credential: those are sealed")
	}
	return nil
}

func errNoAddress() error {
	return invalid("url", "the repository's address is not an address", "such as https://github.com/acme/activation.git")
}

func checkURL(s Settings) error {
	if IsSSH(s.URL) != (s.AuthKind == AuthSSH) {
		if s.AuthKind == AuthSSH {
			return invalid("url", "an SSH key is of no use with this address", "give an address such as git@github.com:acme/activation.git")
		}
		return invalid("authKind", "an SSH address needs an SSH key", "set authKind to ssh and give the private key as the credential")
	}
	if err := checkShown(s.URL); err != nil || s.AuthKind == AuthSSH {
		return err
	}
	u, err := url.Parse(s.URL)
	switch {
	case err != nil || u.Host == "":
		return errNoAddress()
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http":
		if ip := net.ParseIP(u.Hostname()); s.AllowHTTP || u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			return nil
		}
		return invalid("url", "plain http sends the credential readable by others", "use https, or allow http if the network is yours")
	}
	return invalid("url", "unknown scheme "+u.Scheme, "https, http or ssh")
}

func errDisconnected() error {
	return workspace.Errorf(workspace.CodeConflict, "the workspace is not connected to a branch").WithHint("connect it first")
}

// EdgeError makes of a remote's failure, or of ErrBusy, what leaves the product.
func EdgeError(err error) error {
	if errors.Is(err, ErrBusy) {
		return workspace.Errorf(workspace.CodeUnavailable, "another cycle is running").WithHint("try again in a moment")
	}
	var remote *RemoteError
	if errors.As(err, &remote) {
		code := workspace.CodeUnavailable
		if remote.Class == FailHalt {
			code = workspace.CodeInvalid
		}
		return (&workspace.Error{Code: code, Message: remote.Message}).WithHint("%s", remote.Hint)
	}
	return err
}
