package repo

import (
	"context"
	"time"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// Test tries a remote step by step.
func Test(ctx context.Context, cfg remote.Config) (gitsync.ConnectionTest, error) {
	wire, err := remote.New(cfg)
	if err != nil {
		return gitsync.ConnectionTest{}, translate(err)
	}
	defer wire.Close()
	c := wire.TestConnection(ctx)
	out := gitsync.ConnectionTest{
		OK: c.OK(), URL: c.URL, Protocol: c.Protocol, Filters: c.Filters, ByID: c.ByID, Empty: c.Empty, HasBranch: c.HasBranch,
		DefaultBranch: c.DefaultBranch, Branches: c.Branches, MoreBranches: c.MoreBranches, MayPush: c.MayPush,
		RoundTrip: float64(c.RoundTrip.Round(10*time.Microsecond)) / float64(time.Millisecond),
	}
	if out.Branches == nil {
		out.Branches = []string{}
	}
	for _, s := range c.Steps {
		out.Steps = append(out.Steps, step(s))
	}
	return out, nil
}

func step(s remote.Step) gitsync.ConnectionStep {
	out := gitsync.ConnectionStep{Name: string(s.Name), OK: s.Err == nil}
	if s.Err == nil {
		return out
	}
	out.Message, out.Hint = message(s.Err), s.Hint
	out.Redirect = s.Err.Redirect
	if s.Err.Key != nil {
		key := hostKey(*s.Err.Key)
		out.HostKey = &key
	}
	return out
}

// HostKeys asks an SSH server for its keys.
func HostKeys(ctx context.Context, cfg transport.SSHConfig) ([]gitsync.HostKey, error) {
	keys, err := transport.FetchHostKeys(ctx, cfg)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]gitsync.HostKey, len(keys))
	for i, k := range keys {
		out[i] = hostKey(k)
	}
	return out, nil
}

func hostKey(k wireerr.Key) gitsync.HostKey {
	return gitsync.HostKey{Host: k.Host, Type: k.Type, Fingerprint: k.Fingerprint, Line: k.Line}
}
