package auth

import (
	"math"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
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
	maxTries     = 10_000 // how many accounts, and how many addresses, are remembered
)

// tries bounds guessing. It is kept in memory: a process that starts anew allows anew.
type tries struct {
	mu        sync.Mutex
	accounts  *simplelru.LRU[string, *rate.Limiter]
	addresses *simplelru.LRU[string, *rate.Limiter]
}

func newTries() *tries { return &tries{accounts: remembered(), addresses: remembered()} }

func remembered() *simplelru.LRU[string, *rate.Limiter] {
	known, err := simplelru.NewLRU[string, *rate.Limiter](maxTries, nil)
	if err != nil {
		panic(err) // only for a size below one
	}
	return known
}

// take counts one try for an account from an address, and returns CodeRateLimited when there were
// too many. What is refused is not counted.
func (t *tries) take(now time.Time, account, address string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := limiter(t.accounts, accountKey(account), accountEvery, accountTries)
	other := limiter(t.addresses, addressKey(address), addressEvery, addressTries)
	if wait := max(untilNext(now, one), untilNext(now, other)); wait > 0 {
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
	t.accounts.Remove(accountKey(account))
}

func accountKey(account string) string { return strings.ToLower(strings.TrimSpace(account)) }

// addressKey is the network for an IPv6 address: whoever has one has all those of its /64.
func addressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	network, err := ip.Prefix(64)
	if err != nil {
		return address // an IPv6 address has as many bits
	}
	return network.String()
}

// limiter returns what is remembered of a key; who was not here for longest is forgotten for it.
func limiter(known *simplelru.LRU[string, *rate.Limiter], key string, every time.Duration, burst int) *rate.Limiter {
	l, ok := known.Get(key)
	if !ok {
		l = rate.NewLimiter(rate.Every(every), burst)
		known.Add(key, l)
	}
	return l
}

// untilNext is how long it takes until one more try is allowed.
func untilNext(now time.Time, l *rate.Limiter) time.Duration {
	short := 1 - l.TokensAt(now)
	if short <= 0 {
		return 0
	}
	return time.Duration(short / float64(l.Limit()) * float64(time.Second))
}
