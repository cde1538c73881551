// Package transport carries git's requests to a server. It knows the services and
// their capability advertisements, and nothing of objects and packs.
package transport

import (
	"context"
	"io"
)

// Service is one of the two services of a git server.
type Service string

// The services.
const (
	UploadPack  Service = "git-upload-pack"
	ReceivePack Service = "git-receive-pack"
)

// Conn is the way to one repository. It is stateless between calls (each request
// carries all that the server must know) and safe for concurrent use.
//
// Errors are *wireerr.Error without Op. Of ReceivePack, only those of kind Auth,
// Forbidden, NotFound, RateLimited, TooLarge and Unsupported prove that the server did
// not act; after any other one the caller must ask where the branch is.
type Conn interface {
	// Discover asks for a service's capabilities: protocol v2 for UploadPack when the
	// server has it.
	Discover(ctx context.Context, s Service) (*Advertisement, error)
	// UploadPack sends one protocol v2 command and gives the reply as packets. The caller
	// closes it; closing before the end hangs up.
	UploadPack(ctx context.Context, request []byte) (io.ReadCloser, error)
	// ReceivePack sends commands and a pack and gives the report as packets, to be closed.
	ReceivePack(ctx context.Context, request []byte) (io.ReadCloser, error)
	// URL names the repository, without user info, query and fragment.
	URL() string
	// Close drops idle connections. The Conn stays usable.
	Close() error
}
