package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/schedule"
	"lockstep.dev/workspace"
)

// ScheduleQuestion asks when a schedule starts runs.
type ScheduleQuestion struct {
	Schedule Object    `json:"schedule" nullable:"true" doc:"As in a sync: {type, schedule}; null is manual"`
	Count    int       `json:"count,omitempty" minimum:"1" maximum:"100" default:"5" doc:"How many times to return at most"`
	From     time.Time `json:"from,omitzero" required:"false" doc:"Times after this one; now when left out"`
}

// ScheduleTimes are the next times of a schedule.
type ScheduleTimes struct {
	Next     []time.Time `json:"next" nullable:"false" doc:"In UTC; empty for a schedule that starts nothing"`
	Problems []Place     `json:"problems" nullable:"false" doc:"Their paths begin with schedule, as in the sync's file"`
}

type scheduleBody struct{ Body ScheduleTimes }

func (s *server) schedules(a huma.API) {
	o := operation("preview-schedule", http.MethodPost, "/schedules/preview", "Syncs", "Get the next times of a schedule")
	o.Description = "Changes nothing."
	register(s, a, needing(auth.ScopeRead, o), s.previewSchedule)
}

func (s *server) previewSchedule(_ context.Context, in *struct{ Body ScheduleQuestion }) (*scheduleBody, error) {
	from := in.Body.From
	if from.IsZero() {
		from = time.Now()
	}
	out := ScheduleTimes{Next: []time.Time{}}
	value, err := workspace.Normalize(map[string]any(in.Body.Schedule))
	if err != nil {
		return nil, workspace.Errorf(workspace.CodeInvalid, "%v", err)
	}
	fields, _ := value.(map[string]any)
	if in.Body.Schedule == nil {
		fields = nil
	}
	parsed, problems := schedule.Parse(fields)
	out.Problems = places(problems)
	if parsed != nil {
		out.Next = append(out.Next, schedule.Times(parsed, from, in.Body.Count)...)
	}
	return &scheduleBody{out}, nil
}

// neverStarts returns, as warnings, why a sync's schedule will start nothing, but for what is known
// of these places already: a schedule that cannot run is kept all the same.
func neverStarts(value map[string]any, known []workspace.Problem) []workspace.Problem {
	said := map[string]bool{}
	for _, p := range known {
		said[workspace.PathText(p.Path)] = true
	}
	var out []workspace.Problem
	_, problems := schedule.Parse(value)
	for _, p := range problems {
		if !said[workspace.PathText(p.Path)] {
			p.Warning = true
			p.Message += ": it is kept, but starts nothing"
			out = append(out, p)
		}
	}
	return out
}
