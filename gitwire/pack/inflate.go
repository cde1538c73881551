package pack

import (
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// inflater reads the compressed bytes of one entry after the other.
type inflater struct {
	src *source
	zr  io.ReadCloser
}

// atOnce is up to what size memory is taken on a header's word, in bytes.
const atOnce = 1 << 20

// bytes is an entry of a size. The memory of a large one grows with what comes.
func (in *inflater) bytes(size int64) ([]byte, error) {
	if err := in.start(); err != nil {
		return nil, err
	}
	data := make([]byte, min(size, atOnce))
	for have := 0; ; {
		n, err := io.ReadFull(in.zr, data[have:])
		if err != nil {
			return nil, in.explain(err)
		}
		if have += n; int64(have) == size {
			return data, in.end()
		}
		more := make([]byte, min(size, 2*int64(have)))
		copy(more, data)
		data = more
	}
}

// copy passes an entry of a size on in small pieces.
func (in *inflater) copy(w io.Writer, size int64) error {
	if err := in.start(); err != nil {
		return err
	}
	if _, err := io.CopyN(w, in.zr, size); err != nil {
		return in.explain(err)
	}
	return in.end()
}

func (in *inflater) start() error {
	var err error
	if in.zr == nil {
		in.zr, err = zlib.NewReader(in.src)
	} else {
		err = in.zr.(zlib.Resetter).Reset(in.src, nil)
	}
	return in.explain(err)
}

func (in *inflater) end() error {
	var one [1]byte
	switch n, err := in.zr.Read(one[:]); {
	case n > 0:
		return fmt.Errorf("%w: object longer than its header says", ErrMalformed)
	case err != io.EOF:
		return in.explain(err)
	}
	return nil
}

// explain tells a broken stream from one that was cut or is over a limit.
func (in *inflater) explain(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == nil:
		return nil
	case err == io.EOF, err == io.ErrUnexpectedEOF && !in.src.ended, errors.As(err, &corrupt), errors.Is(err, zlib.ErrChecksum),
		errors.Is(err, zlib.ErrHeader), errors.Is(err, zlib.ErrDictionary):
		return fmt.Errorf("%w: inflate: %w", ErrMalformed, err)
	}
	return err
}
