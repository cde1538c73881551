package gittest

import (
	"bufio"
	"errors"
	"io"
	"strconv"
)

// flush is the packet that ends an advertisement, a request of protocol v2, and its reply.
const flush = "0000"

// readPacket reads a packet line as it is on the wire. It is not gitwire's reader on purpose: what
// holds gitwire to account does not share its faults.
func readPacket(r *bufio.Reader) ([]byte, error) {
	head, err := r.Peek(4)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(string(head), 16, 16)
	if err != nil {
		return nil, err
	}
	packet := make([]byte, max(n, 4))
	_, err = io.ReadFull(r, packet)
	return packet, err
}

// readRequest reads a request of protocol v2, up to its flush, or the first packet of another. With
// an error comes what there was; bytes that are no packets stay with the reader.
func readRequest(r *bufio.Reader, v2 bool) ([]byte, error) {
	var all []byte
	for {
		packet, err := readPacket(r)
		all = append(all, packet...)
		if err != nil || !v2 || string(packet) == flush {
			return all, err
		}
	}
}

// errEnded says that git has ended.
var errEnded = errors.New("git has ended")

// copySection copies packets up to a flush; errEnded comes when there is none.
func copySection(w io.Writer, r *bufio.Reader) error {
	for {
		packet, err := readPacket(r)
		if err == io.EOF {
			return errEnded
		}
		if err != nil {
			return err
		}
		if _, err := w.Write(packet); err != nil {
			return err
		}
		if string(packet) == flush {
			return nil
		}
	}
}

// clientReader is what the client sends, counted.
type clientReader struct{ x *session }

func (r clientReader) Read(b []byte) (int, error) {
	n, err := r.x.ch.Read(b)
	r.x.s.mu.Lock()
	defer r.x.s.mu.Unlock()
	r.x.request.In += int64(n)
	return n, err
}

// clientWriter is what the client gets, counted.
type clientWriter struct{ x *session }

func (w clientWriter) Write(b []byte) (int, error) {
	n, err := w.x.ch.Write(b)
	w.x.s.mu.Lock()
	defer w.x.s.mu.Unlock()
	w.x.request.Out += int64(n)
	return n, err
}

// cutWriter fails with errOver after some bytes.
type cutWriter struct {
	to   io.Writer
	left int
}

func (w *cutWriter) Write(b []byte) (int, error) {
	n, err := w.to.Write(b[:min(len(b), w.left)])
	w.left -= n
	if err == nil && n < len(b) {
		err = errOver
	}
	return n, err
}
