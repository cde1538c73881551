package remote

import (
	"context"
	"errors"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// known is what a server was found to be able to do. It is asked for once and again when an
// answer contradicts it.
type known struct {
	ads map[transport.Service]*transport.Advertisement
	// tipsOnly: the server refused to send an object by id that is not the tip of a ref.
	tipsOnly bool
	large    bool // a commit is too much to be read at once
}

// capabilities asks a service for them, unless they are known.
func (r *Remote) capabilities(ctx context.Context, s transport.Service) (*transport.Advertisement, error) {
	if ad := r.advertised(s); ad != nil {
		return ad, nil
	}
	ad, err := r.conn.Discover(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	return ad, r.learn(s, ad)
}

// advertised is nil when it is not known.
func (r *Remote) advertised(s transport.Service) *transport.Advertisement {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known.ads[s]
}

// learn remembers what a service advertised. It fails when that is not enough to work with.
func (r *Remote) learn(s transport.Service, ad *transport.Advertisement) error {
	switch {
	case ad.SHA256():
		return wireerr.New(wireerr.Unsupported, "the repository uses SHA-256 object ids; only SHA-1 repositories can be used")
	case ad.Version == 2 && (!ad.Has("ls-refs") || !ad.Has("fetch")):
		return wireerr.New(wireerr.Unsupported, "the server does not offer ls-refs and fetch")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known.ads[s] = ad
	return nil
}

// forget makes the next call ask for capabilities again.
func (r *Remote) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.known.ads)
	r.known.tipsOnly = false
}

// version is the protocol that requests to upload-pack are written in.
func version(ad *transport.Advertisement) int {
	if ad.Version == 2 {
		return 2
	}
	return 0
}

// hasFilter tells whether a fetch may leave out objects (partial clone).
func hasFilter(ad *transport.Advertisement) bool {
	return ad.Feature("fetch", "filter") || ad.Version != 2 && ad.Has("filter")
}

// hasShallow tells whether a fetch may leave out history.
func hasShallow(ad *transport.Advertisement) bool {
	return ad.Feature("fetch", "shallow") || ad.Version != 2 && ad.Has("shallow")
}

// wantsAny tells whether any object can be asked for by its id: git does that with protocol
// v2, and with v0 where uploadpack.allowAnySHA1InWant is set, which shows as both of the
// capabilities below (gitprotocol-capabilities(5)).
func (r *Remote) wantsAny(ad *transport.Advertisement) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !r.known.tipsOnly &&
		(ad.Version == 2 || ad.Has("allow-tip-sha1-in-want") && ad.Has("allow-reachable-sha1-in-want"))
}

// refusesIDs learns from a failed request for objects by id that the server does not give
// them, whatever it advertised, and tells whether that was news.
func (r *Remote) refusesIDs(ad *transport.Advertisement, err error) bool {
	var said *pkt.RemoteError
	if ad.Version == 2 || !errors.As(err, &said) && !wireerr.Is(err, wireerr.Protocol) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	news := !r.known.tipsOnly
	r.known.tipsOnly = true
	return news
}
