package remote

import (
	"fmt"
	"strings"

	"lockstep.dev/gitwire/object"
)

// treeSource finds a tree; nil when it is not there.
type treeSource func(object.OID) (*object.Tree, error)

// walk goes from a root tree to a folder. It gives the folder's tree, or zero when there
// is no such folder, and as missing the first tree on the way that get does not have.
// visit, unless nil, sees each tree on the way with the folder's own.
func walk(root object.OID, folder string, get treeSource, visit func(object.OID, *object.Tree)) (id, missing object.OID, err error) {
	id = root
	var names []string
	if folder != "" {
		names = strings.Split(folder, "/")
	}
	for depth := 0; ; depth++ {
		if id.IsZero() {
			return id, missing, nil
		}
		t, err := get(id)
		if err != nil {
			return id, missing, fmt.Errorf("tree %s: %w", id, err)
		}
		if t == nil {
			return id, id, nil
		}
		if visit != nil {
			visit(id, t)
		}
		if depth == len(names) {
			return id, missing, nil
		}
		e, ok := t.Find(names[depth])
		if !ok || !e.IsTree() {
			return object.OID{}, missing, nil
		}
		id = e.OID
	}
}

// missingTrees lists the trees that are needed next to list the folders, each once.
func missingTrees(root object.OID, folders []string, get treeSource) ([]object.OID, error) {
	var out []object.OID
	seen := map[object.OID]bool{}
	for _, f := range folders {
		_, missing, err := walk(root, f, get, nil)
		if err != nil {
			return nil, err
		}
		if !missing.IsZero() && !seen[missing] {
			seen[missing] = true
			out = append(out, missing)
		}
	}
	return out, nil
}
