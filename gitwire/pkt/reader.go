package pkt

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Reader reads packets.
type Reader struct {
	r   *bufio.Reader
	buf []byte
}

// NewReader reads packets from r.
func NewReader(r io.Reader) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 32<<10), buf: make([]byte, MaxData+4)}
}

// Next reads one packet. The payload is valid until the next call. An ERR packet
// comes back as *RemoteError, the end of the stream between packets as io.EOF and
// inside of one as io.ErrUnexpectedEOF.
func (p *Reader) Next() (Kind, []byte, error) {
	n, err := p.length()
	if err != nil {
		return 0, nil, err
	}
	switch n {
	case 0:
		return Flush, nil, nil
	case 1:
		return Delim, nil, nil
	case 2:
		return ResponseEnd, nil, nil
	case 3:
		return 0, nil, fmt.Errorf("%w: length 3", ErrMalformed)
	}
	if n > MaxData+4 {
		return 0, nil, fmt.Errorf("%w: length %d", ErrMalformed, n)
	}
	b := p.buf[:n-4]
	if _, err := io.ReadFull(p.r, b); err != nil {
		return 0, nil, unexpected(err)
	}
	if len(b) > 4 && string(b[:4]) == "ERR " {
		return 0, nil, &RemoteError{Text: strings.TrimSpace(string(b[4:]))}
	}
	return Data, b, nil
}

// Line reads one packet as text without its line feed.
func (p *Reader) Line() (Kind, string, error) {
	k, b, err := p.Next()
	return k, strings.TrimSuffix(string(b), "\n"), err
}

// Raw is the rest of the stream, where packets have ended.
func (p *Reader) Raw() io.Reader { return p.r }

// Drain reads up to limit bytes that are left, so that the connection can be used
// again, and tells whether the end was reached.
func (p *Reader) Drain(limit int64) bool {
	n, err := io.Copy(io.Discard, io.LimitReader(p.r, limit))
	return err == nil && n < limit
}

func (p *Reader) length() (int, error) {
	var h [4]byte
	if _, err := io.ReadFull(p.r, h[:]); err != nil {
		return 0, err
	}
	n := 0
	for _, c := range h {
		switch {
		case c >= '0' && c <= '9':
			n = n<<4 | int(c-'0')
		case c >= 'a' && c <= 'f':
			n = n<<4 | int(c-'a'+10)
		case c >= 'A' && c <= 'F':
			n = n<<4 | int(c-'A'+10)
		default:
			return 0, fmt.Errorf("%w: header %q", ErrMalformed, h[:])
		}
	}
	return n, nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
