package schedule

import "time"

// Schedule says when runs start.
type Schedule interface {
	// Next returns the first time after t, in UTC and in whole seconds; the zero time when there
	// is none.
	Next(t time.Time) time.Time
}

// Times returns the next times of a schedule after from, at most n, in their order.
func Times(s Schedule, from time.Time, n int) []time.Time {
	var out []time.Time
	for t := from; len(out) < n; {
		if t = s.Next(t); t.IsZero() {
			break
		}
		out = append(out, t)
	}
	return out
}

// lastYear is the last one that RFC 3339 can write.
const lastYear = 9999

// written returns t in UTC, and the zero time for what cannot be written.
func written(t time.Time) time.Time {
	if t = t.UTC(); t.Year() > lastYear {
		return time.Time{}
	}
	return t
}

// starting is a schedule that starts nothing before a time.
type starting struct {
	Schedule
	at time.Time
}

func (s starting) Next(t time.Time) time.Time {
	if t.Before(s.at) {
		t = s.at.Add(-time.Nanosecond) // the start itself is one of the times, if the schedule has it
	}
	return s.Schedule.Next(t)
}
