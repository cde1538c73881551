package remote

import (
	"context"
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

// Poll asks where the branch is: one request, after a first one for the capabilities, and
// one more when there is no such branch.
func (r *Remote) Poll(ctx context.Context) (Tip, error) {
	tip, err := r.poll(ctx)
	return tip, r.fail("poll", err)
}

func (r *Remote) poll(ctx context.Context) (Tip, error) {
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return Tip{}, err
	}
	var tip Tip
	err = r.lsRefs(ctx, ad, []string{"ref-prefix " + r.ref}, func(id, name string) (bool, error) {
		if name != r.ref {
			return false, nil
		}
		tip.OID, err = object.ParseOID(id)
		if err != nil || tip.OID.IsZero() {
			return false, wireerr.New(wireerr.Protocol, "the branch has no valid object id")
		}
		return false, nil
	})
	if err != nil || !tip.OID.IsZero() {
		return tip, err
	}
	var args []string
	if ad.Feature("ls-refs", "unborn") {
		args = []string{"unborn", "symrefs"}
	}
	tip.Unborn = true
	err = r.lsRefs(ctx, ad, args, func(id, name string) (bool, error) {
		if id == "unborn" {
			return false, nil
		}
		tip.Unborn, tip.Missing = false, true
		return true, nil // one is enough
	})
	return tip, err
}

// lsRefs gives each ref to visit, until that says stop.
func (r *Remote) lsRefs(ctx context.Context, ad *transport.Advertisement, args []string, visit func(id, name string) (stop bool, err error)) error {
	b := pkt.Append(nil, "command=ls-refs\n")
	b = pkt.AppendDelim(r.appendCommon(b, ad))
	for _, a := range args {
		b = pkt.Append(b, a+"\n")
	}
	body, err := r.conn.UploadPack(ctx, 2, pkt.AppendFlush(b))
	if err != nil {
		return err
	}
	defer body.Close()
	p := pkt.NewReader(body)
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
		name, _, _ := strings.Cut(rest, " ")
		if !ok || name == "" {
			return wireerr.New(wireerr.Protocol, "malformed ref line")
		}
		if stop, err := visit(id, name); stop || err != nil {
			return err
		}
	}
}

// appendCommon appends the capabilities that go with every command.
func (r *Remote) appendCommon(b []byte, ad *transport.Advertisement) []byte {
	if ad.Has("agent") {
		b = pkt.Append(b, r.agent)
	}
	if ad.Has("object-format") {
		b = pkt.Append(b, "object-format=sha1")
	}
	return b
}
