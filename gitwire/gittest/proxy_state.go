package gittest

// meet arms a fault for a link that has none; it tells whether.
func (l *link) meet(f *ProxyFault) bool {
	l.mu.Lock()
	if l.fault != nil || l.state == linkCut || l.state == linkShut {
		l.mu.Unlock()
		return false
	}
	known := *f
	l.fault, l.seen = &known, [2]int64{}
	now := f.AfterIn == 0 && (f.AfterOut == 0 || f.Lose)
	l.mu.Unlock()
	if now {
		l.fire()
	}
	return true
}

// spare forgets a fault that has not happened.
func (l *link) spare() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == linkPassing {
		l.fault = nil
	}
}

// judge says how many of some bytes may pass, and what happens then, if anything.
func (l *link) judge(w way, n int) (pass int, then func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen[w] += int64(n)
	f := l.fault
	switch {
	case l.state == linkLosing && w == towardsClient:
		if f.AfterOut > 0 && l.seen[towardsClient] >= f.AfterOut {
			return 0, l.cut
		}
		return 0, nil
	case l.state != linkPassing && l.state != linkLosing:
		return 0, nil
	case f == nil || l.state == linkLosing:
		return n, nil
	case f.Lose && w == towardsClient:
		return n, nil
	}
	limit := f.AfterIn
	if w == towardsClient {
		limit = f.AfterOut
	}
	if limit == 0 || l.seen[w] < limit {
		return n, nil
	}
	// The state changes before the server sees the bytes, so that its answer cannot slip through.
	if f.Lose {
		l.state, l.seen[towardsClient] = linkLosing, 0
		return n, nil
	}
	l.state = linkSwallowing
	return n - int(l.seen[w]-limit), l.fire
}

func (l *link) fire() {
	switch {
	case l.fault.Reset:
		l.reset()
	case l.fault.BlackHole:
		l.enter(linkSwallowing)
	case l.fault.Lose:
		l.enter(linkLosing)
	default:
		l.cut()
	}
}

// enter changes the state of a link that is open.
func (l *link) enter(s linkState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state != linkCut && l.state != linkShut {
		l.state = s
	}
}

// end passes on that a side has sent its last.
func (l *link) end(w way) {
	l.mu.Lock()
	state, server := l.state, l.server
	l.mu.Unlock()
	switch {
	case w == towardsServer && (state == linkSwallowing || state == linkCut || server == nil):
		l.shut()
	case w == towardsServer:
		server.CloseWrite()
	case state == linkLosing:
		l.cut()
	case state == linkPassing:
		l.client.CloseWrite()
	}
}

// failed resets a link of which a side was reset, unless a fault is to hide it.
func (l *link) failed(w way) {
	l.mu.Lock()
	state := l.state
	l.mu.Unlock()
	if state == linkCut || state == linkSwallowing && w == towardsClient {
		return
	}
	l.reset()
}

// cut ends both connections. The client's is read on to its end, since closing it with bytes unread
// would reset it.
func (l *link) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == linkCut || l.state == linkShut {
		return
	}
	l.state = linkCut
	l.client.CloseWrite()
	if l.server != nil {
		l.server.Close()
	}
}

// reset ends both connections at once.
func (l *link) reset() {
	l.mu.Lock()
	if l.state != linkShut {
		l.client.SetLinger(0)
		if l.server != nil && l.state != linkCut {
			l.server.SetLinger(0)
		}
	}
	l.mu.Unlock()
	l.shut()
}

// shut closes both connections; it may be called again.
func (l *link) shut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == linkShut {
		return
	}
	l.state = linkShut
	close(l.done)
	l.client.Close()
	if l.server != nil {
		l.server.Close()
	}
}
