package gitsync_test

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"
)

// gitKnew tells whether a word was ever on the branch: what the app holds then goes because of
// what somebody did in Git, and is still in a revision.
func (p *play) gitKnew(word string) bool { return p.repo.Ever(word) }

// appKnew tells whether a word was ever in the app: what the branch holds then goes because of
// what somebody did in the app, and is still in a revision and in Git's history.
func (p *play) appKnew(word string) bool {
	const page = 500
	for after := int64(0); ; {
		changes, err := p.app.Changes(p.ctx, p.id, after, page)
		require.NoError(p.t, err)
		for _, change := range changes {
			after = change.Seq
			for _, r := range change.Revisions {
				if strings.Contains(fmt.Sprint(r.Fields), word) {
					return true
				}
			}
		}
		if len(changes) < page {
			return false
		}
	}
}
