package transport_test

import (
	"fmt"
	"time"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
)

func change(i int) remote.NewCommit {
	who := object.Signature{Name: "Grace Hopper", Email: "grace@example.com", When: time.Unix(1_800_000_000, 0).UTC()}
	return remote.NewCommit{Author: who, Committer: who, Message: "change", Changes: []remote.FileChange{
		{Path: "m/b", Content: fmt.Appendf(nil, "%d", i)},
	}}
}
