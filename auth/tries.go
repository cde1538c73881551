package auth

import (
	"math"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"lockstep.dev/workspace"
)

// What may be tried at once, and how fast more is allowed: for one account, from one address.
// An account's allowance is whole again after a success; an address's is not, or who has an
// account could guess at the others for ever.
const (
	accountTries = 10
	accountEvery = 30 * time.Second
	addressTries = 40
	addressEvery = time.Second
	maxTries     = 10_000 // how many accounts and addresses are remembered
)

// tries bounds guessing. It is kept in memory: a process that starts anew allows anew.
type tries struct {
	mu   sync.Mutex
	seen map[string]*try
}

type try struct {
	limiter *rate.Limiter
	last    time.Time
}

func newTries() *tries { return &tries{seen: map[string]*try{}} }

// take counts one try for an account from an address, and returns CodeRateLimited when there were
// too many. Who is refused is not counted.
func (t *tries) take(now time.Time, account, address string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.limiter(now, accountKey(account), accountEvery, accountTries)
	other := t.limiter(now, "address "+address, addressEvery, addressTries)
	wait := max(missing(now, one), missing(now, other))
	if wait > 0 {
		wait = time.Duration(math.Ceil(wait.Seconds())) * time.Second
		err := workspace.Errorf(workspace.CodeRateLimited, "there were too many tries").WithHint("try again in %s", wait)
		err.Wait = wait
		return err
	}
	one.AllowN(now, 1)
	other.AllowN(now, 1)
	return nil
}

// forgive makes an account's allowance whole.
func (t *tries) forgive(account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, accountKey(account))
}

func accountKey(account string) string {
	return "account " + strings.ToLower(strings.TrimSpace(account))
}

// missing is how long it takes until one more try is allowed.
func missing(now time.Time, l *rate.Limiter) time.Duration {
	short := 1 - l.TokensAt(now)
	if short <= 0 {
		return 0
	}
	return time.Duration(short / float64(l.Limit()) * float64(time.Second))
}

func (t *tries) limiter(now time.Time, key string, every time.Duration, burst int) *rate.Limiter {
	if known, ok := t.seen[key]; ok {
		known.last = now
		return known.limiter
	}
	if len(t.seen) >= maxTries {
		t.shrink(now)
	}
	made := &try{limiter: rate.NewLimiter(rate.Every(every), burst), last: now}
	t.seen[key] = made
	return made.limiter
}

// shrink forgets who may try as often as somebody new; if all are needed, who was here least recently.
func (t *tries) shrink(now time.Time) {
	oldest := ""
	for key, known := range t.seen {
		if known.limiter.TokensAt(now) >= float64(known.limiter.Burst()) {
			delete(t.seen, key)
			continue
		}
		if oldest == "" || known.last.Before(t.seen[oldest].last) {
			oldest = key
		}
	}
	if len(t.seen) >= maxTries {
		delete(t.seen, oldest)
	}
}
