package remote

import (
	"context"
	"errors"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// fail makes err a *wireerr.Error of an operation.
func (r *Remote) fail(op string, err error) error {
	if err == nil {
		return nil
	}
	e := *typed(err)
	e.Op, e.Remote = op, r.conn.URL()
	if e.Kind == wireerr.Protocol {
		r.forget()
	}
	return &e
}

func typed(err error) *wireerr.Error {
	var e *wireerr.Error
	var limit *pack.LimitError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &limit):
		return &wireerr.Error{Kind: wireerr.TooLarge, Err: err}
	case errors.Is(err, pack.ErrMalformed), errors.Is(err, object.ErrTree),
		errors.Is(err, object.ErrCommit), errors.Is(err, object.ErrCollision):
		return &wireerr.Error{Kind: wireerr.Protocol, Err: err}
	case errors.Is(err, pack.ErrFile):
		return &wireerr.Error{Kind: wireerr.Invalid, Err: err}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &wireerr.Error{Kind: wireerr.Canceled, Err: err}
	}
	errors.As(transport.ReplyError(err), &e)
	return e
}
