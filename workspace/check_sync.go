package workspace

import (
	"fmt"
	"slices"
)

// IntervalUnits lists the units of an interval schedule.
func IntervalUnits() []string { return []string{"minute", "hour", "day", "week"} }

// ScheduleTypes lists the values of a schedule's type that can run.
func ScheduleTypes() []string { return []string{"manual", "interval", "cron", "visual_cron"} }

func (c *checker) sync() {
	c.text("model", true, "give the slug of a model: the stem of its file below models/")
	c.text("destination", true, "give the slug or alias of a destination")
	c.text("description", false, "")
	c.mapping("config", true)
	if paused, ok := c.fields["schedulePaused"]; ok && paused != nil {
		if _, isBool := paused.(bool); !isBool {
			c.report("wrong_type", []any{"schedulePaused"}, "schedulePaused must be true or false", "")
		}
	}
	c.known("model", "destination", "description", "config", "schedule", "schedulePaused")
	c.schedule()
}

func (c *checker) schedule() {
	schedule := c.mapping("schedule", false)
	if schedule == nil {
		return
	}
	typ, _ := schedule["type"].(string)
	if !slices.Contains(ScheduleTypes(), typ) {
		if typ == "" {
			c.report("missing", []any{"schedule", "type"}, "the schedule has no type", "one of "+joined(ScheduleTypes()))
			return
		}
		c.warn("unknown_value", []any{"schedule", "type"}, fmt.Sprintf("unknown schedule type %q: it is kept, but never starts a run", typ), "one of "+joined(ScheduleTypes()))
		return
	}
	if typ == "manual" {
		return
	}
	detail, ok := schedule["schedule"].(map[string]any)
	if !ok {
		c.report("missing", []any{"schedule", "schedule"}, "the schedule's own settings are missing", "")
		return
	}
	at := []any{"schedule", "schedule"}
	switch typ {
	case "interval":
		c.interval(append(at, "interval"), detail["interval"])
	case "cron":
		if text, _ := detail["expression"].(string); text == "" {
			c.report("missing", append(at, "expression"), "the cron expression is missing", "such as: expression: 0 3 * * *")
		}
	case "visual_cron":
		if list, _ := detail["expressions"].([]any); len(list) == 0 {
			c.report("missing", append(at, "expressions"), "expressions is missing", "a list of days and time")
		}
	}
}

func (c *checker) interval(path []any, value any) {
	interval, ok := value.(map[string]any)
	if !ok {
		c.report("missing", path, "the interval is missing", "such as: interval: {unit: hour, quantity: 1}")
		return
	}
	if unit, _ := interval["unit"].(string); !slices.Contains(IntervalUnits(), unit) {
		c.report("unknown_value", append(slices.Clone(path), "unit"), fmt.Sprintf("unknown unit %v", interval["unit"]), "one of "+joined(IntervalUnits()))
	}
	if n, ok := interval["quantity"].(int64); !ok || n < 1 {
		c.report("wrong_type", append(slices.Clone(path), "quantity"), "quantity must be a whole number of at least 1", "")
	}
}
