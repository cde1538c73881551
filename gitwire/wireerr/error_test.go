package wireerr_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/gitwire/wireerr"
)

func TestClasses(t *testing.T) {
	for kind, class := range map[wireerr.Kind]wireerr.Class{
		wireerr.Unreachable: wireerr.Retry, wireerr.Moved: wireerr.Retry, wireerr.Protocol: wireerr.Retry,
		wireerr.Canceled: wireerr.Retry, wireerr.RateLimited: wireerr.WaitUntil,
		wireerr.Auth: wireerr.Halt, wireerr.Certificate: wireerr.Halt, wireerr.Forbidden: wireerr.Halt, wireerr.NotFound: wireerr.Halt,
		wireerr.Rejected: wireerr.Halt, wireerr.BranchMissing: wireerr.Halt, wireerr.TooLarge: wireerr.Halt,
		wireerr.Unsupported: wireerr.Halt, wireerr.Invalid: wireerr.Halt,
	} {
		require.Equal(t, class, (&wireerr.Error{Kind: kind}).Class(), kind)
	}
	require.Equal(t, "retry wait halt", fmt.Sprint(wireerr.Retry, " ", wireerr.WaitUntil, " ", wireerr.Halt))
}

func TestError(t *testing.T) {
	e := &wireerr.Error{
		Kind: wireerr.RateLimited, Op: "poll", Remote: "https://h/x", Status: 429, Text: "slow down",
		Until: time.Unix(1, 0), Err: io.ErrUnexpectedEOF,
	}
	require.EqualError(t, e, "poll https://h/x: rate limited (HTTP 429): slow down: unexpected EOF")
	wrapped := fmt.Errorf("cycle: %w", e)
	require.ErrorIs(t, wrapped, io.ErrUnexpectedEOF)
	require.True(t, wireerr.Is(wrapped, wireerr.RateLimited))
	require.False(t, wireerr.Is(wrapped, wireerr.Auth))
	require.Empty(t, wireerr.KindOf(errors.New("x")))
	require.False(t, wireerr.Is(nil, ""))
	unknown := &wireerr.Error{Kind: wireerr.Unreachable, OutcomeUnknown: true}
	require.EqualError(t, unknown, "unreachable (outcome unknown)")
}

func TestClean(t *testing.T) {
	for _, row := range []struct{ name, in, want string }{
		{"plain", "pre-receive hook declined", "pre-receive hook declined"},
		{"lines", "a\r\n\r\n  b  \rc\n", "a\nb\nc"},
		{"escapes", "\x1b[1;31mred\x1b[0m\x07", "red"},
		{"tabs", "a\tb", "a b"},
		{"right to left", "a\u202eb", "ab"},
		{"not UTF-8", "a\xffb", "a\ufffdb"},
		{"user info", "see https://bot:s3cret@example.com/x and ssh://git@h", "see https://example.com/x and ssh://h"},
		{"long", strings.Repeat("ä", wireerr.MaxText), strings.Repeat("ä", (wireerr.MaxText-3)/2) + "…"},
	} {
		require.Equal(t, row.want, wireerr.Clean(row.in), row.name)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := wireerr.Clean(string(rapid.SliceOf(rapid.Byte()).Draw(t, "in")))
		if len(s) > wireerr.MaxText || !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\r\t") {
			t.Fatalf("%q", s)
		}
	})
}
