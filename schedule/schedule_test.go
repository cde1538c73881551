package schedule_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"lockstep.dev/schedule"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// read returns the schedule of a file that says it, by the code that reads files.
func read(t testing.TB, yaml string) (schedule.Schedule, []workspace.Problem) {
	t.Helper()
	text := "model: m\ndestination: d\nconfig: {}\nschedule: " + yaml + "\n"
	file, err := spec.Decode(workspace.KindSync, []byte(text), spec.Options{})
	require.NoError(t, err)
	return schedule.Parse(file.Fields.Map("schedule"))
}

func TestTimes(t *testing.T) {
	for _, row := range []struct {
		name, yaml, from string
		want             string // times, or days and times after the first; "" for none
	}{
		{"none", "null", "2026-03-01T00:00:00Z", ""},
		{"manual", "{type: manual}", "2026-03-01T00:00:00Z", ""},
		{"a type of tomorrow", "{type: dbt_cloud, schedule: {job: 1}}", "2026-03-01T00:00:00Z", ""},
		{"hours", "{type: interval, schedule: {interval: {unit: hour, quantity: 2}}}", "2026-03-01T01:30:00.5Z",
			"2026-03-01T02:00:00Z 2026-03-01T04:00:00Z 2026-03-01T06:00:00Z"},
		{"at a time of the grid, the next one", "{type: interval, schedule: {interval: {unit: minute, quantity: 10}}}", "2026-03-01T02:00:00Z",
			"2026-03-01T02:10:00Z 2026-03-01T02:20:00Z 2026-03-01T02:30:00Z"},
		{"weeks begin on Monday", "{type: interval, schedule: {interval: {unit: week, quantity: 1}}}", "2026-03-01T00:00:00Z",
			"2026-03-02T00:00:00Z 2026-03-09T00:00:00Z 2026-03-16T00:00:00Z"},
		{"from a start that was", "{type: interval, schedule: {interval: {unit: day, quantity: 1}, startDate: '2026-02-01T06:15:00.000Z'}}", "2026-03-01T07:00:00Z",
			"2026-03-02T06:15:00Z 2026-03-03T06:15:00Z 2026-03-04T06:15:00Z"},
		{"from a start to come", "{type: interval, schedule: {interval: {unit: day, quantity: 2}, startDate: 2026-04-01}}", "2026-03-01T07:00:00Z",
			"2026-04-01T00:00:00Z 2026-04-03T00:00:00Z 2026-04-05T00:00:00Z"},
		{"before 1970", "{type: interval, schedule: {interval: {unit: day, quantity: 1}}}", "1969-07-20T20:17:40Z",
			"1969-07-21T00:00:00Z 1969-07-22T00:00:00Z 1969-07-23T00:00:00Z"},
		{"cron", "{type: cron, schedule: {expression: '30 3 * * MON-FRI'}}", "2026-02-27T12:00:00Z",
			"2026-03-02T03:30:00Z 2026-03-03T03:30:00Z 2026-03-04T03:30:00Z"},
		{"cron, in words", "{type: cron, schedule: {expression: '@monthly'}}", "2026-02-27T12:00:00Z",
			"2026-03-01T00:00:00Z 2026-04-01T00:00:00Z 2026-05-01T00:00:00Z"},
		{"cron from a start", "{type: cron, schedule: {expression: '0 * * * *', startDate: '2026-03-05T06:00:00+01:00'}}", "2026-02-27T12:00:00Z",
			"2026-03-05T05:00:00Z 2026-03-05T06:00:00Z 2026-03-05T07:00:00Z"},
		{"cron with a leap day", "{type: cron, schedule: {expression: 0 0 29 2 *}}", "2026-02-27T12:00:00Z",
			"2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z"},
		{"cron in Berlin, over the change of clocks", "{type: cron, schedule: {expression: 0 9 * * *, timezone: Europe/Berlin}}", "2026-03-28T00:00:00Z",
			"2026-03-28T08:00:00Z 2026-03-29T07:00:00Z 2026-03-30T07:00:00Z"},
		{"cron, a skipped time", "{type: cron, schedule: {expression: 30 2 * * *, timezone: Europe/Berlin}}", "2026-03-28T00:00:00Z",
			"2026-03-28T01:30:00Z 2026-03-30T00:30:00Z 2026-03-31T00:30:00Z"},
		{"days", "{type: visual_cron, schedule: {expressions: [{days: {monday: true, friday: true, sunday: false}, time: '16:00'}]}}", "2026-03-01T16:00:00Z",
			"2026-03-02T16:00:00Z 2026-03-06T16:00:00Z 2026-03-09T16:00:00Z"},
		{"days, the same day", "{type: visual_cron, schedule: {expressions: [{days: {sunday: true}, time: '16:00'}]}}", "2026-03-01T15:59:59Z",
			"2026-03-01T16:00:00Z 2026-03-08T16:00:00Z 2026-03-15T16:00:00Z"},
		{"several expressions, equal times once", "{type: visual_cron, schedule: {expressions: [{days: {monday: true}, time: '16:00'}, {days: {monday: true}, time: '06:05'}, {days: {monday: true, tuesday: true}, time: '16:00'}]}}",
			"2026-03-01T00:00:00Z", "2026-03-02T06:05:00Z 2026-03-02T16:00:00Z 2026-03-03T16:00:00Z"},
		{"days in New York", "{type: visual_cron, schedule: {timezone: America/New_York, expressions: [{days: {sunday: true, saturday: true}, time: '22:00'}]}}", "2026-03-07T12:00:00Z",
			"2026-03-08T03:00:00Z 2026-03-09T02:00:00Z 2026-03-15T02:00:00Z"},
		{"days, a skipped time is moved", "{type: visual_cron, schedule: {timezone: Europe/Berlin, expressions: [{days: {sunday: true}, time: '02:30'}]}}", "2026-03-28T12:00:00Z",
			"2026-03-29T01:30:00Z 2026-04-05T00:30:00Z 2026-04-12T00:30:00Z"},
		{"the end of time", "{type: interval, schedule: {interval: {unit: week, quantity: 2000}}}", "9990-01-01T00:00:00Z", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, problems := read(t, row.yaml)
			require.Empty(t, workspace.Failures(problems))
			var got []string
			if s != nil {
				from, err := time.Parse(time.RFC3339, row.from)
				require.NoError(t, err)
				for _, at := range schedule.Times(s, from, 3) {
					got = append(got, at.Format(time.RFC3339Nano))
				}
			}
			require.Equal(t, row.want, strings.Join(got, " "))
		})
	}
}

