package spec_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

func TestTextThatCannotBeRead(t *testing.T) {
	tens := func(of string) string { return "[" + strings.TrimSuffix(strings.Repeat(of+",", 10), ",") + "]" }
	bomb := "a: &a " + tens("x") + "\nb: &b " + tens("*a") + "\nc: &c " + tens("*b") + "\nd: &d " + tens("*c") + "\ne: &e " + tens("*d") + "\nf: " + tens("*e") + "\n"
	for name, row := range map[string]struct {
		kind workspace.Kind // model when empty
		text string
		line int
		col  int
		code string
	}{
		"empty":                    {text: "", line: 1, col: 1, code: "empty"},
		"only a comment":           {text: "# later\n", line: 1, col: 1, code: "empty"},
		"only a byte order mark":   {text: "\ufeff", line: 1, col: 1, code: "empty"},
		"null":                     {text: "~\n", line: 1, col: 1, code: "empty"},
		"empty map":                {text: "{}\n", line: 1, col: 1, code: "empty"},
		"empty sync":               {kind: workspace.KindSync, text: "\n\n", line: 1, col: 1, code: "empty"},
		"a list":                   {text: "# first\n- a\n", line: 2, col: 1, code: "wrong_type"},
		"a list of aliases":        {kind: workspace.KindAliases, text: "- a\n", line: 1, col: 1, code: "wrong_type"},
		"a text":                   {text: "  select 1", line: 1, col: 3, code: "wrong_type"},
		"a number":                 {text: "1\n", line: 1, col: 1, code: "wrong_type"},
		"a colon too many":         {text: "name: a\nsource: b: c\n", line: 2, col: 10, code: "syntax"},
		"a tab":                    {text: "name: a\n\tsource: b\n", line: 2, col: 1, code: "syntax"},
		"an open quote":            {text: "name: \"a\nsource: b\n", line: 1, col: 7, code: "syntax"},
		"an open bracket":          {text: "a: [1\nb: 2\n", line: 2, col: 2, code: "syntax"},
		"a key twice":              {text: "name: a\nsource: b\nname: c\n", line: 3, col: 1, code: "syntax"},
		"a key twice further down": {text: "config:\n  a: 1\n  a: 2\n", line: 3, col: 3, code: "syntax"},
		"a map as key":             {text: "? {a: b}\n: c\n", line: 1, col: 3, code: "syntax"},
		"an unknown anchor":        {text: "name: a\nsource: *b\n", line: 2, col: 9, code: "syntax"},
		"two documents":            {text: "name: a\n---\nname: b\n", line: 2, col: 1, code: "syntax"},
		"an alias bomb":            {text: bomb, line: 6, col: 5, code: "syntax"},
		"too deep":                 {text: "a: " + strings.Repeat("[", 50) + strings.Repeat("]", 50), line: 1, col: 53, code: "syntax"},
		"a number that is too big": {text: "name: a\nsize: 99999999999999999999\n", line: 2, col: 7, code: "syntax"},
		"not a number":             {text: "size: .inf\n", line: 1, col: 7, code: "syntax"},
		"a control character":      {text: "name: \"ü\x01\"\n", line: 1, col: 9, code: "syntax"},
		"not UTF-8":                {text: "name: ü\xff\n", line: 1, col: 8, code: "encoding"},
		"UTF-16":                   {text: "\xff\xfen\x00", line: 1, col: 1, code: "encoding"},
		"a Git LFS pointer":        {text: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", line: 1, col: 1, code: "lfs_pointer"},
		"too large":                {text: strings.Repeat("#", 1<<20+1), code: "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			if row.kind == "" {
				row.kind = workspace.KindModel
			}
			file, err := spec.Decode(row.kind, []byte(row.text), spec.Options{})
			require.Nil(t, file)
			var e *workspace.Error
			require.True(t, errors.As(err, &e))
			require.Equal(t, workspace.CodeInvalid, e.Code)
			require.Len(t, e.Problems, 1)
			p := e.Problems[0]
			require.NotEmpty(t, p.Message)
			require.NotEmpty(t, p.Hint, p.Message)
			require.False(t, p.Warning)
			require.Equal(t, row.code, p.Code, p.Message)
			require.Equal(t, []int{row.line, row.col}, []int{p.Line, p.Column}, p.Message)
		})
	}
}

func TestEmptyAliasesAndManifests(t *testing.T) {
	for _, kind := range []workspace.Kind{workspace.KindAliases, spec.KindManifest} {
		for _, text := range []string{"", "\n", "# names\n", "{}\n", "\ufeff# names\r\n", "sources:\ndestinations: {}\n", "---\n"} {
			file, err := spec.Decode(kind, []byte(text), spec.Options{})
			require.NoError(t, err, "%q", text)
			require.NotNil(t, file.Fields, "%q", text)
			require.Empty(t, file.Problems, "%q", text)
		}
	}
}

