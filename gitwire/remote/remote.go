package remote

import (
	"context"
	"sync"
	"time"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

const defaultAgent = "git/gitwire"

// Remote is one branch of one repository. It is safe for concurrent use. Make it with New.
type Remote struct {
	conn    transport.Conn
	ref     string
	folders []string
	lim     Limits
	agent   string
	cache   *blobCache

	mu   sync.Mutex
	caps map[transport.Service]*transport.Advertisement
}

// New checks the configuration; it does no I/O.
func New(cfg Config) (*Remote, error) {
	if err := object.CheckBranch(cfg.Branch); err != nil {
		return nil, wireerr.New(wireerr.Invalid, "%w", err)
	}
	folders, err := cleanFolders(cfg.Folders)
	if err != nil {
		return nil, err
	}
	lim := cfg.Limits.withDefaults()
	if cfg.Agent == "" {
		cfg.Agent = defaultAgent
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Conn == nil {
		cfg.Conn, err = transport.NewHTTP(transport.HTTPConfig{
			URL: cfg.URL, Auth: cfg.Auth, AllowHTTP: cfg.AllowHTTP, DialContext: cfg.DialContext,
			TLS: cfg.TLS, AllowRedirectTo: cfg.AllowRedirectTo, Proxy: cfg.Proxy, Agent: cfg.Agent, Idle: lim.Idle, Reply: lim.ReplyBytes, Now: cfg.Now,
		})
		if err != nil {
			return nil, err
		}
	}
	return &Remote{
		conn: cfg.Conn, ref: "refs/heads/" + cfg.Branch, folders: folders, lim: lim,
		agent: agentCapability(cfg.Agent), cache: newBlobCache(lim.CacheBytes),
		caps: map[transport.Service]*transport.Advertisement{},
	}, nil
}

// URL is where the repository is, after redirects; without user info.
func (r *Remote) URL() string { return r.conn.URL() }

// Close drops idle connections. The Remote stays usable.
func (r *Remote) Close() error { return r.conn.Close() }

// capabilities asks a service for them once.
func (r *Remote) capabilities(ctx context.Context, s transport.Service) (*transport.Advertisement, error) {
	r.mu.Lock()
	ad := r.caps[s]
	r.mu.Unlock()
	if ad != nil {
		return ad, nil
	}
	ad, err := r.conn.Discover(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	switch {
	case ad.SHA256():
		return nil, wireerr.New(wireerr.Unsupported, "the repository uses SHA-256 object ids")
	case s == transport.UploadPack && ad.Version != 2:
		return nil, wireerr.New(wireerr.Unsupported, "the server does not speak git protocol v2")
	case s == transport.UploadPack && (!ad.Has("ls-refs") || !ad.Has("fetch")):
		return nil, wireerr.New(wireerr.Unsupported, "the server does not offer ls-refs and fetch")
	}
	r.mu.Lock()
	r.caps[s] = ad
	r.mu.Unlock()
	return ad, nil
}

// forget makes the next call ask for capabilities again.
func (r *Remote) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.caps)
}

// agentCapability is what protocol v2 allows in agent=: printable, no spaces.
func agentCapability(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c <= 0x20 || c >= 0x7f {
			b[i] = '-'
		}
	}
	return "agent=" + string(b[:min(len(b), 100)])
}
