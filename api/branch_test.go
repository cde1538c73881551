package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
	"lockstep.dev/auth"
	"lockstep.dev/gitsync"
	"lockstep.dev/gitsync/gitsynctest"
	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

const usersFile = `# Who pays us, and who might.
name: "Users"   # shown to people
source: warehouse
type: raw_sql
rawSql: select 1 as id
primaryKey: id
`

// branchWorld is the API on the real engine and a branch in memory.
type branchWorld struct {
	*world
	repo   *gitsynctest.Repository
	engine *gitsync.Engine
	read   func() // called once a file was read; nil for nothing
}

// edge is the engine as the API sees it.
type edge struct {
	*gitsync.Engine
	world *branchWorld
}

func (e edge) FileText(ctx context.Context, r workspace.Resource) (gitsync.FileText, error) {
	text, err := e.Engine.FileText(ctx, r)
	if read := e.world.read; read != nil {
		e.world.read = nil
		read()
	}
	return text, err
}

type noUsers struct{}

func (noUsers) ByEmail(context.Context, string) (workspace.Actor, bool, error) {
	return workspace.Actor{}, false, nil
}

func newBranchWorld(t *testing.T, st *store.Store) *branchWorld {
	t.Helper()
	b := &branchWorld{repo: gitsynctest.NewRepository()}
	b.world = worldOn(t, st, func(o *api.Options) {
		b.engine = gitsync.New(gitsync.Options{
			Store: st, Workspaces: o.Service, Users: noUsers{}, Instance: "test", Trigger: func(context.Context, int64) error { return nil },
			Dial: func(_ context.Context, _ gitsync.Settings, _ gitsync.Secrets, folders []string) (gitsync.Remote, error) {
				return &gitsynctest.Remote{Repository: b.repo, Folders: folders}, nil
			},
		})
		o.GitSync = edge{b.engine, b}
	})
	b.must("POST", "/api/v1/sources", map[string]any{"name": "Warehouse", "type": "postgres"})
	b.must("POST", "/api/v1/destinations", map[string]any{"name": "CRM", "type": "unheard-of"})
	return b
}

func (b *branchWorld) push(files map[string]string) {
	b.t.Helper()
	changes := map[string][]byte{}
	for path, text := range files {
		changes[path] = []byte(text)
	}
	b.repo.Commit(gitsync.Person{Name: "Carol", Email: "carol@example.com"}, time.Now(), "edit", changes)
	b.must("POST", "/api/v1/workspaces/acme/git-sync/sync", nil)
}

func (b *branchWorld) connect(settings map[string]any) {
	b.t.Helper()
	settings["url"] = "https://git.example.com/acme.git"
	b.must("POST", "/api/v1/workspaces/acme/git-sync/connect", map[string]any{"settings": settings, "direction": "two-way"})
}

func (b *branchWorld) cycle() {
	b.t.Helper()
	b.must("POST", "/api/v1/workspaces/acme/git-sync/sync", nil)
}

func (b *branchWorld) file(path string) string { return string(b.repo.Files()[path]) }

func (b *branchWorld) git(path string) api.Git {
	b.t.Helper()
	return into[struct{ Git api.Git }](b.must("GET", "/api/v1/"+path, nil)).Git
}

func TestOnABranch(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, fresh func(t *testing.T) storetest.Open) {
		for name, test := range map[string]func(t *testing.T, b *branchWorld){
			"an edit from preview to commit": testAnEditFromPreviewToCommit, "what is held is shown": testHeldIsShown, "read-only": testReadOnly,
			"a file that is typed":         testATypedFile,
			"a file typed while Git moves": testABranchThatMovesUnderATypedFile,
			"tags of files":                testTagsOfFiles,
		} {
			t.Run(name, func(t *testing.T) {
				b := newBranchWorld(t, fresh(t)(store.Options{}))
				defer func() { require.NoError(t, b.engine.Close()) }()
				test(t, b)
			})
		}
	})
}

// testAnEditFromPreviewToCommit follows one model: seen as the branch has it, previewed by form and
// by file, written, and pushed as it was previewed.
func testAnEditFromPreviewToCommit(t *testing.T, b *branchWorld) {
	b.connect(map[string]any{})
	b.push(map[string]string{"models/users.yaml": usersFile})
	require.Equal(t, api.Git{State: workspace.GitInSync}, b.git("models/users"))
	require.Equal(t, api.Git{State: workspace.GitOff, Reason: "not_included"}, b.git("sources/warehouse"))

	shown := b.must("GET", "/api/v1/files/models/users", nil)
	require.Equal(t, "branch", shown.Header.Get("X-Lockstep-Text"))
	require.Equal(t, usersFile, shown.Text)

	reader := []string{"Authorization: Bearer " + b.tokens[auth.ScopeRead]}
	form := into[api.Preview](b.must("POST", "/api/v1/models/users/preview", map[string]any{"name": "People"}, reader...))
	require.True(t, form.Valid)
	require.Equal(t, gitsync.TextOfBranch, form.Of)
	require.Equal(t, []string{"name"}, form.Changed)
	require.Equal(t, usersFile, form.Before)
	require.Contains(t, form.Diff, "-name: \"Users\"   # shown to people\n+name: \"People\"   # shown to people\n")
	require.Equal(t, 1, strings.Count(form.Diff, "\n-"))

	edited := strings.Replace(usersFile, `"Users"`, `"People"`, 1)
	file := into[api.Preview](b.must("POST", "/api/v1/files/models/users/preview", edited, append(reader, "Content-Type: application/yaml")...))
	require.Equal(t, form, file, "a form and a file that say the same do the same")
	require.Equal(t, usersFile, b.must("GET", "/api/v1/files/models/users", nil).Text, "nothing is changed by looking")

	b.must("PUT", "/api/v1/files/models/users", edited, "Content-Type: application/yaml")
	require.Equal(t, api.Git{State: workspace.GitPending}, b.git("models/users"))
	waiting := b.must("GET", "/api/v1/files/models/users", nil)
	require.Equal(t, "app", waiting.Header.Get("X-Lockstep-Text"))
	require.Equal(t, form.After, waiting.Text)
	b.cycle()
	require.Equal(t, form.After, b.file("models/users.yaml"))
	require.Equal(t, api.Git{State: workspace.GitInSync}, b.git("models/users"))
	require.Equal(t, 1, into[page[api.Model]](b.must("GET", "/api/v1/models?state=in_sync", nil)).Total)

	renamed := into[api.Preview](b.must("POST", "/api/v1/models/users/preview", map[string]any{"slug": "people", "primaryKey": nil}))
	require.Equal(t, "models/users.yaml", renamed.From)
	require.Equal(t, "models/people.yaml", renamed.Path)
	require.Equal(t, []string{"primaryKey"}, renamed.Changed)
}

func testHeldIsShown(t *testing.T, b *branchWorld) {
	b.connect(map[string]any{"includeConnections": true})
	b.push(map[string]string{"models/users.yaml": usersFile, "models/other.yaml": usersFile})
	b.push(map[string]string{"models/users.yaml": strings.Replace(usersFile, "warehouse", "nowhere", 1)})
	held := b.git("models/users")
	require.Equal(t, workspace.GitHeld, held.State)
	require.Equal(t, "dangling", held.Reason)
	require.Contains(t, held.Message, `"nowhere"`)

	b.must("PATCH", "/api/v1/models/other", map[string]any{"name": "Ours"})
	b.push(map[string]string{"models/other.yaml": strings.Replace(usersFile, `"Users"`, `"Theirs"`, 1)})
	require.Equal(t, workspace.GitConflict, b.git("models/other").State)
	states := into[api.Overview](b.must("GET", "/api/v1/workspaces/acme/overview", nil)).States
	require.Equal(t, api.States{InSync: 2, Held: 1, Conflict: 1}, states)
	for _, state := range []string{"held", "conflict"} {
		require.Equal(t, 1, into[page[api.Model]](b.must("GET", "/api/v1/models?state="+state, nil)).Total)
	}
}

// testReadOnly: a preview says that the edit would be refused.
func testReadOnly(t *testing.T, b *branchWorld) {
	b.repo.Commit(gitsync.Person{Name: "Carol", Email: "carol@example.com"}, time.Now(), "start", map[string][]byte{"models/users.yaml": []byte(usersFile)})
	b.must("POST", "/api/v1/workspaces/acme/git-sync/connect", map[string]any{
		"settings": map[string]any{"url": "https://git.example.com/acme.git", "mode": "read-only"}, "direction": "repo-to-app",
	})
	b.cycle()
	p := into[api.Preview](b.must("POST", "/api/v1/models/users/preview", map[string]any{"name": "People"}))
	require.False(t, p.Valid)
	require.Equal(t, "forbidden", p.Problems[0].Code)
	require.NotEmpty(t, p.Diff)
	require.Equal(t, 403, b.call("PATCH", "/api/v1/models/users", map[string]any{"name": "People"}).Status)
}

