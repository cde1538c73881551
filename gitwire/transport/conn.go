// Package transport carries git's requests to a server, over HTTP and SSH. It knows the
// services and their capability advertisements, and nothing of objects and packs.
package transport

import (
	"context"
	"errors"
	"io"
)

// Service is one of the two services of a git server.
type Service string

// The services.
const (
	UploadPack  Service = "git-upload-pack"
	ReceivePack Service = "git-receive-pack"
)

// Refs is told each ref of an advertisement, until more is false. An error ends the call.
type Refs func(id, name string) (more bool, err error)

// ErrVersion is a reply in another version of the protocol than the request's: the server
// has changed since it was asked for its capabilities.
var ErrVersion = errors.New("the server changed its version of the git protocol")

// Conn is the way to one repository. Its calls are independent of each other (each
// request carries all that the server must know) and safe for concurrent use.
//
// Errors are *wireerr.Error without Op. Of ReceivePack, only those with NotDone and those of kind
// HostKey, Certificate, Auth, Forbidden, NotFound, RateLimited, TooLarge, Unsupported and Invalid prove
// that the server did not act; after any other one the caller must ask where the branch is.
type Conn interface {
	// Discover asks for a service's capabilities: protocol v2 for UploadPack when the server
	// has it. A server of v0 or v1 lists its refs with them; refs, unless nil, gets those of
	// UploadPack, without the entry that stands for "no refs".
	Discover(ctx context.Context, s Service, refs Refs) (*Advertisement, error)
	// Probe is Discover of UploadPack and one v2 command, for a first contact: in as few
	// round trips as the transport can. The command must not need any capability. reply is
	// nil when the server does not speak v2; else the caller closes it.
	Probe(ctx context.Context, command []byte, refs Refs) (ad *Advertisement, reply io.ReadCloser, err error)
	// UploadPack sends one request in the protocol's version (0 or 2) and gives the reply as
	// packets: what follows the advertisement. The caller closes it; closing before the end
	// hangs up. The error wraps ErrVersion when the server speaks another one.
	UploadPack(ctx context.Context, version int, request []byte) (io.ReadCloser, error)
	// ReceivePack sends commands and a pack and gives the report as packets, to be closed.
	ReceivePack(ctx context.Context, commands, pack []byte) (io.ReadCloser, error)
	// URL names the repository, without user info, query and fragment.
	URL() string
	// Close drops idle connections. The Conn stays usable.
	Close() error
}
