package gitsync

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// Remote is one branch of one repository, of which some folders are watched.
// Commit and blob ids are hex. Its errors are *RemoteError.
type Remote interface {
	// Poll asks for the branch's head: one round trip.
	Poll(ctx context.Context) (Tip, error)
	// Read returns the watched folders at a tip. With prev, only what changed since is
	// fetched, and the new tree knows the commits between.
	Read(ctx context.Context, tip Tip, prev Tree) (Tree, error)
	// Blobs returns the contents of files of the tree. Files that are too large to be read are
	// missing from contents and have their size, or -1, in tooLarge.
	Blobs(ctx context.Context, t Tree, blobs []string) (contents map[string][]byte, tooLarge map[string]int64, err error)
	// Build makes commits on top of the tree in memory and returns them unsent. It is pure:
	// the same input gives the same ids.
	Build(t Tree, commits []NewCommit) (Push, error)
	// Send pushes by compare-and-swap on the tree that p was built on; never by force. It
	// returns the new tree once the remote is known to have it, also after a lost reply. An
	// error with KindMoved means that somebody else was first and nothing of p was taken.
	Send(ctx context.Context, p Push) (Tree, error)
	// Contains tells whether commit is the tip or one of its ancestors, as far as the remote
	// lets us find out; known is false when it does not.
	Contains(ctx context.Context, t Tree, commit string) (contains, known bool, err error)
	// Close frees connections. It may be called twice.
	Close() error
}

// Tip is the head of a branch. Commit is empty when there is no such branch: Unborn when the
// repository is empty, Missing when it has other branches.
type Tip struct {
	Commit  string
	Unborn  bool
	Missing bool
}

// Tree is the watched folders at one commit. It does not change.
type Tree interface {
	// Commit is the head it was read at; empty for an empty repository.
	Commit() string
	// Head describes that commit; the zero Commit for an empty repository.
	Head() Commit
	// Files yields what is directly in a watched folder, sorted by path, folders included.
	Files(folder string) iter.Seq[File]
	Lookup(path string) (File, bool)
	// Changed yields the paths below the watched folders that differ from prev.
	Changed(prev Tree) iter.Seq[string]
	// LastTouch returns the newest commit since prev that changed the path; false if that is
	// not known.
	LastTouch(path string) (Commit, bool)
	// Since returns the commits since prev, newest first, and whether prev is known to be an
	// ancestor (Linear), known not to be (Rewritten), or neither.
	Since() ([]Commit, Ancestry)
}

// Ancestry is the relation of a tree to the one before.
type Ancestry int

// The relations.
const (
	AncestryUnknown Ancestry = iota
	Linear
	Rewritten
)

// File is one entry of a tree. Path is from the top of the repository.
type File struct {
	Path string
	Mode uint32 // git's: 0o100644, 0o100755, 0o120000 symlink, 0o160000 submodule, 0o40000 folder
	Blob string
}

// Person is an author or committer.
type Person struct {
	Name  string
	Email string
}

// Commit describes a commit.
type Commit struct {
	ID      string
	Author  Person
	When    time.Time // of the committer
	Message string
}

// NewCommit is a commit to be made.
type NewCommit struct {
	Author    Person
	Committer Person
	When      time.Time
	Message   string
	Changes   []FileChange
}

// FileChange writes or deletes one file. Mode 0 keeps that of the present file.
type FileChange struct {
	Path    string
	Content []byte
	Delete  bool
	Mode    uint32
}

// Push is a number of commits that are built and not yet sent.
type Push interface {
	// Head is the last commit's id.
	Head() string
	// Commits are the ids in the order in which they were given.
	Commits() []string
	// Tree is what the remote holds once the push went through.
	Tree() Tree
}

// Kind names what went wrong with a remote.
type Kind string

// The kinds.
const (
	KindUnreachable Kind = "unreachable"
	KindHostKey     Kind = "host_key"    // the SSH server's key is unknown, changed or revoked
	KindCertificate Kind = "certificate" // TLS
	KindAuth        Kind = "auth"
	KindForbidden   Kind = "forbidden"
	KindNotFound    Kind = "not_found"
	KindRejected    Kind = "rejected" // by a hook or a branch rule
	KindMoved       Kind = "moved"
	KindTooLarge    Kind = "too_large"
	KindRateLimited Kind = "rate_limited"
	KindProtocol    Kind = "protocol"
	KindSettings    Kind = "settings"
)

// RemoteError is a failure of the remote in words for people. It never holds a secret.
type RemoteError struct {
	Kind    Kind
	Class   FailureClass
	Until   time.Time // for FailWait: not before
	Message string
	Hint    string
	Err     error
}

// Error returns the message.
func (e *RemoteError) Error() string { return fmt.Sprintf("%s: %s", e.Kind, e.Message) }

// Unwrap returns the cause.
func (e *RemoteError) Unwrap() error { return e.Err }
