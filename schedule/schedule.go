// Package schedule says when the schedule of a sync starts runs. It is pure.
package schedule

import (
	"time"

	"lockstep.dev/workspace"
)

// Schedule says when runs start.
type Schedule interface {
	// Next returns the first time after t, in UTC; the zero time when there is none.
	Next(t time.Time) time.Time
}

// Times returns the next times of a schedule after from, at most n.
func Times(s Schedule, from time.Time, n int) []time.Time {
	var out []time.Time
	for t := s.Next(from); !t.IsZero() && len(out) < n; t = s.Next(t) {
		out = append(out, t)
	}
	return out
}

// Parse reads the schedule of a sync.
func Parse(value map[string]any) (Schedule, []workspace.Problem) { return nil, nil }
