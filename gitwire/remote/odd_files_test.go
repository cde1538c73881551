package remote_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/wireerr"
)

// TestWhatABranchMayHold has files on the branch that are no ordinary ones. Each is told apart, none
// spoils the others, and a push beside them leaves them as they are.
func TestWhatABranchMayHold(t *testing.T) {
	const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
	t.Parallel()
	onEachWire(t, func(l *line) {
		head := l.repo.Commit(gittest.Commit{Message: "odd", Files: gittest.Files{
			"models/link.yaml": {Content: "m1.yaml", Mode: "120000"},
			"models/lfs.yaml":  gittest.Text(pointer),
			"models/huge.yaml": gittest.Text(noise(3 << 20)), // over Limits.BlobBytes
			"models/mega.yaml": gittest.Text(noise(1 << 20)),
			"models/run.yaml":  {Content: "run: 1\n", Mode: "100755"},
		}})
		l.repo.Commit(gittest.Commit{Message: "submodule", Files: gittest.Files{"models/sub": {Content: head, Mode: "160000"}}})
		modes := map[string]uint32{
			"models/link.yaml": object.ModeSymlink, "models/sub": object.ModeSubmodule, "models/run.yaml": object.ModeExecutable,
			"models/lfs.yaml": object.ModeFile, "models/huge.yaml": object.ModeFile, "models/mega.yaml": object.ModeFile,
		}
		for _, prev := range []*remote.Snapshot{l.base, nil} {
			s := l.read(prev)
			var ids []object.OID
			at := map[string]object.OID{}
			for e := range s.Files("models") {
				at[e.Path] = e.OID
				if mode, odd := modes[e.Path]; odd {
					require.Equal(l, mode, e.Mode, e.Path)
				}
				if e.IsFile() {
					ids = append(ids, e.OID)
				}
			}
			for path := range modes {
				require.Contains(l, at, path)
			}
			blobs, large, err := l.client.Blobs(l.ctx, s, ids)
			require.NoError(l, err)
			require.Len(l, large, 1)
			require.Equal(l, at["models/huge.yaml"], large[0].OID)
			require.Len(l, blobs, len(ids)-1)
			require.Equal(l, pointer, string(blobs[at["models/lfs.yaml"]]), "what it points to is nobody's business here")
			require.True(l, noise(1<<20) == string(blobs[at["models/mega.yaml"]]), "all of 1 MB, though it begins as the larger one does")

			for _, path := range []string{"models/link.yaml", "models/sub"} {
				_, err := l.client.Build(s, []remote.NewCommit{change(path, "x: 1\n")})
				requireError(l.T, err, wireerr.Invalid, wireerr.Halt)
			}
			before := l.repo.Git("ls-tree", "main", "models/")
			l.base = l.push(s, l.change())
			after := strings.Split(l.repo.Git("ls-tree", "main", "models/"), "\n")
			for line := range strings.SplitSeq(before, "\n") {
				if !strings.HasSuffix(line, "models/works.yaml") {
					require.Contains(l, after, line)
				}
			}
			l.requireLawful()
		}
	})
}

// TestALargeFileGoesBothWays pushes a file of 1 MB, and one that is too large.
func TestALargeFileGoesBothWays(t *testing.T) {
	t.Parallel()
	onEachWire(t, func(l *line) {
		l.base = l.push(l.base, change("models/mega.yaml", noise(1<<20)))
		require.True(l, noise(1<<20) == l.content(l.read(nil), "models/mega.yaml")["models/mega.yaml"])
		_, err := l.client.Build(l.base, []remote.NewCommit{change("models/huge.yaml", noise(3<<20))})
		requireError(l.T, err, wireerr.TooLarge, wireerr.Halt)
		l.requireWorks()
		l.requireLawful()
	})
}

// TestARenameThatOnlyChangesCase is a removed file and an added one, on both sides.
func TestARenameThatOnlyChangesCase(t *testing.T) {
	t.Parallel()
	onEachWire(t, func(l *line) {
		l.repo.Commit(gittest.Commit{Message: "by git", Files: gittest.Files{"models/m1.yaml": gittest.Gone(), "models/M1.yaml": gittest.Text(model(1, 0))}})
		next := l.read(l.base)
		require.Equal(l, []string{"models/M1.yaml", "models/m1.yaml"}, changed(l.base, next))
		require.Empty(l, next.Problems())
		next = l.push(next, commit(
			remote.FileChange{Path: "models/m2.yaml", Delete: true}, remote.FileChange{Path: "models/M2.yaml", Content: []byte(model(2, 0))}))
		require.Equal(l, "models/M1.yaml\nmodels/M2.yaml\nmodels/m0.yaml\nmodels/m3.yaml\nmodels/m4.yaml", l.repo.Git("ls-tree", "--name-only", "main", "models/"))
		require.Equal(l, model(2, 0), l.content(next, "models/M2.yaml")["models/M2.yaml"])
		l.base = next

		l.repo.Commit(gittest.Commit{Message: "twins", Files: text("models/m1.yaml", "twin: 1\n")})
		require.Equal(l, []remote.Problem{{Path: "models/m1.yaml", Reason: `differs from "M1.yaml" only in case`}}, l.read(l.base).Problems())
		l.requireWorks()
		l.requireLawful()
	})
}

// noise is text that does not compress, the same each time.
func noise(n int) string {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyz\n"
	rnd := rand.New(rand.NewChaCha8([32]byte{1}))
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[rnd.IntN(len(letters))]
	}
	return string(b[:n-1]) + "\n"
}
