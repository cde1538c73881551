package schedule

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// expression is a cron expression in a time zone.
type expression struct {
	spec cron.Schedule
	zone *time.Location
}

func (s expression) Next(t time.Time) time.Time {
	next := s.spec.Next(t.In(s.zone))
	if next.IsZero() {
		return next
	}
	return written(next)
}

// parseExpression reads five fields or a word such as @daily. hint says what to do about an error.
func parseExpression(text string, zone *time.Location) (s Schedule, hint string, err error) {
	const form = "minute, hour, day of the month, month, day of the week, such as 0 3 * * *"
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "TZ="), strings.HasPrefix(text, "CRON_TZ="):
		return nil, "write the zone beside it, such as: timezone: Europe/Berlin", errText("the expression names a time zone")
	case strings.HasPrefix(text, "@every"):
		return nil, "use a schedule of the type interval", errText("@every is not possible here")
	case !strings.HasPrefix(text, "@") && len(strings.Fields(text)) != 5:
		return nil, form, errText("the expression does not have five fields")
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	spec, err := parser.Parse(text)
	if err != nil {
		hint = form
		if fields := strings.Fields(text); len(fields) == 5 && strings.Contains(fields[4], "7") {
			hint = "days of the week are 0 (Sunday) to 6, or SUN to SAT"
		}
		message, _, _ := strings.Cut(err.Error(), ": strconv")
		return nil, hint, errText("the expression cannot be read: " + message)
	}
	out := expression{spec, zone}
	if fields, ok := spec.(*cron.SpecSchedule); ok {
		fields.Location = zone
	}
	if out.Next(monday()).IsZero() {
		return nil, "choose a day that the month has", errText("no day is ever like that")
	}
	return out, "", nil
}

type errText string

func (e errText) Error() string { return string(e) }
