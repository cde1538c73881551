package remote

import (
	"context"
	"io"
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

// fetchRequest asks for a pack, in either version of the protocol.
type fetchRequest struct {
	wants   []object.OID
	have    object.OID // zero: none
	shallow bool       // treat have as a border of history
	depth   int        // 0: all
	filter  string     // used when the server has filters
	thin    bool
	// ask lets the server first say whether it knows have: a server of v2 sends a pack at
	// once only when the wants are descendants of have, and one of v0 is hung up on when it
	// does not know have.
	ask bool
}

// fetchReply is what came before the pack, and how the pack was.
type fetchReply struct {
	known bool // the server has fetchRequest.have
	pack  bool // a pack came
	pack.Result
}

// packReader takes the pack of a reply.
type packReader func(io.Reader) (pack.Result, error)

// fetch asks for a pack and gives each object of it, when one comes, to emit.
func (r *Remote) fetch(ctx context.Context, q fetchRequest, opt pack.Options, emit func(pack.Object) error) (fetchReply, error) {
	return r.fetchPack(ctx, q, func(rd io.Reader) (pack.Result, error) { return pack.Read(rd, opt, emit) })
}

// fetchPack sends the request and hands the pack, when one comes, to take.
func (r *Remote) fetchPack(ctx context.Context, q fetchRequest, take packReader) (fetchReply, error) {
	ad, err := r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return fetchReply{}, err
	}
	f := fetching{fetchRequest: q, ad: ad}
	request, read := f.encodeV2, f.readV2
	if version(ad) == 0 {
		request, read = f.encodeV0, f.readV0
	}
	body, err := r.conn.UploadPack(ctx, version(ad), request(r))
	if err != nil {
		return fetchReply{}, err
	}
	defer body.Close()
	p := pkt.NewReader(body)
	data, err := read(p)
	if err != nil {
		return f.reply, err
	}
	if !f.reply.pack {
		p.Drain(1 << 10)
		if !q.ask {
			return f.reply, wireerr.New(wireerr.Protocol, "the server sent no pack")
		}
		return f.reply, nil
	}
	f.reply.Result, err = take(data)
	if err == nil {
		p.Drain(1 << 10)
	}
	return f.reply, err
}

// fetching is one fetch.
type fetching struct {
	fetchRequest
	ad    *transport.Advertisement
	reply fetchReply
}

// acknowledges tells whether a line of a reply says that the server has q.have.
func (f *fetching) acknowledges(line string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "ACK "+f.have.String())
	return ok && (rest == "" || rest[0] == ' ')
}

func (r *Remote) packLimits() pack.Limits {
	return pack.Limits{
		Bytes: r.lim.PackBytes, Objects: r.lim.PackObjects, Inflated: r.lim.PackInflated,
		Blob: r.lim.BlobBytes, Tree: r.lim.TreeBytes,
	}
}
