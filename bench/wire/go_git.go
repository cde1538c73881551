package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/ssh"
	"github.com/go-git/go-git/v5/storage/memory"
)

// goGit is go-git with a shallow clone in memory. It has no partial clone and asks for all
// refs each time.
type goGit struct {
	setting
	auth       transport.AuthMethod
	repository *gogit.Repository
	known      plumbing.Hash
}

func newGoGit(_ context.Context, s setting) (candidate, error) {
	g := &goGit{setting: s}
	if s.Transport == "ssh" {
		auth, err := ssh.NewPublicKeysFromFile("git", s.SSH.Key, "")
		if err != nil {
			return nil, err
		}
		if auth.HostKeyCallback, err = ssh.NewKnownHostsCallback(s.SSH.KnownHosts); err != nil {
			return nil, err
		}
		g.auth = auth
	}
	return g, nil
}

const (
	goGitBranch   = plumbing.ReferenceName("refs/heads/main")
	goGitTracking = plumbing.ReferenceName("refs/remotes/origin/main")
)

func (g *goGit) Cold(ctx context.Context) (map[string][]byte, error) {
	var err error
	if g.repository, err = gogit.CloneContext(ctx, memory.NewStorage(), nil, &gogit.CloneOptions{
		URL: g.URL, Auth: g.auth, ReferenceName: goGitBranch, SingleBranch: true, Depth: 1, NoCheckout: true, Tags: gogit.NoTags,
	}); err != nil {
		return nil, err
	}
	head, err := g.repository.Reference(goGitTracking, true)
	if err != nil {
		return nil, err
	}
	files, err := g.files(head.Hash())
	if err != nil {
		return nil, err
	}
	g.known = head.Hash()
	return g.contents(files)
}

// files lists the watched files of a commit.
func (g *goGit) files(id plumbing.Hash) (map[string]plumbing.Hash, error) {
	root, err := g.tree(id)
	if err != nil {
		return nil, err
	}
	out := map[string]plumbing.Hash{}
	for _, folder := range g.Repository.Folders {
		t, err := root.Tree(folder)
		if err != nil {
			return nil, err
		}
		for _, e := range t.Entries {
			if e.Mode.IsFile() {
				out[folder+"/"+e.Name] = e.Hash
			}
		}
	}
	return out, nil
}

func (g *goGit) tree(id plumbing.Hash) (*object.Tree, error) {
	commit, err := g.repository.CommitObject(id)
	if err != nil {
		return nil, err
	}
	return commit.Tree()
}

func (g *goGit) contents(files map[string]plumbing.Hash) (map[string][]byte, error) {
	out := make(map[string][]byte, len(files))
	for path, id := range files {
		blob, err := g.repository.BlobObject(id)
		if err != nil {
			return nil, err
		}
		r, err := blob.Reader()
		if err != nil {
			return nil, err
		}
		out[path], err = io.ReadAll(r)
		r.Close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (g *goGit) Poll(ctx context.Context) (bool, error) {
	origin, err := g.repository.Remote("origin")
	if err != nil {
		return false, err
	}
	refs, err := origin.ListContext(ctx, &gogit.ListOptions{Auth: g.auth})
	if err != nil {
		return false, err
	}
	for _, r := range refs {
		if r.Name() == goGitBranch {
			return r.Hash() != g.known, nil
		}
	}
	return false, errors.New("no branch")
}

// Inbound fetches without a depth: with one, go-git downloads all files again.
func (g *goGit) Inbound(ctx context.Context) (map[string][]byte, error) {
	err := g.repository.FetchContext(ctx, &gogit.FetchOptions{
		Auth: g.auth, Force: true, Tags: gogit.NoTags,
		RefSpecs: []config.RefSpec{config.RefSpec("+" + goGitBranch + ":" + goGitTracking)},
	})
	if err != nil && !errors.Is(err, gogit.NoErrAlreadyUpToDate) {
		return nil, err
	}
	head, err := g.repository.Reference(goGitTracking, true)
	if err != nil {
		return nil, err
	}
	before, err := g.files(g.known)
	if err != nil {
		return nil, err
	}
	files, err := g.files(head.Hash())
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(files, func(path string, id plumbing.Hash) bool { return before[path] == id })
	g.known = head.Hash()
	return g.contents(files)
}

func (g *goGit) Push(ctx context.Context, changes []change) error {
	head, who := g.known, object.Signature{Name: "Bot", Email: "bot@example.com", When: time.Now()}
	for _, c := range changes {
		root, err := g.tree(head)
		if err != nil {
			return err
		}
		blob := g.repository.Storer.NewEncodedObject()
		blob.SetType(plumbing.BlobObject)
		w, err := blob.Writer()
		if err != nil {
			return err
		}
		if _, err := w.Write(c.content); err != nil {
			return err
		}
		id, err := g.repository.Storer.SetEncodedObject(blob)
		if err != nil {
			return err
		}
		top, err := g.replaced(root, strings.Split(c.path, "/"), id)
		if err != nil {
			return err
		}
		if head, err = g.store(&object.Commit{
			Author: who, Committer: who, Message: commitMessage, TreeHash: top, ParentHashes: []plumbing.Hash{head},
		}); err != nil {
			return err
		}
	}
	if err := g.repository.Storer.SetReference(plumbing.NewHashReference(goGitBranch, head)); err != nil {
		return err
	}
	// The lease is what keeps other people's commits.
	err := g.repository.PushContext(ctx, &gogit.PushOptions{
		Auth: g.auth, RefSpecs: []config.RefSpec{config.RefSpec(goGitBranch + ":" + goGitBranch)},
		ForceWithLease: &gogit.ForceWithLease{RefName: goGitBranch, Hash: g.known},
	})
	if err != nil {
		if strings.HasPrefix(err.Error(), "non-fast-forward update") { // a lease that failed has no error value
			return errRefused
		}
		return err
	}
	g.known = head
	return nil
}

// replaced stores a tree with another blob at a path, and the trees above it.
func (g *goGit) replaced(t *object.Tree, names []string, blob plumbing.Hash) (plumbing.Hash, error) {
	entries := slices.Clone(t.Entries)
	i := slices.IndexFunc(entries, func(e object.TreeEntry) bool { return e.Name == names[0] })
	if i < 0 {
		return plumbing.ZeroHash, fmt.Errorf("no entry %s", names[0])
	}
	if len(names) > 1 {
		below, err := object.GetTree(g.repository.Storer, entries[i].Hash)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if blob, err = g.replaced(below, names[1:], blob); err != nil {
			return plumbing.ZeroHash, err
		}
	}
	entries[i].Hash = blob
	return g.store(&object.Tree{Entries: entries})
}

func (g *goGit) store(o interface {
	Encode(plumbing.EncodedObject) error
}) (plumbing.Hash, error) {
	raw := g.repository.Storer.NewEncodedObject()
	if err := o.Encode(raw); err != nil {
		return plumbing.ZeroHash, err
	}
	return g.repository.Storer.SetEncodedObject(raw)
}

func (g *goGit) Close() error { return nil }
