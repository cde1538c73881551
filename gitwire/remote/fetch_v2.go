package remote

import (
	"fmt"
	"io"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// encodeV2 is the fetch command of protocol v2 (gitprotocol-v2(5)).
func (f *fetching) encodeV2(r *Remote) []byte {
	b := pkt.Append(nil, "command=fetch")
	b = pkt.AppendDelim(append(b, r.common(f.ad)...))
	if f.thin {
		b = pkt.Append(b, "thin-pack")
	}
	b = pkt.Append(pkt.Append(b, "ofs-delta"), "no-progress")
	if f.shallow && hasShallow(f.ad) {
		b = pkt.Append(b, "shallow "+f.have.String())
	}
	if f.depth > 0 && hasShallow(f.ad) {
		b = pkt.Append(b, fmt.Sprintf("deepen %d", f.depth))
	}
	if f.filter != "" && hasFilter(f.ad) {
		b = pkt.Append(b, "filter "+f.filter)
	}
	for _, w := range f.wants {
		b = pkt.Append(b, "want "+w.String())
	}
	if !f.have.IsZero() {
		b = pkt.Append(b, "have "+f.have.String())
	}
	if !f.ask {
		b = pkt.Append(b, "done")
	}
	return pkt.AppendFlush(b)
}

// readV2 reads the sections of a reply up to the pack. That the server does not know
// fetchRequest.have is believed only of one that answered the question.
func (f *fetching) readV2(p *pkt.Reader) (io.Reader, error) {
	answered := false
	for {
		k, title, err := p.Line()
		switch {
		case err != nil:
			return nil, err
		case k != pkt.Data:
			return nil, f.noPackV2(answered)
		case title == "packfile":
			f.reply.pack = true
			return pkt.NewSideband(p), nil
		}
		for {
			k, line, err := p.Line()
			if err != nil {
				return nil, err
			}
			if k == pkt.Flush {
				return nil, f.noPackV2(answered)
			}
			if k != pkt.Data {
				break
			}
			if title == "acknowledgments" {
				f.reply.known = f.reply.known || f.acknowledges(line)
				answered = answered || f.reply.known || line == "NAK"
			}
		}
	}
}

// noPackV2 is a reply that ends before a pack.
func (f *fetching) noPackV2(answered bool) error {
	if f.ask && !answered {
		return wireerr.New(wireerr.Protocol, "neither ACK nor NAK, and no pack")
	}
	return nil
}
