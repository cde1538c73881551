package storetest

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/workspace"
)

// testLongTexts keeps what no index entry of PostgreSQL has room for: a name comes from a file as it
// is, and one that cannot be kept would stop all others of its cycle.
func testLongTexts(t *testing.T, open Open) {
	s, ctx := open(store.Options{}), t.Context()
	w := newWorkspace(t, s, "w")
	a := insert(t, s, newResource(w.ID, workspace.KindModel, "a", workspace.Fields{"name": LongText('b'), "type": LongText('x')}))
	b := insert(t, s, newResource(w.ID, workspace.KindModel, "b", workspace.Fields{"name": LongText('a'), "type": LongText('y')}))
	found, _, err := s.Resources(ctx, w.ID, workspace.Query{Kind: workspace.KindModel, OrderBy: "name", Search: a.Name()[:31]})
	require.NoError(t, err)
	require.Equal(t, []int64{a.ID}, idsOf(found))
	found, _, err = s.Resources(ctx, w.ID, workspace.Query{Kind: workspace.KindModel, OrderBy: "name"})
	require.NoError(t, err)
	require.Equal(t, []int64{b.ID, a.ID}, idsOf(found))
	found, _, err = s.Resources(ctx, w.ID, workspace.Query{Type: b.Fields.Text("type")})
	require.NoError(t, err)
	require.Equal(t, []int64{b.ID}, idsOf(found))
}

// LongText returns a text of 60,000 bytes that hardly compress.
func LongText(first rune) string {
	random := rand.New(rand.NewPCG(1, uint64(first)))
	text := []rune{first}
	for range 20_000 {
		text = append(text, rune(0x4e00+random.IntN(20_000)))
	}
	return string(text)
}

func idsOf(resources []workspace.Resource) []int64 {
	var ids []int64
	for _, r := range resources {
		ids = append(ids, r.ID)
	}
	return ids
}
