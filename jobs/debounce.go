package jobs

import "time"

// rest returns how long a cycle still waits: until there was no request for quiet, but at most
// for most after the first one. Urgent requests, and those that a cycle has already begun with,
// do not wait. Clocks of several machines may differ; no wait is longer than most.
func rest(r Request, now time.Time, quiet, most time.Duration) time.Duration {
	if r.Urgent || r.First.IsZero() {
		return 0
	}
	until := r.Last.Add(quiet)
	if latest := r.First.Add(most); latest.Before(until) {
		until = latest
	}
	return min(max(until.Sub(now), 0), most)
}