// testATypedFile writes a file with another comment: the branch gets it as it is typed, and nobody
// writes over a text that they did not see.
func testATypedFile(t *testing.T, b *branchWorld) {
	b.connect(map[string]any{})
	b.push(map[string]string{"models/users.yaml": usersFile})
	path, yaml := "/api/v1/files/models/users", "Content-Type: application/yaml"
	seen := b.must("GET", path, nil).Header.Get("ETag")
	require.Regexp(t, `^"1\.[0-9a-f]{12}"$`, seen)

	typed := strings.Replace(usersFile, "Who pays us, and who might.", "Who pays us.", 1)
	preview := into[api.Preview](b.must("POST", path+"/preview", typed, yaml))
	require.Equal(t, typed, preview.After)
	require.Empty(t, preview.Changed)
	put := b.must("PUT", path, typed, yaml, "If-Match: "+seen)
	require.Equal(t, "updated", into[api.FileResult](put).Result)
	require.Equal(t, `"2"`, put.Header.Get("ETag"))
	require.Equal(t, workspace.GitPending, b.git("models/users").State)
	shown := b.must("GET", path, nil)
	require.Equal(t, typed, shown.Text)
	require.Equal(t, "app", shown.Header.Get("X-Lockstep-Text"))
	revision := into[api.Revision](b.must("GET", "/api/v1/models/users/revisions/2", nil))
	require.Equal(t, typed, revision.Text)
	require.Equal(t, []string{"comments"}, revision.Changed)
	b.cycle()
	require.Equal(t, typed, b.file("models/users.yaml"))
	require.Equal(t, workspace.GitInSync, b.git("models/users").State)

	seen = b.must("GET", path, nil).Header.Get("ETag")
	require.Equal(t, "unchanged", into[api.FileResult](b.must("PUT", path, typed, yaml, "If-Match: "+seen)).Result)
	b.push(map[string]string{"models/users.yaml": strings.Replace(typed, "shown to people", "shown to all", 1)})
	stale := b.call("PUT", path, usersFile, yaml, "If-Match: "+seen)
	require.Equal(t, 412, stale.Status, "the version is the same, the text is not")
	require.Contains(t, stale.Text, "stale")
	require.Contains(t, b.file("models/users.yaml"), "shown to all")
	b.must("PUT", path, usersFile, yaml)
	b.cycle()
	require.Equal(t, usersFile, b.file("models/users.yaml"))
}

// testABranchThatMovesUnderATypedFile: what Git says meanwhile is merged with what is typed.
func testABranchThatMovesUnderATypedFile(t *testing.T, b *branchWorld) {
	b.connect(map[string]any{})
	b.push(map[string]string{"models/users.yaml": usersFile})
	path := "/api/v1/files/models/users"
	seen := b.must("GET", path, nil).Header.Get("ETag")
	b.read = func() {
		b.push(map[string]string{"models/users.yaml": strings.Replace(usersFile, "primaryKey: id", "primaryKey: id # stable", 1)})
	}
	typed := strings.Replace(usersFile, "Who pays us, and who might.", "Who pays us.", 1)
	b.must("PUT", path, typed, "Content-Type: application/yaml", "If-Match: "+seen)
	b.cycle()
	require.Equal(t, strings.Replace(typed, "primaryKey: id", "primaryKey: id # stable", 1), b.file("models/users.yaml"))
}

// testTagsOfFiles are those that a file is not written over, and those that it is.
func testTagsOfFiles(t *testing.T, b *branchWorld) {
	b.connect(map[string]any{})
	b.push(map[string]string{"models/users.yaml": usersFile})
	path, yaml := "/api/v1/files/models/users", "Content-Type: application/yaml"
	seen := b.must("GET", path, nil).Header.Get("ETag")
	tag := strings.Split(strings.Trim(seen, `"`), ".")[1]
	for _, other := range []string{`"0.` + tag + `"`, `"2.` + tag + `"`, `"1."`, `"1.0123456789ab"`, `"1.` + tag + `.x"`, `".` + tag + `"`, `"*.` + tag + `"`, `"2"`, `"x"`} {
		require.Equal(t, 412, b.call("PUT", path, "# "+other+"\n"+usersFile, yaml, "If-Match: "+other).Status, other)
	}
	require.Equal(t, 412, b.call("PATCH", "/api/v1/models/users", map[string]any{"name": "X"}, "If-Match: "+seen).Status, "a file's tag is not a resource's")
	require.Equal(t, 412, b.call("PUT", "/api/v1/files/models/new", usersFile, yaml, "If-Match: "+seen).Status)
	b.must("PUT", path, "# Weak\n"+usersFile, yaml, "If-Match: W/"+seen)

	seen = b.must("GET", path, nil).Header.Get("ETag")
	statuses := make(chan int)
	for _, who := range []string{"One", "Two", "Three"} {
		go func() { statuses <- b.call("PUT", path, "# "+who+"\n"+usersFile, yaml, "If-Match: "+seen).Status }()
	}
	require.ElementsMatch(t, []int{200, 412, 412}, []int{<-statuses, <-statuses, <-statuses}, "one of those who write at once")
}
