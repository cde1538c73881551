package schedule

import "time"

// interval has its times on a grid.
type interval struct {
	anchor time.Time
	step   int64 // seconds
}

// monday is where grids begin that have no start of their own: weeks start on Mondays.
func monday() time.Time { return time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC) }

func (s interval) Next(t time.Time) time.Time {
	since := t.Unix() - s.anchor.Unix()
	steps := since / s.step
	if since%s.step < 0 {
		steps--
	}
	return written(time.Unix(s.anchor.Unix()+(steps+1)*s.step, 0))
}

// seconds of the units of workspace.IntervalUnits.
func seconds(unit string) int64 {
	switch unit {
	case "minute":
		return 60
	case "hour":
		return 60 * 60
	case "day":
		return 24 * 60 * 60
	case "week":
		return 7 * 24 * 60 * 60
	}
	return 0
}
