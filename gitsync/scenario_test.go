package gitsync_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/reconcile"
	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

var update = flag.Bool("update", false, "write what happens into the scenarios")

// TestScenarios plays testdata/scenarios: the comment of each file is a story, a command per
// line; its files are what people write; "story" is what must happen, command by command.
//
//	app <who> save <ref> <file>      create or change a resource in the app
//	app <who> set <ref> <key> <text>
//	app <who> archive <ref>
//	app <who> rename <ref> <slug>
//	push <message> <path>=<file> …   Carol commits files; no file deletes
//	edit <path> <from> => <to>       Carol edits a text
//	revert                           Carol takes the last commit back
//	connect <direction>
//	cycle
//	resolve <ref> <app|repo|merge>
func TestScenarios(t *testing.T) {
	paths, err := filepath.Glob("testdata/scenarios/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			require.NoError(t, err)
			s := &scenario{world: newWorld(t), files: map[string]string{}, seen: map[string]int64{}}
			s.look()
			s.told.Reset()
			want := ""
			archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool {
				if f.Name == "story" {
					want = string(f.Data)
					return true
				}
				s.files[f.Name] = string(f.Data)
				return false
			})
			for line := range strings.SplitSeq(string(archive.Comment), "\n") {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
					fmt.Fprintf(&s.told, "> %s\n", line)
					s.do(line)
					s.look()
				}
			}
			s.quiet()
			if *update {
				archive.Files = append(archive.Files, txtar.File{Name: "story", Data: []byte(s.told.String())})
				require.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o644))
				return
			}
			require.Equal(t, want, s.told.String())
		})
	}
}

// scenario is a world that tells what happens in it.
type scenario struct {
	*world
	files    map[string]string
	told     strings.Builder
	commits  int
	activity int64
	seen     map[string]int64 // versions of resources
	heldNow  string
}

func (s *scenario) do(line string) {
	words := strings.Fields(line)
	switch words[0] {
	case "connect":
		settings := gitsync.Settings{URL: "https://git.example.com/acme.git"}
		require.NoError(s.t, s.engine.Connect(s.ctx, s.id, gitsync.Connection{Settings: settings, Direction: reconcile.Direction(words[1])}, byAlice))
	case "cycle":
		s.cycle()
	case "resolve":
		s.resolve(refOf(s.t, words[1]), gitsync.Take(words[2]))
	case "push":
		files := map[string]string{}
		message := slices.DeleteFunc(slices.Clone(words[1:]), func(word string) bool {
			path, file, ok := strings.Cut(word, "=")
			if ok {
				files[path] = gone
			}
			if ok && file != "" {
				files[path] = s.files[file]
			}
			return ok
		})
		s.push(strings.Join(message, " "), files)
	case "edit":
		from, to, ok := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "edit "+words[1])), " => ")
		require.True(s.t, ok && strings.Contains(s.file(words[1]), from), line)
		s.replace(words[1], from, strings.ReplaceAll(to, `\n`, "\n"))
	case "revert":
		last := s.lastCommit()
		files := map[string]string{}
		for path, text := range last.Before {
			files[path] = string(text)
			if text == nil {
				files[path] = gone
			}
		}
		subject, _, _ := cut(last.Message)
		s.push(fmt.Sprintf("Revert %q", subject), files)
	case "app":
		who := map[string]workspace.Actor{"bob": bob, "dora": dora, "alice": alice}[words[1]]
		require.NotEmpty(s.t, who, line)
		s.edit(who, func(ctx context.Context, e *workspace.Edit) error {
			return s.inApp(ctx, e, words[2], refOf(s.t, words[3]), words[4:])
		})
	default:
		require.FailNow(s.t, "unknown command", line)
	}
}

func (s *scenario) inApp(ctx context.Context, e *workspace.Edit, what string, ref workspace.Ref, more []string) error {
	present, _, err := s.app.List(ctx, s.id, workspace.Query{Kind: ref.Kind, Slugs: []string{ref.Slug}})
	require.NoError(s.t, err)
	if what == "save" {
		file, err := spec.Decode(ref.Kind, []byte(s.files[more[0]]), spec.Options{})
		require.NoError(s.t, err)
		if len(present) == 0 {
			_, err = e.Create(ctx, ref.Kind, ref.Slug, file.Fields)
		} else {
			_, err = e.Update(ctx, present[0].ID, 0, file.Fields)
		}
		return err
	}
	require.Len(s.t, present, 1)
	switch r := present[0]; what {
	case "set":
		_, err = e.Update(ctx, r.ID, 0, r.Fields.With(more[0], strings.Join(more[1:], " ")))
	case "archive":
		_, err = e.Archive(ctx, r.ID, 0)
	case "rename":
		_, err = e.Rename(ctx, r.ID, 0, more[0], nil)
	default:
		require.FailNow(s.t, "unknown command", what)
	}
	return err
}

func refOf(t require.TestingT, text string) workspace.Ref {
	folder, slug, _ := strings.Cut(text, "/")
	for _, kind := range workspace.Kinds() {
		if kind.Plural() == folder {
			return workspace.Ref{Kind: kind, Slug: slug}
		}
	}
	require.FailNow(t, "not a resource", text)
	return workspace.Ref{}
}

// look tells what is new on the branch, in the app and in what is held.
func (s *scenario) look() {
	log := s.repo.Log()
	for _, c := range log[min(s.commits, len(log)):] {
		fmt.Fprintf(&s.told, "commit by %s\n%s", c.Author.Name, indented(c.Message))
		for _, path := range slices.Sorted(maps.Keys(c.After)) {
			from, to := "a/"+path, "b/"+path
			if c.Before[path] == nil {
				from = "/dev/null"
			}
			if c.After[path] == nil {
				to = "/dev/null"
			}
			s.told.WriteString(indented(udiff.Unified(from, to, string(c.Before[path]), string(c.After[path]))))
		}
	}
	s.commits = len(log)
	changes, err := s.app.Changes(s.ctx, s.id, s.seen["seq"], 1000)
	require.NoError(s.t, err)
	for _, change := range changes {
		s.seen["seq"] = change.Seq
		for _, r := range change.Revisions {
			from := ""
			if r.FromSlug != "" {
				from = " from " + r.FromSlug
			}
			fmt.Fprintf(&s.told, "app: %s %s%s %v, by %s through %s\n", r.Ref(), r.Op, from, r.Changed, r.Cause.Actor.Name, r.Cause.Origin)
		}
	}
	now := ""
	for _, h := range s.held() {
		now += fmt.Sprintf("held: %s (%s): %s\n", h.Ref, h.Hold.Reason, h.Hold.Message)
	}
	if now != s.heldNow {
		s.told.WriteString(now)
		if now == "" {
			s.told.WriteString("held: nothing any more\n")
		}
		s.heldNow = now
	}
	activity, err := s.engine.Activity(s.ctx, s.id, 0, 100)
	require.NoError(s.t, err)
	for _, a := range slices.Backward(activity) {
		if a.ID > s.activity {
			s.activity = a.ID
			fmt.Fprintf(&s.told, "%s %s by %q: %s\n", a.Flow, a.Result, a.Author, a.Summary)
		}
	}
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n    ") + "\n"
}
