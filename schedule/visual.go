package schedule

import (
	"maps"
	"slices"
	"time"
)

// weekly has times of day on some days of the week.
type weekly struct {
	slots []slot
	zone  *time.Location
}

// slot is a time of day on some days of the week.
type slot struct {
	days         [7]bool // by time.Weekday
	hour, minute int
}

func (s weekly) Next(t time.Time) time.Time {
	local := t.In(s.zone)
	var first time.Time
	for _, slot := range s.slots {
		// From the day before: a time that the clocks skip is moved, at the most to the next day.
		for day := -1; day <= 8; day++ {
			at := time.Date(local.Year(), local.Month(), local.Day()+day, slot.hour, slot.minute, 0, 0, s.zone)
			weekday := time.Date(local.Year(), local.Month(), local.Day()+day, 12, 0, 0, 0, time.UTC).Weekday()
			if slot.days[weekday] && at.After(t) {
				if first.IsZero() || at.Before(first) {
					first = at
				}
				break
			}
		}
	}
	if first.IsZero() {
		return first
	}
	return written(first)
}

// weekdays returns the names of the days, Monday first.
func weekdays() []string {
	return []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }
