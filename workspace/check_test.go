package workspace_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/workspace"
)

type fields = workspace.Fields

func TestCheck(t *testing.T) {
	schedule := func(v any) fields { return aSync("m", "d").With("schedule", v) }
	timed := func(typ string, detail any) fields {
		return schedule(map[string]any{"type": typ, "schedule": detail})
	}
	every := func(unit any, quantity any) fields {
		return timed("interval", map[string]any{"interval": map[string]any{"unit": unit, "quantity": quantity}})
	}
	model := aModel("Users", "warehouse")
	for name, c := range map[string]struct {
		kind workspace.Kind
		f    fields
		want string // codes and paths, warnings in parentheses
	}{
		"model of 2025": {workspace.KindModel, model, ""},
		"model of 2021": {workspace.KindModel, fields{
			"name": "Users", "source": "postgres", "type": "raw_sql", "dbtModel": nil, "rawSql": "select 1", "tableName": "", "isSchema": false, "primaryKey": "id",
		}, ""},
		"table of 2021": {workspace.KindModel, fields{
			"name": "Users", "source": "postgres", "type": "table", "dbtModel": nil, "rawSql": "", "tableName": "public.users", "isSchema": false, "primaryKey": "user id",
		}, ""},
		"table with a former query":  {workspace.KindModel, fields{"name": "U", "source": "s", "type": "table", "tableName": "a.b", "rawSql": "select 1"}, ""},
		"dbt model":                  {workspace.KindModel, fields{"name": "U", "source": "s", "type": "dbt_model", "dbtModel": "model.p.users", "primaryKey": "id"}, ""},
		"custom model":               {workspace.KindModel, fields{"name": "U", "source": "s", "type": "custom", "customQuery": map[string]any{"a": "b"}}, ""},
		"custom without query":       {workspace.KindModel, fields{"name": "U", "source": "s", "type": "custom"}, "missing customQuery"},
		"query of another type":      {workspace.KindModel, fields{"name": "U", "source": "s", "type": "dbt_model", "rawSql": "select 1"}, "missing dbtModel"},
		"empty table":                {workspace.KindModel, fields{"name": "U", "source": "s", "type": "table", "tableName": ""}, "missing tableName"},
		"unknown model type":         {workspace.KindModel, model.With("type", "track"), "(unknown_value type)"},
		"unknown key":                {workspace.KindModel, model.With("folder", "x"), "(unknown_key folder)"},
		"nothing":                    {workspace.KindModel, fields{}, "missing name; missing source; missing type"},
		"wrong types":                {workspace.KindModel, model.With("name", int64(7)).With("primaryKey", []any{"a"}).With("isSchema", "no"), "wrong_type name; wrong_type primaryKey; wrong_type isSchema"},
		"SQL that is a map":          {workspace.KindModel, model.With("rawSql", map[string]any{}), "wrong_type rawSql"},
		"no key":                     {workspace.KindModel, model.With("primaryKey", nil), ""},
		"source":                     {workspace.KindSource, aSource(), ""},
		"source with config":         {workspace.KindSource, aSource().With("config", map[string]any{"host": "h"}), ""},
		"source with odd config":     {workspace.KindSource, aSource().With("config", "x"), "wrong_type config"},
		"destination without type":   {workspace.KindDestination, fields{"name": "x", "type": ""}, "missing type"},
		"aliases":                    {workspace.KindAliases, fields{"sources": map[string]any{"a": "b"}, "destinations": nil}, ""},
		"aliases that are no text":   {workspace.KindAliases, fields{"sources": map[string]any{"a": int64(1)}, "models": map[string]any{}}, "wrong_type sources.a; (unknown_key models)"},
		"aliases that are no map":    {workspace.KindAliases, fields{"sources": []any{}}, "wrong_type sources"},
		"sync":                       {workspace.KindSync, aSync("m", "d"), ""},
		"sync without config":        {workspace.KindSync, fields{"model": "m", "destination": "d"}, "missing config"},
		"sync with nothing":          {workspace.KindSync, fields{"schedulePaused": "no"}, "missing model; missing destination; missing config; wrong_type schedulePaused"},
		"sync with a name":           {workspace.KindSync, aSync("m", "d").With("name", "x"), "(unknown_key name)"},
		"no schedule":                {workspace.KindSync, schedule(nil), ""},
		"manual":                     {workspace.KindSync, schedule(map[string]any{"type": "manual"}), ""},
		"manual with leftovers":      {workspace.KindSync, timed("manual", map[string]any{"interval": "x"}), ""},
		"schedule is text":           {workspace.KindSync, schedule("daily"), "wrong_type schedule"},
		"schedule without type":      {workspace.KindSync, schedule(map[string]any{}), "missing schedule.type"},
		"schedule of the future":     {workspace.KindSync, schedule(map[string]any{"type": "dbt-cloud", "schedule": map[string]any{}}), "(unknown_value schedule.type)"},
		"every hour":                 {workspace.KindSync, every("hour", int64(1)), ""},
		"every week":                 {workspace.KindSync, every("week", int64(2)), ""},
		"every 0 days":               {workspace.KindSync, every("day", int64(0)), "wrong_type schedule.schedule.interval.quantity"},
		"every 1.5 hours":            {workspace.KindSync, every("hour", 1.5), "wrong_type schedule.schedule.interval.quantity"},
		"every month":                {workspace.KindSync, every("month", int64(1)), "unknown_value schedule.schedule.interval.unit"},
		"interval without detail":    {workspace.KindSync, timed("interval", nil), "missing schedule.schedule"},
		"interval without interval":  {workspace.KindSync, timed("interval", map[string]any{}), "missing schedule.schedule.interval"},
		"cron":                       {workspace.KindSync, timed("cron", map[string]any{"expression": "0 3 * * *", "startDate": "2026-01-01"}), ""},
		"cron without expression":    {workspace.KindSync, timed("cron", map[string]any{}), "missing schedule.schedule.expression"},
		"visual cron":                {workspace.KindSync, timed("visual_cron", map[string]any{"expressions": []any{map[string]any{"days": map[string]any{"monday": true}, "time": "16:00"}}}), ""},
		"visual cron without a time": {workspace.KindSync, timed("visual_cron", map[string]any{"expressions": []any{}}), "missing schedule.schedule.expressions"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, summary(workspace.Check(c.kind, c.f)))
		})
	}
}

