package gitsync

import (
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// subjectFields is how many changed fields a subject names.
const subjectFields = 4

// manifestRef stands for the manifest among resources.
const manifestRef = "manifest"

// commits turns steps into commits. Times never go back behind the parent's.
func (o *observation) commits(all []*commitStep) []NewCommit {
	after := o.tree.Head().When
	out := make([]NewCommit, 0, len(all))
	holders := map[string]int64{}
	for _, step := range all {
		if len(step.files) == 0 {
			continue // made and removed again before it ever was a file
		}
		when := step.at.UTC().Truncate(time.Second)
		if when.Before(after) {
			when = after
		}
		after = when
		out = append(out, NewCommit{
			Author: o.person(step.author), Committer: Person{o.settings.CommitterName, o.settings.CommitterEmail},
			When: when, Message: o.message(step), Changes: lastWrites(step.files, holders),
		})
	}
	return out
}

// lastWrites keeps the last change of each path: within one commit only the end counts. A name
// that one resource gave up and another took is written, whichever comes first. holders are the
// resources that have the paths, by all commits so far.
func lastWrites(files []stepFile, holders map[string]int64) []FileChange {
	type place struct {
		owner int64
		path  string
	}
	last := map[place]int{}
	for i, f := range files {
		last[place{f.owner, f.Path}] = i
	}
	ends := map[string]FileChange{}
	for i, f := range files {
		if last[place{f.owner, f.Path}] != i {
			continue
		}
		switch holder, held := holders[f.Path]; {
		case !f.Delete:
			holders[f.Path], ends[f.Path] = f.owner, f.FileChange
		case !held || holder == f.owner:
			ends[f.Path] = f.FileChange
		}
	}
	out := slices.Collect(maps.Values(ends))
	slices.SortFunc(out, func(a, b FileChange) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// person is an actor as an author. One without a usable e-mail gets the installation's.
func (o *observation) person(a workspace.Actor) Person {
	p := Person{Name: oneLine(a.Name), Email: a.Email}
	if address, err := mail.ParseAddress(p.Email); err != nil || address.Address != p.Email || strings.ContainsAny(p.Email, "<>\n\r\x00") {
		p.Email = o.settings.CommitterEmail
	}
	if p.Name == "" {
		p.Name, _, _ = strings.Cut(p.Email, "@")
	}
	return p
}

// message writes the subject by the template, what changed as the body, and the trailers.
func (o *observation) message(step *commitStep) string {
	var b strings.Builder
	b.WriteString(cutLine(expand(o.settings.Template, map[string]string{
		"subject":   subject(step.items),
		"workspace": o.workspace.Slug,
		"author":    oneLine(step.author.Name),
		"count":     strconv.Itoa(len(step.items)),
	}), 200))
	if body := body(step.items); body != "" {
		b.WriteString("\n\n" + body)
	}
	b.WriteString("\n\n")
	for _, other := range step.others {
		p := o.person(other)
		fmt.Fprintf(&b, "Co-authored-by: %s <%s>\n", p.Name, p.Email)
	}
	for _, id := range step.changes {
		fmt.Fprintf(&b, "Lockstep-Change: %d\n", id)
	}
	fmt.Fprintf(&b, "Lockstep-Workspace: %s\n", o.workspace.Slug)
	return b.String()
}

// subject says what a commit does in one line: "models/users: change primaryKey, rawSql".
func subject(items []ActivityItem) string {
	if own := slices.DeleteFunc(slices.Clone(items), func(i ActivityItem) bool { return i.Ref == manifestRef }); len(own) > 0 {
		items = own // the manifest follows from the rest
	}
	switch len(items) {
	case 0:
		return "no change"
	case 1:
		return itemText(items[0])
	}
	ops := map[string]int{}
	for _, item := range items {
		ops[item.Op]++
	}
	if ops[items[0].Op] == len(items) && items[0].Op != "change" {
		return fmt.Sprintf("%s %s", items[0].Op, countKinds(items))
	}
	return fmt.Sprintf("%s (and %d more)", itemText(items[0]), len(items)-1)
}

func itemText(item ActivityItem) string {
	switch {
	case item.Ref == manifestRef:
		return "manifest: update"
	case item.Op == "change" && len(item.Fields) > 0:
		fields, more := displayFields(item.Fields), ""
		if len(fields) > subjectFields {
			fields, more = fields[:subjectFields], fmt.Sprintf(" and %d more", len(item.Fields)-subjectFields)
		}
		return item.Ref + ": change " + strings.Join(fields, ", ") + more
	case item.Op == "rename":
		return item.Ref + ": rename " + item.Note
	}
	return item.Ref + ": " + item.Op
}

// displayFields shortens what files have to say twice: schedule.schedule.interval.
func displayFields(fields []string) []string {
	out := make([]string, len(fields))
	for i, field := range fields {
		out[i] = strings.Replace(field, "schedule.schedule.", "schedule.", 1)
	}
	return out
}

// body lists the resources of a commit that has several, a line each.
func body(items []ActivityItem) string {
	if len(items) < 2 {
		return ""
	}
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = "- " + itemText(item)
	}
	return strings.Join(lines, "\n")
}

// countKinds counts items by kind: "3 models, 1 sync".
func countKinds(items []ActivityItem) string {
	counts := map[workspace.Kind]int{}
	for _, item := range items {
		for _, kind := range workspace.Kinds() {
			if strings.HasPrefix(item.Ref, kind.Plural()+"/") {
				counts[kind]++
			}
		}
	}
	var parts []string
	for _, kind := range []workspace.Kind{workspace.KindSource, workspace.KindDestination, workspace.KindModel, workspace.KindSync} {
		if n := counts[kind]; n > 0 {
			parts = append(parts, plural(n, string(kind)))
		}
	}
	if len(parts) == 0 {
		return plural(len(items), "file")
	}
	return strings.Join(parts, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == '<' || r == '>' || r == 0x7f {
			return -1
		}
		return r
	}, text))
}

func cutLine(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
