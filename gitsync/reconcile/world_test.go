package reconcile_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/workspace"
)

// state is one side of one resource, or its base, in a test.
type state struct {
	slug    string // "users" when empty
	fields  workspace.Fields
	id      int64 // 1 when zero
	comment string
	hold    *reconcile.Hold
	kept    bool
}

func (s *state) name() string {
	if s.slug == "" {
		return "users"
	}
	return s.slug
}

func (s *state) resource() int64 {
	if s.id == 0 {
		return 1
	}
	return s.id
}

func (s *state) text() []byte {
	text, err := json.MarshalIndent(s.fields, "", " ")
	if err != nil {
		panic(err)
	}
	return []byte(s.comment + string(text))
}

func (s *state) blob() string { return fmt.Sprintf("%x", s.text()) }

func (s *state) path() string { return "models/" + s.name() + ".yaml" }

func (s *state) base() *reconcile.Base {
	b := &reconcile.Base{
		Slug: s.name(), ResourceID: s.resource(), Version: 1, Digest: s.fields.Digest(), Blob: s.blob(),
		Path: s.path(), Mode: 0o100644, Text: s.text(), Fields: s.fields, Kept: s.kept,
	}
	if s.kept {
		b.Blob = ""
	}
	return b
}

func (s *state) app() *reconcile.App {
	return &reconcile.App{Slug: s.name(), ResourceID: s.resource(), Version: 2, Fields: s.fields, Digest: s.fields.Digest()}
}

func (s *state) repo() *reconcile.Repo {
	if s.hold != nil {
		return &reconcile.Repo{Slug: s.name(), Path: s.path(), Mode: 0o100644, Blob: s.blob(), Text: s.text(), Hold: s.hold}
	}
	return &reconcile.Repo{
		Slug: s.name(), Path: s.path(), Mode: 0o100644, Blob: s.blob(), Text: s.text(),
		Fields: s.fields, Digest: s.fields.Digest(),
	}
}

// items puts the sides of models under their slugs.
func items(bases, apps, repos []*state) []reconcile.Item {
	var out []reconcile.Item
	at := func(slug string) *reconcile.Item {
		ref := workspace.Ref{Kind: workspace.KindModel, Slug: slug}
		for i := range out {
			if out[i].Ref == ref {
				return &out[i]
			}
		}
		out = append(out, reconcile.Item{Ref: ref})
		return &out[len(out)-1]
	}
	for _, s := range bases {
		at(s.name()).Base = s.base()
	}
	for _, s := range apps {
		at(s.name()).App = s.app()
	}
	for _, s := range repos {
		at(s.name()).Repo = s.repo()
	}
	return out
}

// model is a model whose fields are those of a plain one, but for pairs of key and value; a
// nil value leaves the key out.
func model(pairs ...any) workspace.Fields {
	f := workspace.Fields{
		"name": "Users", "source": "warehouse", "type": "raw_sql", "description": "All of our users, one row each",
		"rawSql": "select id,\n  email\nfrom users\nwhere active\norder by id", "primaryKey": "id",
	}
	for i := 0; i < len(pairs); i += 2 {
		key := pairs[i].(string)
		if pairs[i+1] == nil {
			delete(f, key)
			continue
		}
		f[key] = pairs[i+1]
	}
	return f
}

func is(pairs ...any) *state { return &state{fields: model(pairs...)} }

func (s *state) as(slug string) *state {
	out := *s
	out.slug = slug
	return &out
}

func (s *state) withID(id int64) *state {
	out := *s
	out.id = id
	return &out
}

func (s *state) commented(text string) *state {
	out := *s
	out.comment = "# " + text + "\n"
	return &out
}

func (s *state) broken() *state {
	out := *s
	out.comment = "{{ \n"
	out.hold = &reconcile.Hold{Reason: reconcile.ReasonUnreadable, Message: "line 1: not YAML"}
	return &out
}

func (s *state) keptAway() *state {
	out := *s
	out.kept = true
	return &out
}

// brief writes a decision in one line: "customers<users in=rename out=update base value=name,…".
func brief(d reconcile.Decision) string {
	var b strings.Builder
	b.WriteString(d.Ref.Slug)
	if d.From != "" {
		b.WriteString("<" + d.From)
	}
	if d.Inbound != "" {
		b.WriteString(" in=" + string(d.Inbound))
	}
	if d.Outbound != "" {
		b.WriteString(" out=" + string(d.Outbound))
	}
	if d.BaseMoves {
		b.WriteString(" base")
	}
	if d.Keep {
		b.WriteString(" keep")
	}
	if d.Hold != nil {
		b.WriteString(" hold=" + string(d.Hold.Reason))
		for _, c := range d.Hold.Clashes {
			b.WriteString(" !" + c.Path.String())
		}
	}
	if d.Lost != nil {
		b.WriteString(" lost=" + d.Lost.Side)
	}
	return b.String()
}
