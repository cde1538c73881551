package schedule_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/schedule"
	"lockstep.dev/workspace"
)

func zones() []string {
	return []string{"", "UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"}
}

// drawn is any schedule that starts something.
func drawn(t *rapid.T) map[string]any {
	detail := map[string]any{}
	typ := rapid.SampledFrom([]string{"interval", "cron", "visual_cron"}).Draw(t, "type")
	switch typ {
	case "interval":
		detail["interval"] = map[string]any{
			"unit": rapid.SampledFrom(workspace.IntervalUnits()).Draw(t, "unit"), "quantity": rapid.Int64Range(1, 1000).Draw(t, "quantity"),
		}
	case "cron":
		detail["expression"] = rapid.SampledFrom([]string{"0 3 * * *", "*/7 * * * *", "30 2 1,15 * *", "15 1-3 * * SUN", "@hourly", "59 23 31 12 *"}).Draw(t, "expression")
	case "visual_cron":
		var list []any
		for range rapid.IntRange(1, 3).Draw(t, "expressions") {
			day := rapid.SampledFrom([]string{"monday", "wednesday", "saturday", "sunday"})
			clock := rapid.SampledFrom([]string{"00:00", "01:30", "02:30", "12:15", "23:59"})
			list = append(list, map[string]any{"days": map[string]any{day.Draw(t, "day"): true, day.Draw(t, "other day"): true}, "time": clock.Draw(t, "time")})
		}
		detail["expressions"] = list
	}
	if typ != "interval" {
		detail["timezone"] = rapid.SampledFrom(zones()).Draw(t, "zone")
	}
	if rapid.Bool().Draw(t, "started") {
		detail["startDate"] = instant(t, "start").Format(time.RFC3339)
	}
	return map[string]any{"type": typ, "schedule": detail}
}

func instant(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" fraction")).UTC()
}

// TestTimesGoOn: times come after what was asked from, in order, in whole seconds of UTC, and not
// before the start.
func TestTimesGoOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value, from := drawn(t), instant(t, "from")
		s, problems := schedule.Parse(value)
		require.Empty(t, problems)
		times := schedule.Times(s, from, 20)
		require.Len(t, times, 20)
		last := from
		for _, at := range times {
			require.True(t, at.After(last), "%s after %s", at, last)
			require.Equal(t, time.UTC, at.Location())
			require.Zero(t, at.Nanosecond())
			last = at
		}
		if text, ok := value["schedule"].(map[string]any)["startDate"].(string); ok {
			start, err := time.Parse(time.RFC3339, text)
			require.NoError(t, err)
			require.False(t, times[0].Before(start))
		}
	})
}

// TestNothingIsPassedOver: asked from anywhere between two times, the answer is the later one.
// Replicas that look at different moments start the same runs.
func TestNothingIsPassedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, problems := schedule.Parse(drawn(t))
		require.Empty(t, problems)
		times := schedule.Times(s, instant(t, "from"), 2)
		gap := times[1].Sub(times[0])
		between := times[0].Add(time.Duration(rapid.Int64Range(0, int64(gap)-1).Draw(t, "between")))
		require.Equal(t, times[1], s.Next(between))
	})
}

// TestClockTimesAreKept: in its zone, visual_cron runs at one of its times of day on one of its days,
// but where the clocks skip that time.
func TestClockTimesAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones()).Draw(t, "zone"))
		require.NoError(t, err)
		s, problems := schedule.Parse(map[string]any{"type": "visual_cron", "schedule": map[string]any{
			"timezone": zone.String(), "expressions": []any{map[string]any{"days": map[string]any{"sunday": true}, "time": "12:15"}},
		}})
		require.Empty(t, problems)
		at := s.Next(instant(t, "from")).In(zone)
		require.Equal(t, time.Sunday, at.Weekday())
		require.Equal(t, "12:15:00", at.Format(time.TimeOnly))
	})
}

// FuzzExpression: no expression makes the parser panic, and one that is taken goes on in time.
func FuzzExpression(f *testing.F) {
	for _, text := range []string{"0 3 * * *", "@daily", "TZ=", "CRON_TZ=UTC 0 0 * * *", "*/0 * * * *", "0 0 31 2 *", "1-0 * * * *", "@every", "? ? ? ? ?", "0 0 29 2 1"} {
		f.Add(text)
	}
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		s, problems := schedule.Parse(map[string]any{"type": "cron", "schedule": map[string]any{"expression": text}})
		if s == nil {
			require.NotEmpty(t, problems)
			return
		}
		require.True(t, s.Next(from).After(from))
	})
}
