package remote

import (
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
	tempDir string

	mu    sync.Mutex
	known known
	ready *ready // what the last Read brought beyond what it was asked for; nil: nothing
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
		if cfg.Conn, err = cfg.connect(lim); err != nil {
			return nil, err
		}
	}
	return &Remote{
		conn: cfg.Conn, ref: "refs/heads/" + cfg.Branch, folders: folders, lim: lim,
		agent: agentCapability(cfg.Agent), cache: newBlobCache(lim.CacheBytes),
		known: known{ads: map[transport.Service]*transport.Advertisement{}}, tempDir: cfg.TempDir,
	}, nil
}

// URL is where the repository is, after redirects; without user info.
func (r *Remote) URL() string { return r.conn.URL() }

// Close drops idle connections. The Remote stays usable.
func (r *Remote) Close() error { return r.conn.Close() }

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