func summary(problems []workspace.Problem) string {
	var out []string
	for _, p := range problems {
		text := p.Code + " " + workspace.PathText(p.Path)
		if p.Warning {
			text = "(" + text + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestConfigsAreCheckedByType(t *testing.T) {
	w := newWorld(t)
	w.furnish()
	w.create(workspace.KindDestination, "sf", fields{"name": "SF", "type": "salesforce"})
	w.create(workspace.KindDestination, "odd", fields{"name": "Odd", "type": "unheard-of"})
	lookup := fields{"mode": "upsert", "object": "Contact", "mappings": []any{map[string]any{
		"to": "AccountId", "type": "reference ", "lookup": map[string]any{"by": "Name", "from": "company", "byType": "STRING", "object": "Account"},
	}}}
	for name, c := range map[string]struct {
		kind workspace.Kind
		f    fields
		want string
	}{
		"not set up yet":        {workspace.KindSource, aSource(), ""},
		"set up":                {workspace.KindSource, aSource().With("config", map[string]any{"host": "h", "database": "d", "user": "u"}), ""},
		"port is text":          {workspace.KindSource, aSource().With("config", map[string]any{"host": "h", "database": "d", "user": "u", "port": "x"}), "wrong_type config.port"},
		"unknown type":          {workspace.KindSource, fields{"name": "x", "type": "unheard-of", "config": map[string]any{"any": int64(1)}}, ""},
		"sync to unknown type":  {workspace.KindSync, aSync("users", "odd").With("config", map[string]any{"any": []any{int64(1)}}), ""},
		"reference with blank":  {workspace.KindSync, aSync("users", "sf").With("config", map[string]any(lookup)), ""},
		"mappings are no list":  {workspace.KindSync, aSync("users", "sf").With("config", map[string]any{"mode": "upsert", "object": "Contact", "mappings": "x"}), "wrong_type config.mappings"},
		"unknown key is kept":   {workspace.KindSync, aSync("users", "sf").With("config", map[string]any(lookup.With("later", true))), "(unknown_key config.later)"},
		"unknown mode is kept":  {workspace.KindSync, aSync("users", "sf").With("config", map[string]any(lookup.With("mode", "merge"))), "(unknown_value config.mode)"},
		"secret of an odd type": {workspace.KindSource, fields{"name": "x", "type": "unheard-of", "config": map[string]any{"password": "x"}}, "secret config.password"},
	} {
		t.Run(name, func(t *testing.T) {
			problems, err := w.Validate(t.Context(), w.id, c.kind, c.f, nil)
			require.NoError(t, err)
			require.Equal(t, c.want, summary(problems), "%v", problems)
		})
	}
}

func TestSecretsInFieldsAreRefusedUnseen(t *testing.T) {
	w := newWorld(t)
	for name, secret := range map[string]any{"text": "hunter2-hunter2", "number": int64(4711471147), "list": []any{"hunter2-hunter2"}} {
		f := aSource().With("config", map[string]any{"host": "h", "database": "d", "user": "u", "password": secret})
		_, err := w.tryCreate(workspace.KindSource, "x", f)
		e := requireCode(t, workspace.CodeInvalid, err)
		found := false
		for _, p := range e.Problems {
			found = found || p.Code == "secret"
			for _, text := range []string{p.Message, p.Hint, p.String(), e.Error(), e.Hint} {
				require.NotContains(t, text, "hunter2", name)
				require.NotContains(t, text, "4711", name)
			}
		}
		require.True(t, found, name)
	}
	for name, empty := range map[string]any{"null": nil, "empty": ""} {
		f := aSource().With("config", map[string]any{"host": "h", "database": "d", "user": "u", "password": empty})
		_, err := w.tryCreate(workspace.KindSource, name, f)
		require.NoError(t, err, name)
	}
}
