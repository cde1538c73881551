package remote

import (
	"context"
	"errors"
	"slices"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
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
// large are listed, in the order of oids, and fail none of the others. Kind Moved is as with Read.
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
		} else if b, ok := r.takeReady(id); ok {
			out[id] = b
			r.cache.put(id, b)
		} else {
			missing = append(missing, id)
		}
	}
	skipped := map[object.OID]int64{}
	f := &blobFetch{r: r, asked: asked, out: out, skipped: skipped}
	if err := f.get(ctx, s, missing); err != nil {
		return nil, nil, r.fail("blobs", r.left(ctx, s.info.OID, err))
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

// blobFetch is one call of Blobs.
type blobFetch struct {
	r        *Remote
	asked    map[object.OID]bool
	out      map[object.OID][]byte
	skipped  map[object.OID]int64 // sizes; the zero id stands for one that cannot be named
	requests int
}

// get asks for ids, by id where the server lets us.
func (f *blobFetch) get(ctx context.Context, s *Snapshot, ids []object.OID) error {
	if len(ids) == 0 {
		return nil
	}
	ad, err := f.r.capabilities(ctx, transport.UploadPack)
	if err != nil {
		return err
	}
	if f.r.wantsAny(ad) {
		if err = f.all(ctx, f.r.asFolders(s, ids), ids); err == nil {
			err = f.again(ctx, ids)
		}
	}
	if !f.r.wantsAny(ad) || f.r.refusesIDs(ad, err) {
		err = f.r.harvestBlobs(ctx, s, ids, f.found, func(id object.OID) { f.skipped[id] = 0 })
	}
	return err
}

func (f *blobFetch) found(id object.OID, data []byte) {
	f.out[id] = data
	f.r.cache.put(id, data)
}

// again asks for what came as a delta of a file that was too large: asked for without that one it
// comes whole, or as a delta of another. Alone all come whole.
func (f *blobFetch) again(ctx context.Context, ids []object.OID) error {
	for _, size := range []int{maxWants, 1} {
		left := slices.DeleteFunc(slices.Clone(ids), func(id object.OID) bool {
			_, named := f.skipped[id]
			return named || f.out[id] != nil
		})
		if _, some := f.skipped[object.OID{}]; !some || len(left) > size*maxHalving {
			return nil
		}
		delete(f.skipped, object.OID{})
		for part := range slices.Chunk(left, size) {
			if err := f.all(ctx, part, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxHalving bounds the requests that look for what makes a pack too large.
const maxHalving = 64

// all asks for wants, which stand for ids. If that is over a limit, ids are asked for in
// ever smaller parts, so that one huge file does not fail the others.
func (f *blobFetch) all(ctx context.Context, wants, ids []object.OID) error {
	for part := range slices.Chunk(wants, maxWants) {
		err := f.fetch(ctx, part)
		if !isOver(err) {
			if err != nil {
				return err
			}
			continue
		}
		return f.halve(ctx, ids)
	}
	return nil
}

func (f *blobFetch) halve(ctx context.Context, ids []object.OID) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id object.OID) bool { return f.out[id] != nil })
	for part := range slices.Chunk(ids, max(1, min(maxWants, (len(ids)+1)/2))) {
		if f.requests++; f.requests > maxHalving {
			return wireerr.New(wireerr.TooLarge, "the files are over the limits of a pack")
		}
		err := f.fetch(ctx, part)
		if isOver(err) && len(part) == 1 {
			f.skipped[part[0]] = 0
			continue
		}
		if isOver(err) {
			err = f.halve(ctx, part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func isOver(err error) bool {
	var over *pack.LimitError
	return errors.As(err, &over)
}

func (f *blobFetch) fetch(ctx context.Context, wants []object.OID) error {
	reply, err := f.r.fetch(ctx, fetchRequest{wants: wants}, pack.Options{Limits: f.r.packLimits()}, func(o pack.Object) error {
		if o.Type == object.TypeBlob && f.asked[o.OID] {
			f.found(o.OID, o.Data)
		}
		return nil
	})
	for _, x := range reply.Skipped {
		f.skipped[x.OID] = x.Size
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
