package remote

import (
	"context"
	"crypto/tls"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// Config says which folders of which branch, and how to reach them.
type Config struct {
	// URL is https://host/path without user info, ssh://user@host:port/path or, as scp has
	// it, user@host:path.
	URL    string
	Branch string // short name, as "main"
	// Folders to watch: slash paths from the repository's root, "" the root itself.
	// Each is listed without its sub-folders.
	Folders []string

	Auth        transport.Auth // nil: none
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
	TLS         *tls.Config // authorities and client certificate; nil: the system's authorities
	// AllowRedirectTo and Proxy are as in transport.HTTPConfig.
	AllowRedirectTo []string
	Proxy           *url.URL
	AllowHTTP       bool    // permit http://
	SSH             SSHAuth // for SSH URLs
	Limits          Limits
	TempDir         string           // for packs of servers that send nothing less than all; "": the system's
	Agent           string           // User-Agent, "git/gitwire" when empty; should begin with "git/"
	Now             func() time.Time // nil: time.Now
	// Conn, when set, is used in place of HTTP and SSH; what is about them here, and
	// Agent's header, are then not looked at. The Remote closes it.
	Conn transport.Conn
}

// SSHAuth is the key to show to an SSH server, and the servers to show it to.
type SSHAuth struct {
	Signer   ssh.Signer            // see transport.ParseKey
	HostKeys *transport.KnownHosts // nil: no server is trusted
}

// connect makes the transport that the URL asks for.
func (cfg Config) connect(lim Limits) (transport.Conn, error) {
	if !transport.IsSSH(cfg.URL) {
		return transport.NewHTTP(transport.HTTPConfig{
			URL: cfg.URL, Auth: cfg.Auth, AllowHTTP: cfg.AllowHTTP, DialContext: cfg.DialContext,
			TLS: cfg.TLS, AllowRedirectTo: cfg.AllowRedirectTo, Proxy: cfg.Proxy, Agent: cfg.Agent, Idle: lim.Idle, Reply: lim.ReplyBytes, Now: cfg.Now,
		})
	}
	var keys []ssh.Signer
	if cfg.SSH.Signer != nil {
		keys = append(keys, cfg.SSH.Signer)
	}
	return transport.NewSSH(transport.SSHConfig{
		URL: cfg.URL, Signers: keys, HostKeys: cfg.SSH.HostKeys, DialContext: cfg.DialContext,
		Connect: min(lim.Idle, connectTimeout), Idle: lim.Idle, Reply: lim.ReplyBytes, Now: cfg.Now,
	})
}

// Limits bounds what a server can make the client do. Zero is the default.
type Limits struct {
	PackBytes    int64 // one pack on the wire; 256 MB
	PackObjects  int64 // one pack; 500,000
	PackInflated int64 // one pack in memory; 512 MB
	BlobBytes    int64 // one file, read or written; 8 MB
	TreeBytes    int64 // one folder; 32 MB
	ReplyBytes   int64 // any reply; 512 MB
	CacheBytes   int64 // blobs kept for the next Read; 24 MB
	ReadyBytes   int64 // blobs that came with a Read, kept until Blobs asks for them; 32 MB
	SpoolBytes   int64 // a pack that goes to a temporary file; 1 GB

	// Above any of these an incremental Read drops the stream and catches up without
	// history; 500, 1 MB and 32 MB.
	CatchUpObjects, CatchUpBytes, CatchUpInflated int64

	// Up to this much a cold Read of folders that are not deep takes all of a commit at once;
	// 20,000 objects and 8 MB.
	WholeObjects, WholeBytes int64

	Idle time.Duration // without a byte, and until an SSH connection stands if that is less than 20 s; 60 s
}

// connectTimeout is how long it may take until an SSH connection is authenticated.
const connectTimeout = 20 * time.Second

const maxFolderDepth = 32

func (l Limits) withDefaults() Limits {
	for v, def := range map[*int64]int64{
		&l.PackBytes: 256 << 20, &l.PackObjects: 500_000, &l.PackInflated: 512 << 20,
		&l.BlobBytes: 8 << 20, &l.TreeBytes: 32 << 20, &l.ReplyBytes: 512 << 20, &l.CacheBytes: 24 << 20,
		&l.ReadyBytes: 32 << 20, &l.SpoolBytes: 1 << 30, &l.WholeObjects: 20_000, &l.WholeBytes: 8 << 20,
		&l.CatchUpObjects: 500, &l.CatchUpBytes: 1 << 20, &l.CatchUpInflated: 32 << 20,
	} {
		if *v <= 0 {
			*v = def
		}
	}
	if l.Idle <= 0 {
		l.Idle = time.Minute
	}
	return l
}

func cleanFolders(folders []string) ([]string, error) {
	if len(folders) == 0 {
		return nil, wireerr.New(wireerr.Invalid, "no folder to watch")
	}
	out := slices.Clone(folders)
	slices.Sort(out)
	out = slices.Compact(out)
	for _, f := range out {
		if f == "" {
			continue
		}
		if err := object.CheckPath(f); err != nil {
			return nil, wireerr.New(wireerr.Invalid, "folder: %w", err)
		}
		if strings.Count(f, "/") >= maxFolderDepth {
			return nil, wireerr.New(wireerr.Invalid, "folder %q is more than %d deep", f, maxFolderDepth)
		}
	}
	return out, nil
}
