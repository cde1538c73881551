package remote

import (
	"fmt"
	"io"
	"strings"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// encodeV0 is a whole negotiation of protocol v0 in one request (gitprotocol-pack(5)): it
// says "done" at once, so that the server answers with one pack over HTTP and SSH alike.
func (f *fetching) encodeV0(r *Remote) []byte {
	var b []byte
	caps := f.capsV0(r)
	for i, w := range f.wants {
		line := "want " + w.String()
		if i == 0 {
			line += caps
		}
		b = pkt.Append(b, line+"\n")
	}
	if f.shallow && hasShallow(f.ad) {
		b = pkt.Append(b, "shallow "+f.have.String()+"\n")
	}
	if f.deepens() {
		b = pkt.Append(b, fmt.Sprintf("deepen %d\n", f.depth))
	}
	if f.filter != "" && hasFilter(f.ad) {
		b = pkt.Append(b, "filter "+f.filter+"\n")
	}
	b = pkt.AppendFlush(b)
	if !f.have.IsZero() {
		b = pkt.Append(b, "have "+f.have.String()+"\n")
	}
	return pkt.Append(b, "done\n")
}

// capsV0 is the capabilities to ask for. Some servers fail on one that they did not advertise,
// and some on one of theirs that is not asked for: dulwich wants thin-pack, Azure DevOps multi_ack.
func (f *fetching) capsV0(r *Remote) string {
	var caps []string
	add := func(names ...string) { // the first one that is there
		for _, name := range names {
			if f.ad.Has(name) {
				caps = append(caps, name)
				return
			}
		}
	}
	add("multi_ack_detailed", "multi_ack")
	add("side-band-64k", "side-band")
	if f.thin || f.have.IsZero() { // without a have there is nothing to be thin on
		add("thin-pack")
	}
	add("ofs-delta")
	add("no-progress")
	if f.deepens() {
		add("shallow")
	}
	if f.filter != "" {
		add("filter")
	}
	if f.ad.Has("object-format") {
		caps = append(caps, "object-format=sha1")
	}
	if f.ad.Has("agent") {
		caps = append(caps, r.agent)
	}
	return " " + strings.Join(caps, " ")
}

func (f *fetching) deepens() bool { return f.depth > 0 && hasShallow(f.ad) }

// readV0 reads up to the pack: borders of history, where they were asked for, and then ACK
// lines of which the last one has no status, or NAK.
func (f *fetching) readV0(p *pkt.Reader) (io.Reader, error) {
	if f.deepens() {
		if err := skipSection(p); err != nil {
			return nil, err
		}
	}
	for {
		k, line, err := p.Line()
		if err != nil {
			return nil, err
		}
		line = strings.TrimSpace(line)
		if k != pkt.Data || line != "NAK" && !strings.HasPrefix(line, "ACK ") {
			return nil, wireerr.New(wireerr.Protocol, "neither ACK nor NAK before the pack")
		}
		f.reply.known = f.reply.known || f.acknowledges(line)
		if line == "NAK" || len(strings.Fields(line)) == 2 {
			break
		}
	}
	if f.ask && !f.reply.known { // what follows is everything
		return nil, nil
	}
	f.reply.pack = true
	if f.ad.Has("side-band-64k") || f.ad.Has("side-band") {
		return pkt.NewSideband(p), nil
	}
	return p.Raw(), nil
}

// skipSection reads over packets up to a flush.
func skipSection(p *pkt.Reader) error {
	for {
		k, _, err := p.Next()
		if err != nil {
			return err
		}
		if k == pkt.Flush {
			return nil
		}
	}
}
