package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/workspace"
)

func TestTextComesBack(t *testing.T) {
	for _, given := range []string{"", "plain", "Zoë \U0001f642", "\x00", "\xff\xfe", "a\x1b", "\x1b00", "\x1b\x1b", "\ufffd", "\x1b0", "\xe2\x82"} {
		requireSameText(t, given)
	}
	rapid.Check(t, func(t *rapid.T) {
		requireSameText(t, string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
	})
}

func requireSameText(t require.TestingT, given string) {
	stored := toText(given)
	require.True(t, utf8.ValidString(stored))
	require.NotContains(t, stored, "\x00")
	require.Equal(t, given, fromText(stored))
}

func TestTimesComeBack(t *testing.T) {
	for _, given := range []time.Time{{}, time.Unix(0, 0), time.Date(1969, 1, 1, 0, 0, 0, 1000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)} {
		require.True(t, given.Equal(fromMicros(toMicros(given))), "%s", given)
		require.Equal(t, time.UTC, fromMicros(toMicros(given)).Location())
	}
	require.True(t, fromMicros(toMicros(time.Time{})).IsZero())
}

func TestFailure(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, row := range []struct {
		name string
		ctx  context.Context
		err  error
		want workspace.Code
	}{
		{"unique", t.Context(), &pgconn.PgError{Code: "23505"}, workspace.CodeConflict},
		{"foreign key", t.Context(), &pgconn.PgError{Code: "23503"}, workspace.CodeNotFound},
		{"no row", t.Context(), sql.ErrNoRows, workspace.CodeNotFound},
		{"serialization", t.Context(), &pgconn.PgError{Code: "40001"}, workspace.CodeUnavailable},
		{"deadlock", t.Context(), &pgconn.PgError{Code: "40P01"}, workspace.CodeUnavailable},
		{"too many connections", t.Context(), &pgconn.PgError{Code: "53300"}, workspace.CodeUnavailable},
		{"server shuts down", t.Context(), &pgconn.PgError{Code: "57P01"}, workspace.CodeUnavailable},
		{"connection lost", t.Context(), io.ErrUnexpectedEOF, workspace.CodeUnavailable},
		{"wrong SQL", t.Context(), &pgconn.PgError{Code: "42601"}, workspace.CodeInternal},
		{"anything", t.Context(), errors.New("boom"), workspace.CodeInternal},
		{"cancelled", cancelled, io.ErrUnexpectedEOF, workspace.CodeInternal},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := failure(row.ctx, "try", row.err)
			require.Equal(t, row.want, workspace.CodeOf(err))
			require.ErrorContains(t, err, "try: ")
			if row.ctx.Err() != nil {
				require.ErrorIs(t, err, context.Canceled)
				return
			}
			require.ErrorIs(t, err, row.err)
		})
	}
	require.NoError(t, failure(cancelled, "try", nil))
}
