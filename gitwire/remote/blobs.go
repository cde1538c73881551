package remote

import (
	"context"
	"slices"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

// TooLarge is a blob over Limits.BlobBytes.
type TooLarge struct {
	OID  object.OID
	Size int64 // bytes; 0 when the server's form of it does not tell
}

// maxWants bounds the ids that one request asks for.
const maxWants = 4096

// Blobs gives the contents of files of a snapshot, not to be changed: from the cache
// without a request, the others with one (or one for every 4,096). Those that are too
// large are listed, in the order of oids, and fail none of the others.
func (r *Remote) Blobs(ctx context.Context, s *Snapshot, oids []object.OID) (map[object.OID][]byte, []TooLarge, error) {
	out := make(map[object.OID][]byte, len(oids))
	var missing []object.OID
	asked := make(map[object.OID]bool, len(oids))
	for _, id := range oids {
		if asked[id] {
			continue
		}
		asked[id] = true
		if b, ok := r.cache.get(id); ok {
			out[id] = b
		} else {
			missing = append(missing, id)
		}
	}
	skipped := map[object.OID]int64{}
	for wants := range slices.Chunk(r.asFolders(s, missing), maxWants) {
		if err := r.fetchBlobs(ctx, wants, asked, out, skipped); err != nil {
			return nil, nil, r.fail("blobs", err)
		}
	}
	var large []TooLarge
	for _, id := range missing {
		if _, ok := out[id]; ok {
			continue
		}
		size, ok := skipped[id]
		if !ok {
			if _, some := skipped[object.OID{}]; !some {
				return nil, nil, r.fail("blobs", notSent(object.TypeBlob, id))
			}
		}
		large = append(large, TooLarge{OID: id, Size: size})
	}
	return out, large, nil
}

// fetchBlobs notes an object that is too large and cannot be named under the zero id.
func (r *Remote) fetchBlobs(ctx context.Context, wants []object.OID, asked map[object.OID]bool, out map[object.OID][]byte, skipped map[object.OID]int64) error {
	reply, err := r.fetch(ctx, fetchRequest{wants: wants}, pack.Options{Limits: r.packLimits()}, func(o pack.Object) error {
		if o.Type == object.TypeBlob && asked[o.OID] {
			out[o.OID] = o.Data
			r.cache.put(o.OID, o.Data)
		}
		return nil
	})
	for _, x := range reply.Skipped {
		skipped[x.OID] = x.Size
	}
	return err
}

// asFolders replaces ids by their folder's when nearly all of a folder without
// sub-folders is wanted: one id in place of thousands.
func (r *Remote) asFolders(s *Snapshot, ids []object.OID) []object.OID {
	const worthwhile = 64
	if len(ids) < worthwhile {
		return ids
	}
	wanted := make(map[object.OID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var out []object.OID
	for _, f := range s.folders {
		var here []object.OID
		leaf := true
		tree := s.folder(f)
		for e := range tree.Entries() {
			leaf = leaf && !e.IsTree()
			if wanted[e.OID] {
				here = append(here, e.OID)
			}
		}
		if leaf && len(here) >= worthwhile && len(here)*10 >= tree.Len()*9 {
			out = append(out, s.tops[f])
			for _, id := range here {
				delete(wanted, id)
			}
		}
	}
	for _, id := range ids {
		if wanted[id] {
			out = append(out, id)
		}
	}
	return out
}
