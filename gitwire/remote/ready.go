package remote

import (
	"lockstep.dev/gitwire/object"
)

// ready is files that came along with a Read, kept for whoever asks for them next, since to
// ask the server again costs a round trip, or all of the repository.
type ready struct {
	blobs map[object.OID][]byte
}

// takeReady gives a blob that came with the last Read. It is not kept any longer.
func (r *Remote) takeReady(id object.OID) ([]byte, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ready == nil {
		return nil, false
	}
	b, ok := r.ready.blobs[id]
	delete(r.ready.blobs, id)
	return b, ok
}

// setReady keeps what get has of the snapshot's files, up to Limits.ReadyBytes.
func (r *Remote) setReady(s *Snapshot, get func(object.OID) ([]byte, error)) error {
	next := &ready{blobs: map[object.OID][]byte{}}
	left := r.lim.ReadyBytes
	for _, f := range s.folders {
		for e := range s.folder(f).Entries() {
			if _, ok := next.blobs[e.OID]; ok || !object.IsFile(e.Mode) || left <= 0 {
				continue
			}
			b, err := get(e.OID)
			if err != nil {
				return err
			}
			if b != nil && int64(len(b)) <= left {
				next.blobs[e.OID] = b
				left -= int64(len(b))
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ready = next
	return nil
}
