package remote

import (
	"bytes"
	"io"
	"strings"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// pushReport is what receive-pack says about a push (report-status).
type pushReport struct {
	begun    bool   // the server answers: no error proves any more that it did not act
	ok       bool   // the branch was moved
	reason   string // why not, in the server's words; "" when it said nothing
	progress string // messages, as of hooks
}

// maxReport bounds a report, in bytes.
const maxReport = 64 << 10

// readReport reads a report, which is packets inside of the side band's packets.
func readReport(p *pkt.Reader, ref string, sideband bool) (pushReport, error) {
	var rep pushReport
	lines := p
	if sideband {
		sb := pkt.NewSideband(p)
		b, err := io.ReadAll(io.LimitReader(sb, maxReport))
		rep.progress = sb.Progress()
		if err != nil {
			return rep, err
		}
		p.Drain(1 << 10)
		lines = pkt.NewReader(bytes.NewReader(b))
	}
	unpack := ""
	for range maxReport / 8 {
		k, line, err := lines.Line()
		if sideband && err == io.EOF { // the side band ended well
			break
		}
		if err != nil {
			return rep, err
		}
		if k != pkt.Data {
			break
		}
		if rest, ok := strings.CutPrefix(line, "unpack "); ok && rest != "ok" {
			unpack = rest
		}
		if line == "ok "+ref {
			rep.ok = true
		}
		if rest, ok := strings.CutPrefix(line, "ng "+ref+" "); ok {
			rep.reason = rest
		}
	}
	if unpack != "" {
		rep.ok = false
		rep.reason = strings.TrimPrefix(rep.reason+": "+unpack, ": ")
	}
	return rep, nil
}

// text is what a person should read: the reason, then the messages.
func (p pushReport) text() string {
	return wireerr.Clean(p.reason + "\n" + p.progress)
}
