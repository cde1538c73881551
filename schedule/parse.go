package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// Parse reads the schedule of a sync: {type, schedule}, as workspace.Normalize leaves it. It is
// nil for one that starts nothing, which one with problems that are not warnings is. Paths of
// problems are those in the sync's file.
func Parse(value map[string]any) (Schedule, []workspace.Problem) {
	p := &parser{}
	s := p.parse(value)
	if len(workspace.Failures(p.problems)) > 0 {
		return nil, p.problems
	}
	return s, p.problems
}

// mostQuantity bounds an interval's quantity. 100,000 minutes are 69 days.
const mostQuantity = 100_000

type parser struct{ problems []workspace.Problem }

// report adds a problem at a path below the sync.
func (p *parser) report(code string, path []any, hint, message string, args ...any) {
	p.problems = append(p.problems, workspace.Problem{Path: path, Code: code, Message: fmt.Sprintf(message, args...), Hint: hint})
}

func (p *parser) parse(value map[string]any) Schedule {
	if value == nil {
		return nil
	}
	typ, _ := value["type"].(string)
	known := strings.Join(workspace.ScheduleTypes(), ", ")
	switch {
	case typ == "manual":
		return nil
	case typ == "":
		p.report("missing", []any{"schedule", "type"}, "one of "+known, "the schedule has no type")
		return nil
	case !slices.Contains(workspace.ScheduleTypes(), typ):
		p.report("unknown_value", []any{"schedule", "type"}, "one of "+known, "unknown schedule type %q: it is kept, but never starts a run", typ)
		p.problems[len(p.problems)-1].Warning = true
		return nil
	}
	detail, ok := value["schedule"].(map[string]any)
	if !ok {
		p.report("missing", []any{"schedule", "schedule"}, "", "the schedule's own settings are missing")
		return nil
	}
	start, started := p.start(detail)
	var s Schedule
	switch typ {
	case "interval":
		anchor := monday()
		if started {
			anchor = start
		}
		s = p.interval(detail, anchor)
	case "cron":
		s = p.cron(detail)
	case "visual_cron":
		s = p.visual(detail)
	}
	if started {
		s = starting{s, start}
	}
	return s
}

// at is a path below the schedule's own settings.
func at(steps ...any) []any { return append([]any{"schedule", "schedule"}, steps...) }

func (p *parser) interval(detail map[string]any, anchor time.Time) Schedule {
	value, ok := detail["interval"].(map[string]any)
	if !ok {
		p.report("missing", at("interval"), "such as: interval: {unit: hour, quantity: 1}", "the interval is missing")
		return nil
	}
	unit, _ := value["unit"].(string)
	step := seconds(unit)
	if step == 0 {
		p.report("unknown_value", at("interval", "unit"), "one of "+strings.Join(workspace.IntervalUnits(), ", "), "unknown unit %v", shown(value["unit"]))
	}
	quantity, ok := value["quantity"].(int64)
	if !ok || quantity < 1 || quantity > mostQuantity {
		p.report("wrong_type", at("interval", "quantity"), "", "quantity must be a whole number from 1 to %d", mostQuantity)
	}
	return interval{anchor, max(step*quantity, 1)}
}

func (p *parser) cron(detail map[string]any) Schedule {
	zone := p.zone(detail)
	text, _ := detail["expression"].(string)
	if strings.TrimSpace(text) == "" {
		p.report("missing", at("expression"), "such as: expression: 0 3 * * *", "the cron expression is missing")
		return nil
	}
	s, hint, err := parseExpression(text, zone)
	if err != nil {
		p.report("cron", at("expression"), hint, "%s", err)
	}
	return s
}

func (p *parser) visual(detail map[string]any) Schedule {
	out := weekly{zone: p.zone(detail)}
	list, _ := detail["expressions"].([]any)
	if len(list) == 0 {
		p.report("missing", at("expressions"), "a list of days and time", "expressions is missing")
	}
	for i, item := range list {
		value, ok := item.(map[string]any)
		if !ok {
			p.report("wrong_type", at("expressions", i), "such as: {days: {monday: true}, time: '16:00'}", "an expression is days and a time")
			continue
		}
		out.slots = append(out.slots, p.slot(value, i))
	}
	return out
}

func (p *parser) slot(value map[string]any, i int) slot {
	var out slot
	days, _ := value["days"].(map[string]any)
	any := false
	for place, name := range weekdays() {
		if on, _ := days[name].(bool); on {
			out.days[(place+1)%7], any = true, true
		}
	}
	for _, name := range sortedKeys(days) {
		if !slices.Contains(weekdays(), name) {
			p.report("unknown_key", at("expressions", i, "days", name), "one of "+strings.Join(weekdays(), ", "), "unknown day %q", name)
		}
	}
	if !any {
		p.report("missing", at("expressions", i, "days"), "such as: days: {monday: true}", "no day is chosen")
	}
	text, _ := value["time"].(string)
	clock, err := time.Parse("15:04", text)
	if err != nil {
		p.report("wrong_type", at("expressions", i, "time"), "such as: time: '16:00'", "time must be an hour and minute from 00:00 to 23:59")
	}
	out.hour, out.minute = clock.Hour(), clock.Minute()
	return out
}

func (p *parser) zone(detail map[string]any) *time.Location {
	value, ok := detail["timezone"]
	if !ok || value == nil || value == "" {
		return time.UTC
	}
	name, _ := value.(string)
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		p.report("unknown_value", at("timezone"), "such as Europe/Berlin or UTC", "unknown time zone %v", shown(value))
		return time.UTC
	}
	return zone
}

// start returns the startDate, if there is one.
func (p *parser) start(detail map[string]any) (time.Time, bool) {
	value, ok := detail["startDate"]
	if !ok || value == nil || value == "" {
		return time.Time{}, false
	}
	text, _ := value.(string)
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC().Truncate(time.Second), true
		}
	}
	p.report("wrong_type", at("startDate"), "such as: startDate: '2026-01-31T06:00:00Z'", "startDate is not a time")
	return time.Time{}, false
}

func shown(v any) string {
	if text, ok := v.(string); ok {
		return fmt.Sprintf("%q", text)
	}
	return workspace.TypeName(v)
}
