package secret

import (
	"context"
	"fmt"
	"log/slog"
)

// Handler returns a slog.Handler that hands records to next with their message and attributes redacted.
// Values other than numbers, booleans and times become strings.
func (r *Redactor) Handler(next slog.Handler) slog.Handler {
	return &handler{redactor: r, next: next}
}

// handler holds back what WithAttrs and WithGroup add until a record comes, so that a secret that
// becomes known in between is redacted in it too.
type handler struct {
	redactor *Redactor
	next     slog.Handler
	scopes   []scope // outermost first
}

// scope is one call of WithGroup (a group) or WithAttrs (attrs).
type scope struct {
	group string
	attrs []slog.Attr
}

func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	if len(attrs) == 0 {
		return h
	}
	return h.with(scope{attrs: attrs})
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	return h.with(scope{group: name})
}

func (h *handler) with(s scope) slog.Handler {
	scopes := append(h.scopes[:len(h.scopes):len(h.scopes)], s)
	return &handler{redactor: h.redactor, next: h.next, scopes: scopes}
}

func (h *handler) Handle(ctx context.Context, record slog.Record) error {
	attrs := make([]slog.Attr, 0, record.NumAttrs())
	record.Attrs(func(a slog.Attr) bool {
		attrs = append(attrs, a)
		return true
	})
	for i := len(h.scopes) - 1; i >= 0; i-- {
		if s := h.scopes[i]; s.group != "" {
			attrs = []slog.Attr{{Key: s.group, Value: slog.GroupValue(attrs...)}}
		} else {
			attrs = append(s.attrs[:len(s.attrs):len(s.attrs)], attrs...)
		}
	}
	out := slog.NewRecord(record.Time, record.Level, h.redactor.String(record.Message), record.PC)
	out.AddAttrs(h.redactor.attrs(attrs)...)
	return h.next.Handle(ctx, out)
}

func (r *Redactor) attrs(in []slog.Attr) []slog.Attr {
	out := make([]slog.Attr, len(in))
	for i, a := range in {
		out[i] = slog.Attr{Key: r.String(a.Key), Value: r.value(a.Value.Resolve())}
	}
	return out
}

func (r *Redactor) value(v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindString:
		return slog.StringValue(r.String(v.String()))
	case slog.KindGroup:
		return slog.GroupValue(r.attrs(v.Group())...)
	case slog.KindAny:
		switch x := v.Any().(type) {
		case nil:
			return v
		case []byte:
			return slog.StringValue(r.String(string(x)))
		default:
			return slog.StringValue(r.String(fmt.Sprintf("%+v", x)))
		}
	default:
		return v
	}
}
