package pack

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"fmt"
	"hash"
	"io"
)

// source reads a pack byte-exactly for flate, counting and hashing what is consumed.
type source struct {
	r       *bufio.Reader
	sum     hash.Hash
	pending []byte
	n       int64
	limit   int64
	ended   bool      // r is at its end or broken
	tee     io.Writer // gets what is consumed, unless nil
	teeErr  error
}

func newSource(r io.Reader, limit int64) *source {
	return &source{r: bufio.NewReaderSize(r, 32<<10), sum: sha1.New(), limit: limit}
}

// reset makes the source read from the start of another stream.
func (s *source) reset(r io.Reader) {
	s.r.Reset(r)
	s.sum.Reset()
	s.pending, s.n, s.ended = s.pending[:0], 0, false
}

func (s *source) ReadByte() (byte, error) {
	if s.n >= s.limit {
		return 0, &LimitError{What: "bytes", Limit: s.limit}
	}
	b, err := s.r.ReadByte()
	if err != nil {
		s.ended = true
		return 0, cut(err)
	}
	s.n++
	s.pending = append(s.pending, b)
	if len(s.pending) >= 16<<10 {
		s.flush()
	}
	return b, s.teeErr
}

func (s *source) Read(p []byte) (int, error) {
	if s.n >= s.limit {
		return 0, &LimitError{What: "bytes", Limit: s.limit}
	}
	if left := s.limit - s.n; int64(len(p)) > left {
		p = p[:left]
	}
	n, err := s.r.Read(p)
	if n > 0 {
		s.n += int64(n)
		s.flush()
		s.consumed(p[:n])
	}
	s.ended = s.ended || err != nil
	if s.teeErr != nil {
		return n, s.teeErr
	}
	return n, cut(err)
}

// checkSum reads the trailer, and that nothing follows.
func (s *source) checkSum() error {
	s.flush()
	want := s.sum.Sum(nil)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(s.r, got); err != nil {
		return fmt.Errorf("pack checksum: %w", cut(err))
	}
	s.n += int64(len(got))
	if s.teeErr != nil {
		return s.teeErr
	}
	if !bytes.Equal(want, got) {
		return fmt.Errorf("%w: checksum", ErrMalformed)
	}
	switch _, err := s.r.ReadByte(); err {
	case io.EOF:
		return nil
	case nil:
		return fmt.Errorf("%w: bytes after the checksum", ErrMalformed)
	default:
		return err
	}
}

func (s *source) flush() {
	s.consumed(s.pending)
	s.pending = s.pending[:0]
}

func (s *source) consumed(b []byte) {
	s.sum.Write(b)
	if s.tee != nil && s.teeErr == nil {
		if _, err := s.tee.Write(b); err != nil {
			s.teeErr = fmt.Errorf("%w: %w", ErrFile, err)
		}
	}
}

func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
