package pkt

import (
	"fmt"
	"io"
)

// MaxProgress bounds what is kept of the other side's messages, in bytes.
const MaxProgress = 16 << 10

// Sideband is the data channel of a multiplexed stream. It ends with a flush packet;
// a stream that ends without one gives io.ErrUnexpectedEOF.
type Sideband struct {
	p        *Reader
	cur      []byte
	done     bool
	progress []byte
}

// NewSideband reads the data channel from p.
func NewSideband(p *Reader) *Sideband { return &Sideband{p: p} }

// Progress is what came on the message channel so far, at most MaxProgress bytes.
func (s *Sideband) Progress() string { return string(s.progress) }

// Read implements io.Reader. A message on the error channel is a *RemoteError.
func (s *Sideband) Read(b []byte) (int, error) {
	for len(s.cur) == 0 {
		if s.done {
			return 0, io.EOF
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(b, s.cur)
	s.cur = s.cur[n:]
	return n, nil
}

func (s *Sideband) fill() error {
	k, d, err := s.p.Next()
	if err != nil {
		return unexpected(err)
	}
	if k != Data {
		s.done = true
		return nil
	}
	if len(d) == 0 {
		return fmt.Errorf("%w: no side band", ErrMalformed)
	}
	switch d[0] {
	case 1:
		s.cur = d[1:]
	case 2:
		room := MaxProgress - len(s.progress)
		s.progress = append(s.progress, d[1:1+min(room, len(d)-1)]...)
	case 3:
		return &RemoteError{Text: string(d[1:])}
	default:
		return fmt.Errorf("%w: side band %d", ErrMalformed, d[0])
	}
	return nil
}