func TestProblems(t *testing.T) {
	for _, row := range []struct{ name, yaml, path, says string }{
		{"no type", "{}", "schedule.type", "no type"},
		{"no settings", "{type: cron}", "schedule.schedule", "missing"},
		{"settings of another form", "{type: interval, schedule: [1]}", "schedule.schedule", "missing"},
		{"no interval", "{type: interval, schedule: {}}", "schedule.schedule.interval", "missing"},
		{"unit", "{type: interval, schedule: {interval: {unit: month, quantity: 1}}}", "schedule.schedule.interval.unit", `"month"`},
		{"unit that is no text", "{type: interval, schedule: {interval: {unit: 3, quantity: 1}}}", "schedule.schedule.interval.unit", "a number"},
		{"quantity 0", "{type: interval, schedule: {interval: {unit: hour, quantity: 0}}}", "schedule.schedule.interval.quantity", "from 1 to"},
		{"half a quantity", "{type: interval, schedule: {interval: {unit: hour, quantity: 0.5}}}", "schedule.schedule.interval.quantity", "whole"},
		{"a quantity beyond all clocks", "{type: interval, schedule: {interval: {unit: week, quantity: 9000000000000000000}}}", "schedule.schedule.interval.quantity", "100000"},
		{"no expression", "{type: cron, schedule: {}}", "schedule.schedule.expression", "missing"},
		{"six fields", "{type: cron, schedule: {expression: 0 0 3 * * *}}", "schedule.schedule.expression", "five fields"},
		{"a field out of range", "{type: cron, schedule: {expression: 61 * * * *}}", "schedule.schedule.expression", "61"},
		{"Sunday as 7", "{type: cron, schedule: {expression: 0 0 * * 7}}", "schedule.schedule.expression", "7"},
		{"a word", "{type: cron, schedule: {expression: 0 noon * * *}}", "schedule.schedule.expression", "noon"},
		{"@every", "{type: cron, schedule: {expression: '@every 5m'}}", "schedule.schedule.expression", "@every"},
		{"an unknown @", "{type: cron, schedule: {expression: '@fortnightly'}}", "schedule.schedule.expression", "fortnightly"},
		{"a day that never comes", "{type: cron, schedule: {expression: 0 0 31 2 *}}", "schedule.schedule.expression", "no day"},
		{"zone in the expression", "{type: cron, schedule: {expression: CRON_TZ=UTC}}", "schedule.schedule.expression", "time zone"},
		{"zone", "{type: cron, schedule: {expression: 0 0 * * *, timezone: Mars/Olympus}}", "schedule.schedule.timezone", "Mars"},
		{"the server's own zone", "{type: cron, schedule: {expression: 0 0 * * *, timezone: Local}}", "schedule.schedule.timezone", "Local"},
		{"start", "{type: cron, schedule: {expression: 0 0 * * *, startDate: soon}}", "schedule.schedule.startDate", "not a time"},
		{"no expressions", "{type: visual_cron, schedule: {expressions: []}}", "schedule.schedule.expressions", "missing"},
		{"an expression of another form", "{type: visual_cron, schedule: {expressions: [monday]}}", "schedule.schedule.expressions[0]", "days and a time"},
		{"no day", "{type: visual_cron, schedule: {expressions: [{days: {monday: false}, time: '16:00'}]}}", "schedule.schedule.expressions[0].days", "no day"},
		{"a day that is none", "{type: visual_cron, schedule: {expressions: [{days: {monday: true, someday: true}, time: '16:00'}]}}", "schedule.schedule.expressions[0].days.someday", "someday"},
		{"time", "{type: visual_cron, schedule: {expressions: [{days: {monday: true}, time: '16:00'}, {days: {monday: true}, time: '24:00'}]}}", "schedule.schedule.expressions[1].time", "23:59"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, problems := read(t, row.yaml)
			require.Nil(t, s)
			require.Len(t, problems, 1)
			require.Equal(t, row.path, workspace.PathText(problems[0].Path))
			require.Contains(t, problems[0].Message, row.says)
			require.False(t, problems[0].Warning)
		})
	}
	s, problems := read(t, "{type: dbt_cloud}")
	require.Nil(t, s)
	require.Len(t, problems, 1)
	require.True(t, problems[0].Warning)
}
