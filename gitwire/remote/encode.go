package remote

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"lockstep.dev/gitwire/object"
)

// stored is the form of a Snapshot at rest, as JSON behind its SHA-256. It holds no file contents.
type stored struct {
	Commit, Tree      object.OID
	Parents           []object.OID
	Author, Committer object.Signature
	Message           string
	Folders           []string
	Trees             [][]byte
}

// Encode is the snapshot for keeping, so that a restart can Read from where it was: some
// 60 bytes for each file plus its name. The history is not part of it.
func (s *Snapshot) Encode() ([]byte, error) {
	st := stored{
		Commit: s.info.OID, Tree: s.info.Tree, Parents: s.info.Parents, Author: s.info.Author,
		Committer: s.info.Committer, Message: s.info.Message, Folders: s.folders,
	}
	for _, id := range slices.SortedFunc(maps.Keys(s.trees), object.OID.Compare) {
		st.Trees = append(st.Trees, s.trees[id].Raw())
	}
	b, err := json.Marshal(st)
	if err != nil {
		return nil, fmt.Errorf("encode snapshot: %w", err)
	}
	sum := sha256.Sum256(b)
	return append(sum[:], b...), nil
}

// DecodeSnapshot reads what Encode made, and checks that nothing is missing or changed.
func DecodeSnapshot(b []byte) (*Snapshot, error) {
	if len(b) < sha256.Size || sha256.Sum256(b[sha256.Size:]) != [sha256.Size]byte(b) {
		return nil, fmt.Errorf("decode snapshot: checksum")
	}
	var st stored
	if err := json.Unmarshal(b[sha256.Size:], &st); err != nil {
		return nil, fmt.Errorf("decode snapshot: %w", err)
	}
	if st.Commit.IsZero() {
		return emptySnapshot(st.Folders), nil
	}
	trees := map[object.OID]*object.Tree{}
	for _, raw := range st.Trees {
		t, err := object.ParseTree(raw)
		if err != nil {
			return nil, fmt.Errorf("decode snapshot: %w", err)
		}
		id, err := t.Sum()
		if err != nil {
			return nil, fmt.Errorf("decode snapshot: %w", err)
		}
		trees[id] = t
	}
	get := func(id object.OID) (*object.Tree, error) { return trees[id], nil }
	missing, err := missingTrees(st.Tree, st.Folders, get)
	if err != nil || len(missing) > 0 {
		return nil, fmt.Errorf("decode snapshot: %d trees are missing", len(missing))
	}
	return assemble(CommitInfo{
		OID: st.Commit, Tree: st.Tree, Parents: st.Parents, Author: st.Author, Committer: st.Committer, Message: st.Message,
	}, st.Folders, get)
}
