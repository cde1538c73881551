package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"lockstep.dev/secret"
)

func TestTextNeverShowsItself(t *testing.T) {
	type inside struct {
		Public secret.Text
		hidden secret.Text
		ptr    *secret.Text
	}
	text := secret.NewText("hunter2")
	holder := inside{text, text, &text}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T", "%p"} {
		for name, v := range map[string]any{
			"itself": text, "pointer": &text, "struct": holder, "struct pointer": &holder,
			"slice": []secret.Text{text}, "map": map[string]secret.Text{"k": text}, "error": fmt.Errorf("x %v", text),
		} {
			out := fmt.Sprintf(verb, v)
			require.NotContains(t, out, "hunter2", "%s of %s", verb, name)
			require.NotContains(t, out, "68756e74", "%s of %s", verb, name)
		}
	}
	require.Equal(t, "[redacted]", text.String())
	require.NotContains(t, text.GoString(), "hunter2")
	require.Contains(t, text.GoString(), "[redacted]")

	out, err := json.Marshal(map[string]any{"t": text, "h": holder})
	require.NoError(t, err)
	require.NotContains(t, string(out), "hunter2")
	require.Contains(t, string(out), `"t":"[redacted]"`)

	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "t", text, "h", holder)
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "t", text, "h", holder)
	require.NotContains(t, log.String(), "hunter2")

	require.NotContains(t, cmp.Diff(secret.NewText("hunter2"), secret.NewText("other")), "hunter2")
	require.Equal(t, "hunter2", text.Reveal())
}

func TestTextComesInAndCompares(t *testing.T) {
	var in struct {
		A secret.Text `json:"a,omitzero"`
		B secret.Text `json:"b,omitzero"`
	}
	require.NoError(t, json.Unmarshal([]byte(`{"a":"hunter2"}`), &in))
	require.Equal(t, "hunter2", in.A.Reveal())
	require.True(t, in.A.Equal(secret.NewText("hunter2")))
	require.False(t, in.A.Equal(in.B))
	require.True(t, in.B.IsZero())
	require.Empty(t, in.B.String())

	out, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"a":"[redacted]"}`, string(out))
	require.ErrorContains(t, json.Unmarshal(out, &in), "stands for a secret")
	require.Equal(t, "hunter2", in.A.Reveal(), "the mask did not replace the secret")
}
