package gittest

// ProxyFault goes wrong for one connection (or Times connections), from the next one on.
type ProxyFault struct {
	Times int  // 0 is once, -1 for ever
	Now   bool // meet the connections that are open, then new ones

	// It happens as soon as the connection is met, or once one of these many bytes have gone through since.
	AfterIn  int64 // towards the server
	AfterOut int64 // towards the client; with Lose how many are swallowed before the connection is closed

	// What happens. None of them is to close the connection both ways: the client gets the bytes so far and an
	// end; what it still sends is lost.
	Reset     bool // reset it both ways; at once may be before the client knows that it stands
	BlackHole bool // swallow what either side sends, and close nothing
	Lose      bool // pass on what the client sends, swallow what the server does; close when the server does or after AfterOut bytes
}

// Arm adds a fault.
func (p *Proxy) Arm(f ProxyFault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	for l := range p.open {
		if f.Now && f.Times != 0 && l.meet(&f) {
			f.Times--
		}
	}
	p.faults = append(p.faults, &f)
}

// take uses up a fault for a new connection; nil is none.
func (p *Proxy) take() *ProxyFault {
	for _, f := range p.faults {
		if f.Times != 0 {
			f.Times--
			return f
		}
	}
	return nil
}
