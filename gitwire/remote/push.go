package remote

import (
	"context"
	"fmt"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// Push sends the commits: one request, after a first one for the capabilities. The branch
// moves only if it is still where the push was built on. When the answer is lost or makes
// no sense, Push asks where the branch is. It gives the snapshot of the new head.
//
// Kinds of errors, beside those of the way there: Moved, with Tip (the commits may be part
// of what is there now: see whether a Read from the base finds Head in its History);
// Rejected, with the server's Text, when the branch did not move although nobody else moved
// it; a refusal is confirmed by sending once more. After Unreachable the same Push can be
// sent again: the branch was still at the base when asked, or with NotDone the push did not leave;
// with OutcomeUnknown it could not be asked.
func (r *Remote) Push(ctx context.Context, p *Push) (*Snapshot, error) {
	err := r.push(ctx, p)
	if err != nil {
		return nil, r.fail("push", err)
	}
	r.keep(p)
	return p.next, nil
}

// keep notes the contents that the branch now holds, in place of those that it held before.
func (r *Remote) keep(p *Push) {
	for _, c := range Diff(p.base, p.next) {
		r.cache.drop(c.Old.OID)
	}
	for _, c := range Diff(p.base, p.next) {
		if b, ok := p.blobs[c.New.OID]; ok {
			r.cache.put(c.New.OID, b)
		}
	}
}

// CheckPush asks for what Push needs to know first. It fails with kind Auth, Forbidden or
// NotFound when the credential cannot write, as far as the server says so before a push.
func (r *Remote) CheckPush(ctx context.Context) error {
	_, err := r.capabilities(ctx, transport.ReceivePack)
	return r.fail("check push", err)
}

func (r *Remote) push(ctx context.Context, p *Push) error {
	ad, err := r.capabilities(ctx, transport.ReceivePack)
	if err != nil {
		return err
	}
	err = r.try(ctx, ad, p)
	if wireerr.Is(err, wireerr.Rejected) {
		// Another push may just hold the branch's lock: only a second refusal is one.
		err = r.try(ctx, ad, p)
	}
	return err
}

// try sends a push once and finds out what became of it.
func (r *Remote) try(ctx context.Context, ad *transport.Advertisement, p *Push) error {
	report, err := r.send(ctx, ad, p)
	if err == nil && report.ok && believed(ad) || err != nil && !report.begun && refused(err) {
		return err
	}
	return r.outcome(ctx, p, report, err)
}

// believed tells servers whose "ok" is enough. One that does not move refs in transactions may
// not compare the branch with the old id, and report a push as done that it dropped: dulwich 0.21 does.
func believed(ad *transport.Advertisement) bool { return ad.Has("atomic") }

// refused tells errors that prove that the server did not act on a push.
func refused(err error) bool {
	if typed(err).NotDone {
		return true
	}
	switch wireerr.KindOf(err) {
	case wireerr.HostKey, wireerr.Certificate, wireerr.Auth, wireerr.Forbidden, wireerr.NotFound, wireerr.RateLimited,
		wireerr.TooLarge, wireerr.Unsupported, wireerr.Invalid:
		return true
	}
	return false
}

// outcome finds out what became of a push by asking where the branch is (invariant 2).
func (r *Remote) outcome(ctx context.Context, p *Push, report pushReport, cause error) error {
	tip, err := r.poll(ctx)
	if err != nil {
		e := *typed(err)
		e.OutcomeUnknown = true
		if cause != nil {
			e.Err = fmt.Errorf("%w; then: %w", cause, e.Err)
		}
		return &e
	}
	switch {
	case tip.OID == p.Head():
		return nil
	case tip.OID != p.base.Commit():
		return &wireerr.Error{Kind: wireerr.Moved, Tip: tip.OID}
	case report.reason != "":
		return &wireerr.Error{Kind: wireerr.Rejected, Text: report.text()}
	case cause != nil:
		return cause
	}
	return wireerr.New(wireerr.Protocol, "the server reported nothing about the branch")
}

// send makes the one request of a push.
func (r *Remote) send(ctx context.Context, ad *transport.Advertisement, p *Push) (pushReport, error) {
	caps := ""
	for _, c := range []string{"report-status", "side-band-64k", "ofs-delta"} {
		if ad.Has(c) {
			caps += " " + c
		}
	}
	if ad.Has("object-format") {
		caps += " object-format=sha1"
	}
	if ad.Has("agent") {
		caps += " " + r.agent
	}
	// Invariant 1: the server compares the old id with the branch under its lock.
	old := p.base.Commit()
	commands := pkt.Append(nil, fmt.Sprintf("%s %s %s\x00%s", old, p.Head(), r.ref, caps))
	commands = pkt.AppendFlush(commands)
	packed := p.thin
	if ad.Has("no-thin") {
		packed = p.full()
	}
	reply, err := r.conn.ReceivePack(ctx, commands, packed)
	if err != nil {
		return pushReport{}, err
	}
	defer reply.Close()
	report, err := readReport(pkt.NewReader(reply), r.ref, ad.Has("side-band-64k"))
	report.begun = true
	if err != nil {
		return report, typed(err)
	}
	return report, nil
}
