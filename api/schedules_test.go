package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
)

func TestPreviewSchedule(t *testing.T) {
	w := newWorld(t)
	w.token = w.tokens[auth.ScopeRead]
	ask := func(body string) api.ScheduleTimes {
		t.Helper()
		return into[api.ScheduleTimes](w.must("POST", "/api/v1/schedules/preview", body, "Content-Type: application/json"))
	}
	require.JSONEq(t, `{"next":["2026-03-01T02:00:00Z","2026-03-01T04:00:00Z"],"problems":[]}`, w.must("POST", "/api/v1/schedules/preview",
		`{"schedule":{"type":"interval","schedule":{"interval":{"unit":"hour","quantity":2}}},"count":2,"from":"2026-03-01T01:00:00+01:00"}`).Text)

	require.Len(t, ask(`{"schedule":{"type":"cron","schedule":{"expression":"0 3 * * *","timezone":"Europe/Berlin"}}}`).Next, 5, "from now, five")
	require.JSONEq(t, `{"next":[],"problems":[]}`, w.must("POST", "/api/v1/schedules/preview", `{"schedule":null}`).Text)
	require.Empty(t, ask(`{"schedule":{"type":"manual"}}`).Next)

	wrong := ask(`{"schedule":{"type":"visual_cron","schedule":{"expressions":[{"days":{"monday":true},"time":"25:00"}]}}}`)
	require.Empty(t, wrong.Next)
	require.Equal(t, "schedule.schedule.expressions[0].time", wrong.Problems[0].Path)
	require.NotEmpty(t, wrong.Problems[0].Hint)

	require.Equal(t, 422, w.call("POST", "/api/v1/schedules/preview", `{"schedule":{"type":"manual"},"count":0}`).Status)
	require.Equal(t, 422, w.call("POST", "/api/v1/schedules/preview", `{}`).Status)
}
