package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"testing/slogtest"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/secret"
)

type stringer struct{ v string }

func (s stringer) String() string { return "<" + s.v + ">" }

type valuer struct{ v string }

func (v valuer) LogValue() slog.Value { return slog.GroupValue(slog.String("inner", v.v)) }

type broken struct{ v *string }

func (b *broken) Error() string { return *b.v }

func TestLogIsRedacted(t *testing.T) {
	const s = "hunter2"
	r := secret.NewRedactor(s)
	var out bytes.Buffer
	for name, next := range map[string]slog.Handler{
		"text": slog.NewTextHandler(&out, nil), "json": slog.NewJSONHandler(&out, nil),
	} {
		t.Run(name, func(t *testing.T) {
			out.Reset()
			log := slog.New(r.Handler(next)).With("with", "x"+s).WithGroup("g").With("within", s)
			log.Info("login with "+s,
				"string", s, "error", errors.New("dial "+s), "stringer", stringer{s}, "valuer", valuer{s},
				"bytes", []byte("a "+s), "struct", struct{ Password string }{s}, "pointer", &struct{ P string }{s},
				"slice", []string{"a", s}, "map", map[string]any{"k": s}, "nil", nil, "nil error", (*broken)(nil),
				slog.Group("outer", slog.Group("inner", slog.String("deep", s))),
				"url", "https://u:other@h/", "n", 7, "key "+s, 1)
			require.NotContains(t, out.String(), s)
			require.NotContains(t, out.String(), "aHVudGVy", "base64 of the byte slice")
			require.NotContains(t, out.String(), "other")
			for _, kept := range []string{"login with [redacted]", "dial [redacted]", "<[redacted]>", "a [redacted]", "deep", "within"} {
				require.Contains(t, out.String(), kept)
			}
		})
	}
}

func TestLoggerMadeBeforeTheSecretWasKnown(t *testing.T) {
	r := secret.NewRedactor()
	var out bytes.Buffer
	log := slog.New(r.Handler(slog.NewTextHandler(&out, nil))).With("early", "hunter2")
	r.Add("hunter2")
	log.Info("m")
	require.Contains(t, out.String(), "early=[redacted]")
}

func TestSiblingLoggersDoNotMix(t *testing.T) {
	var out bytes.Buffer
	parent := slog.New(secret.NewRedactor().Handler(slog.NewTextHandler(&out, nil))).With("a", 1).With("b", 2)
	one, two := parent.With("one", 1), parent.With("two", 2)
	one.Info("m")
	require.Contains(t, out.String(), "a=1 b=2 one=1\n")
	out.Reset()
	two.Info("m")
	require.Contains(t, out.String(), "a=1 b=2 two=2\n")
}

func TestHandlerKeepsTheRulesOfSlog(t *testing.T) {
	var out bytes.Buffer
	h := secret.NewRedactor().Handler(slog.NewJSONHandler(&out, nil))
	require.NoError(t, slogtest.TestHandler(h, func() []map[string]any {
		var all []map[string]any
		for line := range bytes.Lines(out.Bytes()) {
			var m map[string]any
			require.NoError(t, json.Unmarshal(line, &m))
			all = append(all, m)
		}
		return all
	}))
	out.Reset()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	slog.New(h).Info("m", "at", at, "took", time.Second, "n", 7)
	require.Contains(t, out.String(), `"at":"2026-01-02T03:04:05Z","took":1000000000,"n":7`)
	quiet := secret.NewRedactor().Handler(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	require.False(t, quiet.Enabled(t.Context(), slog.LevelInfo))
}
