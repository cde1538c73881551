package transport

import (
	"errors"
	"io"
	"strings"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// Advertisement is what a service can do.
type Advertisement struct {
	Version int               // of the protocol: 0, 1 or 2
	Caps    map[string]string // name to value; "" for a capability without a value
}

// Has tells whether a capability is advertised.
func (a *Advertisement) Has(name string) bool { _, ok := a.Caps[name]; return ok }

// Feature tells whether a space-separated value of a capability names a feature, as in
// fetch=shallow filter.
func (a *Advertisement) Feature(name, feature string) bool {
	for f := range strings.FieldsSeq(a.Caps[name]) {
		if f == feature {
			return true
		}
	}
	return false
}

// SHA256 tells whether the repository's ids are SHA-256.
func (a *Advertisement) SHA256() bool { return a.Caps["object-format"] == "sha256" }

// maxCaps bounds the number of capabilities that are kept.
const maxCaps = 256

// maxRefs bounds the refs of one advertisement.
const maxRefs = 1_000_000

// readAdvertisement reads the capabilities. The refs of protocol v0, v1 and of receive-pack,
// which come after them, go to refs; without one, or once it has enough, they are left unread.
func readAdvertisement(p *pkt.Reader, refs Refs) (*Advertisement, error) {
	k, line, err := p.Line()
	if err == nil && k == pkt.Data && strings.HasPrefix(line, "# service=") {
		if k, _, err = p.Line(); err == nil && k == pkt.Flush {
			k, line, err = p.Line()
		}
	}
	a := &Advertisement{Caps: map[string]string{}}
	if err == nil && k == pkt.Data && line == "version 1" {
		a.Version = 1
		k, line, err = p.Line()
	}
	switch {
	case err != nil:
		return nil, ReplyError(err)
	case k == pkt.Flush: // old servers say nothing of an empty repository
		return a, nil
	case k != pkt.Data:
		return nil, wireerr.New(wireerr.Protocol, "the server advertises no capabilities")
	case line == "version 2":
		a.Version = 2
		return a, a.readV2(p)
	}
	first, caps, ok := strings.Cut(line, "\x00")
	if !ok {
		return nil, wireerr.New(wireerr.Protocol, "the server advertises no capabilities")
	}
	for f := range strings.FieldsSeq(caps) {
		a.add(f)
	}
	if refs == nil {
		return a, nil
	}
	return a, readRefs(p, first, refs)
}

// readRefs reads the refs of a v0 advertisement, of which line is the first.
func readRefs(p *pkt.Reader, line string, refs Refs) error {
	for range maxRefs {
		id, name, ok := strings.Cut(line, " ")
		switch {
		case !ok && id != "":
			return wireerr.New(wireerr.Protocol, "malformed ref line")
		case id == "shallow" || name == "capabilities^{}":
		default:
			if more, err := refs(id, name); !more || err != nil {
				return err
			}
		}
		k, next, err := p.Line()
		if err != nil {
			return ReplyError(err)
		}
		if k != pkt.Data {
			return nil
		}
		line = next
	}
	return wireerr.New(wireerr.TooLarge, "more than %d refs", maxRefs)
}

func (a *Advertisement) readV2(p *pkt.Reader) error {
	for {
		k, line, err := p.Line()
		if err != nil {
			return ReplyError(err)
		}
		if k != pkt.Data {
			return nil
		}
		a.add(line)
	}
}

func (a *Advertisement) add(line string) {
	name, value, _ := strings.Cut(line, "=")
	if name == "symref" && !strings.HasPrefix(value, "HEAD:") {
		return // there may be one for each symbolic ref
	}
	if len(a.Caps) < maxCaps {
		a.Caps[name] = value
	}
}

// ReplyError gives an error of reading a reply's packets its kind: what the server said and broken
// framing are of kind Protocol, a cut reply is Unreachable.
func ReplyError(err error) error {
	var remote *pkt.RemoteError
	var typed *wireerr.Error
	switch {
	case errors.As(err, &typed):
		return err
	case errors.As(err, &remote):
		return &wireerr.Error{Kind: wireerr.Protocol, Text: wireerr.Clean(remote.Text)}
	case errors.Is(err, pkt.ErrMalformed):
		return &wireerr.Error{Kind: wireerr.Protocol, Err: err}
	case err == io.EOF:
		err = io.ErrUnexpectedEOF
	}
	return &wireerr.Error{Kind: wireerr.Unreachable, Err: err}
}
