package remote

import (
	"context"
	"fmt"
	"strings"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// The filters of partial clones that are used (rev-list's --filter).
const (
	filterNoChildren = "tree:0"           // commits, and what is wanted by id
	filterSmallBlobs = "blob:limit=65536" // files up to 64 KiB
)

// fetchRequest is one fetch command of protocol v2.
type fetchRequest struct {
	wants   []object.OID
	have    object.OID // zero: none
	shallow bool       // treat have as a border of history
	depth   int        // 0: all
	filter  string     // used when the server has filters
	thin    bool
	// ask lets the server first say whether it knows have; it sends a pack at once only
	// when the wants are descendants of have.
	ask bool
}

// fetchReply is what came before the pack.
type fetchReply struct {
	known bool // the server has fetchRequest.have
	pack  bool // a pack came
	pack.Result
}

func (r *Remote) encodeFetch(ad *transport.Advertisement, q fetchRequest) []byte {
	b := pkt.Append(nil, "command=fetch")
	b = pkt.AppendDelim(r.appendCommon(b, ad))
	if q.thin {
		b = pkt.Append(b, "thin-pack")
	}
	b = pkt.Append(pkt.Append(b, "ofs-delta"), "no-progress")
	canShallow := ad.Feature("fetch", "shallow")
	if q.shallow && canShallow {
		b = pkt.Append(b, "shallow "+q.have.String())
	}
	if q.depth > 0 && canShallow {
		b = pkt.Append(b, fmt.Sprintf("deepen %d", q.depth))
	}
	if q.filter != "" && ad.Feature("fetch", "filter") {
		b = pkt.Append(b, "filter "+q.filter)
	}
	for _, w := range q.wants {
		b = pkt.Append(b, "want "+w.String())
	}
	if !q.have.IsZero() {
		b = pkt.Append(b, "have "+q.have.String())
	}
	if !q.ask {
		b = pkt.Append(b, "done")
	}
	return pkt.AppendFlush(b)
}

// fetch sends the command and reads the pack, when one comes, through emit.
func (r *Remote) fetch(ctx context.Context, q fetchRequest, opt pack.Options, emit func(pack.Object) error) (fetchReply, error) {
	var reply fetchReply
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return reply, err
	}
	body, err := r.conn.UploadPack(ctx, 2, r.encodeFetch(ad, q))
	if err != nil {
		return reply, err
	}
	defer body.Close()
	p := pkt.NewReader(body)
	if err := reply.sections(p, q.have); err != nil {
		return reply, err
	}
	if !reply.pack {
		p.Drain(1 << 10)
		if !q.ask {
			return reply, wireerr.New(wireerr.Protocol, "the server sent no pack")
		}
		return reply, nil
	}
	reply.Result, err = pack.Read(pkt.NewSideband(p), opt, emit)
	if err == nil {
		p.Drain(1 << 10)
	}
	return reply, err
}

// sections reads up to the pack.
func (f *fetchReply) sections(p *pkt.Reader, have object.OID) error {
	for {
		k, title, err := p.Line()
		switch {
		case err != nil:
			return err
		case k != pkt.Data:
			return nil
		case title == "packfile":
			f.pack = true
			return nil
		}
		for {
			k, line, err := p.Line()
			if err != nil {
				return err
			}
			if k == pkt.Flush {
				return nil
			}
			if k != pkt.Data {
				break
			}
			if title == "acknowledgments" && strings.TrimSpace(line) == "ACK "+have.String() {
				f.known = true
			}
		}
	}
}

func (r *Remote) packLimits() pack.Limits {
	return pack.Limits{
		Bytes: r.lim.PackBytes, Objects: r.lim.PackObjects, Inflated: r.lim.PackInflated,
		Blob: r.lim.BlobBytes, Tree: r.lim.TreeBytes,
	}
}
