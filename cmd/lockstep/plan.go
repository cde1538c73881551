package main

import (
	"fmt"
	"io"
	"strings"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
)

// writePlan shows a plan as lines of + (new), ~ (changed), - (gone) and ! (held), each with
// its direction and, for outbound work, the file's diff.
func (p *program) writePlan(w io.Writer, plan gitsync.Plan) {
	paint := p.palette(p.out)
	if len(plan.Items) == 0 && plan.Halt == nil {
		fmt.Fprintln(w, "Both sides are the same; there is nothing to do.")
		return
	}
	for _, item := range plan.Items {
		p.writeItem(w, paint, item)
	}
	fmt.Fprintf(w, "%d in, %d out, %d held\n", plan.Inbound, plan.Outbound, plan.HeldBack)
	p.writeHalt(w, plan.Halt)
}

func (p *program) writeItem(w io.Writer, paint palette, item gitsync.PlanItem) {
	name := oneLine(item.Ref)
	if item.From != "" {
		name = oneLine(item.From) + " → " + name
	}
	if item.Hold != nil {
		place := oneLine(item.Path)
		if item.Hold.Line > 0 {
			place = fmt.Sprintf("%s:%d:%d", place, item.Hold.Line, item.Hold.Column)
		}
		fmt.Fprintf(w, "%s  held: %s\n", paint.yellow("! "+name), oneLine(item.Hold.Message))
		fmt.Fprintf(w, "    %s\n", paint.faint(place))
		for _, clash := range item.Hold.Clashes {
			fmt.Fprintf(w, "    %s: app %s, repo %s\n", oneLine(clash.Path), value(clash.App), value(clash.Repo))
		}
		if item.Hold.Hint != "" {
			fmt.Fprintf(w, "    %s\n", oneLine(item.Hold.Hint))
		}
		return
	}
	for _, side := range []struct {
		op        reconcile.Op
		direction string
	}{{item.Inbound, "repo → app"}, {item.Outbound, "app → repo"}} {
		if side.op == reconcile.None {
			continue
		}
		line := paint.yellow("~ " + name)
		switch side.op {
		case reconcile.Create:
			line = paint.green("+ " + name)
		case reconcile.Remove:
			line = paint.red("- " + name)
		}
		fields := ""
		if len(item.Fields) > 0 && side.op != reconcile.Create && side.op != reconcile.Remove {
			fields = ": " + oneLine(strings.Join(item.Fields, ", "))
		}
		fmt.Fprintf(w, "%s  %s%s\n", line, side.direction, fields)
	}
	writeDiff(w, paint, item.Diff)
}

// writeDiff shows a unified diff without its file header.
func writeDiff(w io.Writer, paint palette, diff string) {
	for line := range strings.SplitSeq(strings.TrimRight(diff, "\n"), "\n") {
		if line == "" || strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "+++ ") {
			continue
		}
		line = oneLine(line)
		switch line[0] {
		case '+':
			line = paint.green(line)
		case '-':
			line = paint.red(line)
		case '@':
			line = paint.faint(line)
		}
		fmt.Fprintf(w, "    %s\n", line)
	}
}

// value shows one side of a clash in one line.
func value(v gitsync.ValueView) string {
	if !v.Present {
		return "nothing"
	}
	text := oneLine(fmt.Sprintf("%v", v.Value))
	if s, ok := v.Value.(string); ok {
		text = fmt.Sprintf("%q", s)
	}
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:79]) + "…"
	}
	return text
}
