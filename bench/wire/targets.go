package main

import (
	"fmt"
	"time"
)

// row is the figures of one operation: medians, and the peak of memory of its process so far.
type row struct {
	Repository string  `json:"repository"`
	Transport  string  `json:"transport"`
	Op         string  `json:"op"`
	Candidate  string  `json:"candidate"`
	Runs       int     `json:"runs"`
	Millis     float64 `json:"millis"`
	Up         float64 `json:"up"` // bytes
	Down       float64 `json:"down"`
	Turns      float64 `json:"turns"`
	PeakMB     float64 `json:"peak_mb"`
}

// verdict is how a target was met.
type verdict struct {
	Target   string `json:"target"`
	Measured string `json:"measured"`
	Met      bool   `json:"met"`
}

// target is the most that is fine in all rows of Lockstep that it is about.
type target struct {
	title string
	about func(row) bool
	limit float64
	value func(row) float64
	unit  string
}

func targets(delay time.Duration) []target {
	at := func(op, transport string) func(row) bool {
		return func(r row) bool { return r.Op == op && (transport == "" || r.Transport == transport) }
	}
	turns := func(r row) float64 { return r.Turns }
	trips := func(r row) float64 { return r.Millis / (2 * float64(delay) / float64(time.Millisecond)) }
	monorepo := func(op string) func(row) bool {
		return func(r row) bool { return r.Repository == "monorepo" && (op == "" || r.Op == op) }
	}
	return []target{
		{"poll over HTTP, time in round trips", at(opPoll, "http"), 1.15, trips, ""},
		{"poll over SSH, round trips", at(opPoll, "ssh"), 2, turns, ""},
		{"inbound over HTTP, round trips", at(opInbound, "http"), 2, turns, ""},
		{"outbound over HTTP, round trips", at(opOutbound, "http"), 1, turns, ""},
		{"monorepo, peak memory", monorepo(""), 32, func(r row) float64 { return r.PeakMB }, " MB"},
		{"monorepo, bytes of a cold read", monorepo(opCold), 0.5, func(r row) float64 { return (r.Up + r.Down) / 1e6 }, " MB"},
	}
}

// noise is by how much rows of the same work differ from run to run.
const noise = 1.05

// judge compares rows with the targets, and Lockstep's time with each peer's.
func judge(rows []row, delay time.Duration) []verdict {
	var out []verdict
	for _, t := range targets(delay) {
		worst, some := 0.0, false
		for _, r := range rows {
			if r.Candidate == lockstepName && t.about(r) {
				worst, some = max(worst, t.value(r)), true
			}
		}
		v := verdict{Target: fmt.Sprintf("%s <= %g%s", t.title, t.limit, t.unit), Measured: "not measured"}
		if some {
			v.Measured, v.Met = fmt.Sprintf("%.2f%s", worst, t.unit), worst <= t.limit
		}
		out = append(out, v)
	}
	own := ownTimes(rows)
	out = append(out, against(rows, own, "1,000 commits <= 0.5 x the git CLI", 0.5, func(r row) bool { return r.Candidate == "git" && r.Op == opBatch }))
	for _, peer := range contenders()[1:] {
		out = append(out, against(rows, own, "no row slower than "+peer.title+", but for noise", noise, func(r row) bool { return r.Candidate == peer.name }))
	}
	return out
}

// place is what rows of several candidates have in common.
type place struct{ repository, transport, op string }

func (r row) place() place { return place{r.Repository, r.Transport, r.Op} }

// ownTimes is Lockstep's, in milliseconds.
func ownTimes(rows []row) map[place]float64 {
	out := map[place]float64{}
	for _, r := range rows {
		if r.Candidate == lockstepName {
			out[r.place()] = r.Millis
		}
	}
	return out
}

// against names the worst row: Lockstep's time over the peer's.
func against(rows []row, own map[place]float64, title string, limit float64, about func(row) bool) verdict {
	v := verdict{Target: title, Measured: "not measured"}
	worst := -1.0
	over := 0
	for _, r := range rows {
		ours, ok := own[r.place()]
		if !ok || !about(r) {
			continue
		}
		ratio := ours / r.Millis
		if ratio > limit {
			over++
		}
		if ratio > worst {
			worst = ratio
			v.Measured = fmt.Sprintf("at worst %.2f x (%s, %s, %s)", ratio, r.Repository, r.Transport, r.Op)
		}
	}
	if over > 1 {
		v.Measured += fmt.Sprintf("; %d rows over", over)
	}
	v.Met = worst >= 0 && over == 0
	return v
}
