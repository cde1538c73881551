package remote

import (
	"fmt"
	"io"

	"lockstep.dev/gitwire/pkt"
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

// readV2 reads the sections of a reply up to the pack.
func (f *fetching) readV2(p *pkt.Reader) (io.Reader, error) {
	for {
		k, title, err := p.Line()
		switch {
		case err != nil:
			return nil, err
		case k != pkt.Data:
			return nil, nil
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
				return nil, nil
			}
			if k != pkt.Data {
				break
			}
			if title == "acknowledgments" && f.acknowledges(line) {
				f.reply.known = true
			}
		}
	}
}
