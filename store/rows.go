package store

import (
	"database/sql"
	"iter"
	"maps"
	"slices"

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

// slugsByKind yields identities for one query each: one kind, and at most chunkRows slugs. Asked
// for several kinds at once, SQLite reads the whole workspace.
func slugsByKind(refs []workspace.Ref) iter.Seq2[string, []string] {
	slugs := map[string][]string{}
	for _, ref := range unique(refs) {
		kind := toText(ref.Kind)
		slugs[kind] = append(slugs[kind], toText(ref.Slug))
	}
	return func(yield func(string, []string) bool) {
		for _, kind := range slices.Sorted(maps.Keys(slugs)) {
			for chunk := range slices.Chunk(slugs[kind], chunkRows) {
				if !yield(kind, chunk) {
					return
				}
			}
		}
	}
}

// chunkBytes is about how much one statement writes: values travel inside its text.
const chunkBytes = 4 << 20

// statements turns values into rows, as many at once as one statement is to write: at most
// chunkRows rows and about chunkBytes bytes.
func statements[T, R any](values []T, row func(i int, v T) (R, error), size func(R) int) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		var rows []R
		bytes := 0
		for i, v := range values {
			r, err := row(i, v)
			if err != nil {
				yield(nil, err)
				return
			}
			rows, bytes = append(rows, r), bytes+size(r)
			if len(rows) < chunkRows && bytes < chunkBytes && i+1 < len(values) {
				continue
			}
			if !yield(rows, nil) {
				return
			}
			rows, bytes = rows[:0], 0
		}
	}
}

// lastByKey returns the values in their order; of those with the same key the last one, in the
// first one's place.
func lastByKey[T any, K comparable](values []T, key func(T) K) []T {
	at := make(map[K]int, len(values))
	out := make([]T, 0, len(values))
	for _, v := range values {
		if i, again := at[key(v)]; again {
			out[i] = v
			continue
		}
		at[key(v)] = len(out)
		out = append(out, v)
	}
	return out
}
