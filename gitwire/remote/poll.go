package remote

import (
	"context"
	"errors"
	"io"
	"strings"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// Tip is where the branch is. OID is zero when there is no such branch.
type Tip struct {
	OID     object.OID
	Unborn  bool // the repository is empty: no refs at all
	Missing bool // other refs exist, but not this branch
}

// Poll asks where the branch is: one request, after a first one for the capabilities where
// the transport needs it, and one more when there is no such branch. A server of protocol
// v0 lists all its refs for it.
func (r *Remote) Poll(ctx context.Context) (Tip, error) {
	tip, err := r.poll(ctx)
	return tip, r.fail("poll", err)
}

func (r *Remote) poll(ctx context.Context) (Tip, error) {
	tip, err := r.pollOnce(ctx)
	if errors.Is(err, transport.ErrVersion) {
		r.forget()
		tip, err = r.pollOnce(ctx)
	}
	return tip, err
}

func (r *Remote) pollOnce(ctx context.Context) (Tip, error) {
	scan := &tipScan{ref: r.ref}
	ad := r.advertised(transport.UploadPack)
	var reply io.ReadCloser
	var err error
	switch {
	case ad == nil:
		ad, reply, err = r.conn.Probe(ctx, lsRefs(nil, "ref-prefix "+r.ref), scan.see)
	case ad.Version == 2:
		reply, err = r.conn.UploadPack(ctx, 2, lsRefs(r.common(ad), "ref-prefix "+r.ref))
	default:
		ad, err = r.conn.Discover(ctx, transport.UploadPack, scan.see)
	}
	if err != nil {
		return Tip{}, err
	}
	if err := r.learn(transport.UploadPack, ad); err != nil {
		if reply != nil {
			reply.Close()
		}
		return Tip{}, err
	}
	switch {
	case reply != nil:
		err = readRefs(reply, scan.see)
	case ad.Version == 2: // since the last poll
		err = r.listRefs(ctx, ad, []string{"ref-prefix " + r.ref}, scan.see)
	default:
		return scan.tip()
	}
	if err != nil {
		return Tip{}, err
	}
	if scan.id != "" {
		return scan.tip()
	}
	return r.absent(ctx, ad)
}

// absent finds out why a server of protocol v2 does not list the branch.
func (r *Remote) absent(ctx context.Context, ad *transport.Advertisement) (Tip, error) {
	var args []string
	if ad.Feature("ls-refs", "unborn") {
		args = []string{"unborn", "symrefs"}
	}
	scan := &tipScan{ref: r.ref, any: true}
	if err := r.listRefs(ctx, ad, args, scan.see); err != nil {
		return Tip{}, err
	}
	return scan.tip()
}

// tipScan looks for the branch among refs.
type tipScan struct {
	ref    string
	any    bool   // stop at the first ref, whichever it is
	id     string // of the branch, as the server writes it
	others bool
}

func (s *tipScan) see(id, name string) (bool, error) {
	switch {
	case id == "unborn":
	case name == s.ref:
		s.id = id
	default:
		s.others = true
		return !s.any, nil
	}
	return true, nil
}

func (s *tipScan) tip() (Tip, error) {
	if s.id == "" {
		return Tip{Unborn: !s.others, Missing: s.others}, nil
	}
	oid, err := object.ParseOID(s.id)
	if err != nil || oid.IsZero() {
		return Tip{}, wireerr.New(wireerr.Protocol, "the branch has no valid object id")
	}
	return Tip{OID: oid}, nil
}

// listRefs gives each ref that a server of protocol v2 lists to visit, until that has enough.
func (r *Remote) listRefs(ctx context.Context, ad *transport.Advertisement, args []string, visit transport.Refs) error {
	reply, err := r.conn.UploadPack(ctx, 2, lsRefs(r.common(ad), args...))
	if err != nil {
		return err
	}
	return readRefs(reply, visit)
}

// lsRefs is the command of protocol v2.
func lsRefs(common []byte, args ...string) []byte {
	b := pkt.Append(nil, "command=ls-refs\n")
	b = pkt.AppendDelim(append(b, common...))
	for _, a := range args {
		b = pkt.Append(b, a+"\n")
	}
	return pkt.AppendFlush(b)
}

// readRefs reads the reply to ls-refs and closes it.
func readRefs(reply io.ReadCloser, visit transport.Refs) error {
	return readRefLines(reply, func(id, name, _ string) (bool, error) { return visit(id, name) })
}

// readRefLines is readRefs with what is told of a ref beside its id and name.
func readRefLines(reply io.ReadCloser, visit func(id, name, attributes string) (more bool, err error)) error {
	defer reply.Close()
	p := pkt.NewReader(reply)
	for {
		k, line, err := p.Line()
		if err != nil {
			return err
		}
		if k != pkt.Data {
			p.Drain(1 << 10)
			return nil
		}
		id, rest, ok := strings.Cut(line, " ")
		name, attributes, _ := strings.Cut(rest, " ")
		if !ok || name == "" {
			return wireerr.New(wireerr.Protocol, "malformed ref line")
		}
		if more, err := visit(id, name, attributes); !more || err != nil {
			return err
		}
	}
}

// common is the capabilities that go with every command of protocol v2.
func (r *Remote) common(ad *transport.Advertisement) []byte {
	var b []byte
	if ad.Has("agent") {
		b = pkt.Append(b, r.agent)
	}
	if ad.Has("object-format") {
		b = pkt.Append(b, "object-format=sha1")
	}
	return b
}
