package remote

import (
	"context"
	"fmt"
	"io"
	"os"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// harvest gets a commit with all that is in it, for servers that give nothing less: the pack
// goes to a temporary file, and the intake takes from there what it needs until it is closed.
func (r *Remote) harvest(ctx context.Context, tip object.OID, in *intake) error {
	if in.spool != nil {
		if in.large > 0 {
			return wireerr.New(wireerr.TooLarge, "a folder's list has %d bytes, the limit is %d", in.large, r.lim.TreeBytes)
		}
		return wireerr.New(wireerr.Protocol, "the server did not send all of commit %s", tip)
	}
	if _, err := r.capabilities(ctx, transport.UploadPack); err != nil {
		return err
	}
	file, err := os.CreateTemp(r.tempDir, "gitwire-*.pack")
	if err != nil {
		return wireerr.New(wireerr.Invalid, "make a temporary file for the repository: %w", err)
	}
	in.closers = append(in.closers, func() {
		file.Close()
		os.Remove(file.Name())
	})
	limits := r.packLimits()
	limits.Bytes = r.lim.SpoolBytes
	q := fetchRequest{wants: []object.OID{tip}, depth: 1, filter: fmt.Sprintf("blob:limit=%d", r.lim.BlobBytes+1)}
	reply, err := r.fetchPack(ctx, q, func(rd io.Reader) (res pack.Result, err error) {
		in.spool, res, err = pack.ReadToFile(rd, file, limits, nil)
		return res, err
	})
	if err != nil {
		return err
	}
	for _, x := range reply.Skipped {
		if x.Reason == pack.TooLarge {
			in.large = max(in.large, x.Size)
		}
	}
	o, err := in.spool.Object(tip)
	if err != nil {
		return err
	}
	if o.Type != object.TypeCommit {
		return notSent(object.TypeCommit, tip)
	}
	return in.add(o)
}

// harvestBlobs gets files of a snapshot from a server that gives nothing less than all.
func (r *Remote) harvestBlobs(ctx context.Context, s *Snapshot, ids []object.OID, found func(object.OID, []byte), missing func(object.OID)) error {
	in := newIntake(nil, r.cache)
	defer in.close()
	if err := r.harvest(ctx, s.info.OID, in); err != nil {
		return err
	}
	for _, id := range ids {
		o, err := in.spool.Object(id)
		switch {
		case err != nil:
			return err
		case o.Type == object.TypeBlob:
			found(id, o.Data)
		default: // the filter or the limits left it out
			missing(id)
		}
	}
	return nil
}
