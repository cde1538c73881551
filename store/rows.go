package store

import (
	"database/sql"

	"iter"
	"slices"

	"github.com/uptrace/bun"

	"lockstep.dev/workspace"
)

// chunkRows is how many rows one statement writes, or values one list has.
const chunkRows = 500

// affected returns how many rows a statement changed.
func affected(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// mapped returns the rows as what they stand for; nil for none.
func mapped[R, T any](rows []R, of func(R) T) []T {
	if len(rows) == 0 {
		return nil
	}
	out := make([]T, len(rows))
	for i, row := range rows {
		out[i] = of(row)
	}
	return out
}

// tried is mapped for conversions that can fail.
func tried[R, T any](rows []R, of func(R) (T, error)) ([]T, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	out := make([]T, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = of(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// refCondition returns the condition for rows with one of the identities, with its arguments.
func refCondition(refs []workspace.Ref) (string, []any) {
	slugs := map[workspace.Kind][]string{}
	for _, ref := range refs {
		slugs[ref.Kind] = append(slugs[ref.Kind], toText(ref.Slug))
	}
	kinds := make([]workspace.Kind, 0, len(slugs))
	for kind := range slugs {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	text, args := "(", []any{}
	for i, kind := range kinds {
		if i > 0 {
			text += " OR "
		}
		text += "(kind = ? AND slug IN (?))"
		args = append(args, toText(kind), bun.In(slugs[kind]))
	}
	return text + ")", args
}

// chunkBytes is about how much one statement writes: values travel inside its text.
const chunkBytes = 4 << 20

// sizedChunks cuts rows into statements of at most chunkRows rows and about chunkBytes bytes.
func sizedChunks[R any](rows []R, size func(R) int) iter.Seq[[]R] {
	return func(yield func([]R) bool) {
		start, bytes := 0, 0
		for i, row := range rows {
			bytes += size(row)
			if i+1-start < chunkRows && bytes < chunkBytes && i+1 < len(rows) {
				continue
			}
			if !yield(rows[start : i+1]) {
				return
			}
			start, bytes = i+1, 0
		}
	}
}
