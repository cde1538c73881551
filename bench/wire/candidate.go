package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// candidate is a client of one repository at work: what Lockstep is compared with, and
// Lockstep itself. Paths are from the repository's root. It is used by one goroutine.
type candidate interface {
	// Cold reads all watched files of the branch, knowing nothing before.
	Cold(ctx context.Context) (map[string][]byte, error)
	// Poll tells whether the branch is elsewhere than this candidate knows.
	Poll(ctx context.Context) (moved bool, err error)
	// Inbound polls, and gives the watched files that changed since it was last known.
	Inbound(ctx context.Context) (map[string][]byte, error)
	// Push puts one commit for each change on top of what is known, in one push. It fails
	// with errRefused, and changes nothing, when the branch is elsewhere.
	Push(ctx context.Context, changes []change) error
	Close() error
}

// change is a new content of a watched file that exists.
type change struct {
	path    string
	content []byte
}

var (
	errRefused     = errors.New("the branch has moved")
	errUnavailable = errors.New("not available")
)

// setting is what a candidate is made from.
type setting struct {
	Repository repository `json:"repository"`
	Transport  string     `json:"transport"`
	URL        string     `json:"url"`
	SSH        sshFiles   `json:"ssh"`
	Dir        string     `json:"dir"` // an empty folder
}

// contender is a candidate that can be chosen.
type contender struct {
	name  string
	title string
	over  []string // transports
	// all tells that it downloads everything whatever is watched.
	all bool
	// make fails with errUnavailable when it cannot work over this transport yet.
	make func(ctx context.Context, s setting) (candidate, error)
}

// contenders lists all. The first is what the others are compared with.
func contenders() []contender {
	return []contender{
		{name: lockstepName, title: "Lockstep", over: transports(), make: newLockstep},
		{name: "git", title: "git CLI", over: transports(), make: newGitCLI},
		{name: "git-mux", title: "git CLI, SSH connection kept", over: []string{"ssh"}, make: newMultiplexedCLI},
		{name: "go-git", title: "go-git v5", over: transports(), all: true, make: newGoGit},
	}
}

func findContender(name string) (contender, error) {
	all := contenders()
	i := slices.IndexFunc(all, func(c contender) bool { return c.name == name })
	if i < 0 {
		return contender{}, fmt.Errorf("there is no candidate %q", name)
	}
	return all[i], nil
}
