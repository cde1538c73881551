package workspace

import "context"

// Batch is an open transaction of one workspace in which changes are made.
type Batch struct {
	service     *Service
	workspaceID int64
}

// Transact runs fn in one transaction: all its changes are kept, or none. Changes of one
// workspace happen one after the other, so what fn reads through ctx stays true until it ends.
func (s *Service) Transact(ctx context.Context, workspaceID int64, fn func(ctx context.Context, b *Batch) error) error {
	return s.store.InTx(ctx, func(ctx context.Context) error {
		return fn(ctx, &Batch{service: s, workspaceID: workspaceID})
	})
}

// Edit makes one change in a transaction of its own and returns it. A change without any
// effect is not recorded: its Seq is 0.
func (s *Service) Edit(ctx context.Context, workspaceID int64, cause Cause, fn func(ctx context.Context, e *Edit) error) (Change, error) {
	var change Change
	err := s.Transact(ctx, workspaceID, func(ctx context.Context, b *Batch) (err error) {
		change, err = b.Change(ctx, cause, fn)
		return err
	})
	return change, err
}

// Change makes one entry of the change feed out of what fn does. When fn fails, nothing of it
// is recorded; whether the transaction goes on is the caller's choice only if fn had not yet
// written anything, which holds for every single operation of Edit that returns an error.
func (b *Batch) Change(ctx context.Context, cause Cause, fn func(ctx context.Context, e *Edit) error) (Change, error) {
	seq, err := b.service.store.NextSeq(ctx, b.workspaceID)
	if err != nil {
		return Change{}, err
	}
	e := &Edit{
		service: b.service, change: Change{WorkspaceID: b.workspaceID, Seq: seq, At: b.service.time(), Cause: cause},
		checker: b.service.Checker(b.workspaceID, nil), touched: map[int64]int64{},
	}
	if err := fn(ctx, e); err != nil {
		return Change{}, err
	}
	if len(e.change.Revisions) == 0 {
		return Change{}, b.service.store.ReleaseSeq(ctx, b.workspaceID, seq)
	}
	if err := b.service.store.InsertChange(ctx, &e.change); err != nil {
		return Change{}, err
	}
	if b.service.onChange != nil {
		if err := b.service.onChange(ctx, e.change); err != nil {
			return Change{}, err
		}
	}
	return e.change, nil
}
