package workspace

import "context"

// Batch is an open transaction of one workspace in which changes are made.
type Batch struct {
	service     *Service
	workspaceID int64
	checker     *Checker
	broken      error // why nothing of the transaction may be kept
}

// Transact runs fn in one transaction: all its changes are kept, or none. Changes of one
// workspace happen one after the other, so what fn reads through ctx after its first change began
// stays true until it ends.
func (s *Service) Transact(ctx context.Context, workspaceID int64, fn func(ctx context.Context, b *Batch) error) error {
	return s.store.InTx(ctx, func(ctx context.Context) error {
		b := &Batch{service: s, workspaceID: workspaceID, checker: s.Checker(workspaceID, nil)}
		if err := fn(ctx, b); err != nil {
			return err
		}
		return b.broken
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

// Change makes one entry of the change feed out of what fn does. When fn fails before it wrote
// anything, which holds for each single operation of Edit that refuses something, the change is as
// if it had never been, and the transaction may go on with others. After any other failure nothing
// of the transaction is kept, even if the caller goes on.
func (b *Batch) Change(ctx context.Context, cause Cause, fn func(ctx context.Context, e *Edit) error) (Change, error) {
	if b.broken != nil {
		return Change{}, b.broken
	}
	seq, err := b.service.store.NextSeq(ctx, b.workspaceID)
	if err != nil {
		return Change{}, err
	}
	e := &Edit{
		service: b.service, change: Change{WorkspaceID: b.workspaceID, Seq: seq, At: b.service.time(), Cause: cause},
		checker: b.checker, touched: map[int64]int64{},
	}
	switch err := fn(ctx, e); {
	case err != nil && e.wrote:
		b.broken = err
		return Change{}, err
	case err != nil || len(e.change.Revisions) == 0:
		if released := b.service.store.ReleaseSeq(ctx, b.workspaceID, seq); released != nil {
			b.broken = orElse(err, released)
			return Change{}, b.broken
		}
		return Change{}, err
	}
	if b.broken = b.keep(ctx, &e.change); b.broken != nil {
		return Change{}, b.broken
	}
	return e.change, nil
}

func (b *Batch) keep(ctx context.Context, c *Change) error {
	if err := b.service.store.InsertChange(ctx, c); err != nil || b.service.onChange == nil {
		return err
	}
	return b.service.onChange(ctx, *c)
}
