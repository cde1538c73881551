package transport

import (
	"context"
	"io"
)

// Probe implements Conn: both requests at once, over two connections, so that it takes one round
// trip. A server of an older protocol, or one that sends us elsewhere, cannot answer the command:
// then its answer is dropped.
func (c *HTTP) Probe(ctx context.Context, command []byte, refs Refs) (*Advertisement, io.ReadCloser, error) {
	ahead, cancel := context.WithCancel(ctx)
	type answer struct {
		reply io.ReadCloser
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		reply, err := c.UploadPack(ahead, 2, command)
		answers <- answer{reply, err}
	}()
	ad, err := c.Discover(ctx, UploadPack, refs)
	useful := err == nil && ad.Version == 2
	if !useful {
		cancel()
	}
	got := <-answers
	if useful && got.err == nil {
		return ad, &canceling{got.reply, cancel}, nil
	}
	cancel()
	if got.reply != nil {
		got.reply.Close()
	}
	if !useful {
		return ad, nil, err
	}
	reply, err := c.UploadPack(ctx, 2, command)
	return ad, reply, err
}

// canceling is a reply that ends its request's context when it is closed.
type canceling struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c *canceling) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}