func TestProblemsHavePlaces(t *testing.T) {
	for name, row := range map[string]struct {
		kind workspace.Kind
		text string
		want []string
	}{
		"missing at the top": {workspace.KindModel, "# a model\nname: A\ntype: table\ntableName: t\n",
			[]string{"2:1: source: source is missing"}},
		"missing within": {workspace.KindSync, "model: a\ndestination: b\nconfig: {}\nschedule:\n  type: interval\n  schedule:\n    interval: {unit: hour}\n",
			[]string{"7:5: schedule.schedule.interval.quantity: quantity must be a whole number of at least 1"}},
		"unknown key at the key": {workspace.KindModel, "name: A\nsource: b\n'type': table\ntableName: t\nprimarykey:   id\n",
			[]string{"5:1: primarykey: unknown key primarykey"}},
		"wrong value at the value": {workspace.KindModel, "name:   [A]\nsource: b\ntype: table\ntableName: 7\n",
			[]string{"1:1: name: name must be text, not a list", "4:12: tableName: tableName must be text, not a number"}},
		"no value at the key": {workspace.KindModel, "source: b\nname:\ntype: table\ntableName: t\n",
			[]string{"2:1: name: name is missing"}},
		"columns count characters": {workspace.KindModel, "{name: Bäume, source: b, type: table, tableName: t, wälder: 1}\n",
			[]string{"1:53: wälder: unknown key wälder"}},
		"manifest": {spec.KindManifest, "sources:\n  'null':\n    name: A\nextra: 1\n",
			[]string{"4:1: extra: unknown key extra", "2:3: sources.null.type: the type is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := spec.Decode(row.kind, []byte(row.text), spec.Options{})
			require.NoError(t, err)
			var got []string
			for _, p := range file.Problems {
				got = append(got, p.String())
			}
			require.Equal(t, row.want, got)
		})
	}
}

func TestLocateOtherProblems(t *testing.T) {
	file, err := spec.Decode(workspace.KindSync, []byte("model: a\ndestination: b\nconfig:\n  mappings:\n    - to: x\n      from: y\n    - {to: z, from: 1}\n"), spec.Options{})
	require.NoError(t, err)
	for _, row := range []struct {
		path      []any
		line, col int
	}{
		{nil, 1, 1},
		{[]any{"config"}, 3, 1},
		{[]any{"config", "mappings"}, 4, 3},
		{[]any{"config", "mappings", 0}, 5, 7},
		{[]any{"config", "mappings", 0, "from"}, 6, 13},
		{[]any{"config", "mappings", 1, "from"}, 7, 21},
		{[]any{"config", "mappings", 1, "type"}, 7, 7},
		{[]any{"config", "mappings", 9, "to"}, 4, 3},
		{[]any{"config", "mode", "x"}, 3, 1},
		{[]any{"gone"}, 1, 1},
	} {
		got := file.Locate([]workspace.Problem{{Path: row.path}})
		require.Equal(t, []int{row.line, row.col}, []int{got[0].Line, got[0].Column}, workspace.PathText(row.path))
	}
	kept := file.Locate([]workspace.Problem{{Line: 9, Column: 8}})
	require.Equal(t, 9, kept[0].Line)
}

func TestStrictTurnsUnknownKeysIntoFailures(t *testing.T) {
	text := []byte("name: A\nsource: b\ntype: mystery\nowner: Ann\n")
	loose, err := spec.Decode(workspace.KindModel, text, spec.Options{})
	require.NoError(t, err)
	require.Len(t, loose.Problems, 2)
	require.Empty(t, workspace.Failures(loose.Problems))

	strict, err := spec.Decode(workspace.KindModel, text, spec.Options{Strict: true})
	require.NoError(t, err)
	failures := workspace.Failures(strict.Problems)
	require.Len(t, failures, 1)
	require.Equal(t, "4:1: owner: unknown key owner", failures[0].String())
}

func TestValuesAreThoseOfFields(t *testing.T) {
	file, err := spec.Decode(workspace.KindSync, []byte("model: a\ndestination: b\nconfig:\n  yes: no\n  n: 1.0\n  f: 0.5\n  t: 2026-01-05\n  o: 0o17\n  x: &x {a: 1}\n  y: *x\n"), spec.Options{})
	require.NoError(t, err)
	require.Equal(t, map[string]any{
		"yes": "no", "n": int64(1), "f": 0.5, "t": "2026-01-05", "o": int64(15),
		"x": map[string]any{"a": int64(1)}, "y": map[string]any{"a": int64(1)},
	}, file.Fields.Map("config"))
}

// Invariant 4.
func TestWhatAConnectionsFileHoldsIsNotQuoted(t *testing.T) {
	for _, value := range []string{"99999999999999999999", "!!int hunter2hunter2", "!!bool 'hunter2hunter2'", "!!null hunter2hunter2", "-88888888888888888888"} {
		_, err := spec.Decode(workspace.KindSource, []byte("name: A\ntype: postgres\nconfig: {user: u, password: "+value+"}\n"), spec.Options{})
		require.Error(t, err, value)
		p := err.(*workspace.Error).Problems[0]
		require.Equal(t, 3, p.Line)
		for _, part := range []string{"9999", "hunter2", "8888"} {
			require.NotContains(t, err.Error()+p.Message+p.Hint, part)
		}
	}
}
