package githost

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Errors that Config.Authorize returns, alone or wrapped, to choose the answer.
var (
	ErrUnauthorized = errors.New("sign in with an API key as the password") // 401: asks for another password
	ErrForbidden    = errors.New("this API key may not do that")            // 403: known, but not allowed
	ErrNotFound     = errors.New("no such repository, or not yours to see") // 404
)

// Config says where repositories are and who may use them.
type Config struct {
	// Dir holds the repositories, each as <name>.git. It belongs to one Host of one process.
	Dir string
	// Git is the git program; "git" on the PATH when empty.
	Git string
	// Authorize decides whether the user may read, or also write, the repository. It is called for each
	// request that does not use LocalAuth, also for names that do not exist; user and password are empty
	// when the request had none. It must be safe for concurrent use. Errors other than those of this
	// package answer 500 and are logged, so they must not hold the password.
	Authorize func(ctx context.Context, repo, user, password string, write bool) (Identity, error)
	// OnPush is called once for each push that changed refs, after the whole reply was written and before
	// the connection is done with it. It may be called for several repositories at once. It must return at
	// once, since the client waits, and is not cancelled when the client goes away.
	OnPush func(ctx context.Context, push Push)
	// Log gets what git says on its error output; discarded when nil.
	Log *slog.Logger
	// DenyForcePush refuses pushes that are not fast-forwards to repositories created from then on.
	DenyForcePush bool
	Limits        Limits
}

// Limits bound what one request can use. Zero values take the defaults.
type Limits struct {
	Pack     int64         // bytes of a push, compressed as sent; 256 MiB
	Request  int64         // bytes of any other request; 10 MiB
	Requests int           // git processes at a time; 16
	Wait     time.Duration // for a free slot, before 503; 30 s
	Time     time.Duration // for one request in whole; 10 min
	Grace    time.Duration // between asking git to stop and killing it; 5 s
}

// Identity is who made a request.
type Identity struct {
	Name     string // recorded in the reflog; control characters are dropped
	Internal bool   // the request used LocalAuth
}

// Push is a change of refs by one push.
type Push struct {
	Repo string
	By   Identity
	Refs []RefChange // sorted by name, never empty
}

// RefChange is one ref before and after. Old is empty for a new ref, New for a deleted one.
type RefChange struct{ Name, Old, New string }

// Host is an http.Handler for /git/. It is safe for concurrent use and has no background work.
type Host struct {
	cfg     Config
	git     string // absolute path
	backend string // absolute path of git-http-backend
	home    string // empty folder
	spool   string
	local   string // the password of LocalAuth
	slots   chan struct{}

	mu      sync.Mutex
	pushing map[string]chan struct{} // one token per repository that was pushed to
}

// New checks that git is there and prepares the folder.
func New(cfg Config) (*Host, error) {
	if cfg.Authorize == nil {
		return nil, errors.New("host repositories: Authorize is required")
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil || cfg.Dir == "" {
		return nil, fmt.Errorf("host repositories: a folder is required (%q)", cfg.Dir)
	}
	cfg.Dir, cfg.Limits = dir, cfg.Limits.withDefaults()
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	h := &Host{
		cfg: cfg, home: filepath.Join(dir, ".home"), spool: filepath.Join(dir, ".spool"),
		local: rand.Text() + rand.Text(), slots: make(chan struct{}, cfg.Limits.Requests),
		pushing: map[string]chan struct{}{},
	}
	if h.git, h.backend, err = findGit(cfg.Git); err != nil {
		return nil, fmt.Errorf("host repositories: %w", err)
	}
	for _, d := range []string{dir, h.home, h.spool} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, fmt.Errorf("host repositories: %w", err)
		}
	}
	return h, nil
}

func (l Limits) withDefaults() Limits {
	return Limits{
		Pack: orDefault(l.Pack, 256<<20), Request: orDefault(l.Request, 10<<20), Requests: orDefault(l.Requests, 16),
		Wait: orDefault(l.Wait, 30*time.Second), Time: orDefault(l.Time, 10*time.Minute),
		Grace: orDefault(l.Grace, 5*time.Second),
	}
}

func orDefault[T int | int64 | time.Duration](v, standard T) T {
	if v <= 0 {
		return standard
	}
	return v
}

// findGit returns absolute paths, for the programs run in other folders.
func findGit(name string) (git, backend string, err error) {
	if name == "" {
		name = "git"
	}
	if git, err = exec.LookPath(name); err == nil {
		git, err = filepath.Abs(git)
	}
	if err != nil {
		return "", "", fmt.Errorf("git is not installed; install it (for example the package git) or set its path: %w", err)
	}
	out, err := exec.Command(git, "--exec-path").Output()
	if err != nil {
		return "", "", fmt.Errorf("ask %s for its programs: %w", git, err)
	}
	folder := strings.TrimSpace(string(out))
	if backend, err = exec.LookPath(filepath.Join(folder, "git-http-backend")); err != nil {
		return "", "", fmt.Errorf("git is installed but git-http-backend is not in %s; "+
			"install it (on Alpine the package git-daemon): %w", folder, err)
	}
	return git, backend, nil
}

// URL is what to clone, for a base such as http://localhost:8080.
func (h *Host) URL(base, name string) string {
	return strings.TrimRight(base, "/") + prefix + name + suffix
}

// LocalAuth returns Basic credentials that this Host accepts for everything, without Authorize, as
// Identity{Internal: true}. They are random, held in memory only, and new in each process.
func (h *Host) LocalAuth() (user, password string) { return localUser, h.local }

const localUser = "lockstep"

func (h *Host) authorize(r *http.Request, repo string, write bool) (Identity, error) {
	user, password, _ := r.BasicAuth()
	given, local := sha256.Sum256([]byte(password)), sha256.Sum256([]byte(h.local))
	if subtle.ConstantTimeCompare(given[:], local[:]) == 1 {
		return Identity{Name: localUser, Internal: true}, nil
	}
	id, err := h.cfg.Authorize(r.Context(), repo, user, password, write)
	id.Internal = false
	return id, err
}
