package gitsync

import (
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// SampleCommit is a commit as the settings would have it written, for changes that are made up.
type SampleCommit struct {
	Title  string `json:"title"` // what was changed, in words
	Author string `json:"author"`
	Text   string `json:"text"` // the whole message; its first line is the subject
}

// SampleCommits returns the messages that commits get by the template and the grouping of s. It is
// the code that writes real commits. A template that cannot be used is a workspace.Error.
func SampleCommits(s Settings, w workspace.Workspace) ([]SampleCommit, error) {
	s = s.Defaults()
	if err := CheckTemplate(s.Template); err != nil {
		return nil, err
	}
	o := &observation{look: look{settings: s, workspace: w}}
	steps := sampleChanges()
	if s.Grouping == GroupBatch {
		steps = sampleBatches()
	}
	out := make([]SampleCommit, len(steps))
	for i, sample := range steps {
		message := strings.TrimRight(o.message(&sample.commitStep), "\n")
		out[i] = SampleCommit{Title: sample.title, Author: authorText(sample.author), Text: message}
	}
	return out, nil
}

type sampleStep struct {
	title string
	commitStep
}

// sampleAda and sampleGrace are the people of the samples.
func sampleAda() workspace.Actor {
	return workspace.Actor{Name: "Ada Lovelace", Email: "ada@example.com"}
}
func sampleGrace() workspace.Actor {
	return workspace.Actor{Name: "Grace Hopper", Email: "grace@example.com"}
}

func sampleItems() (query, rename, sync, second ActivityItem) {
	return ActivityItem{Ref: "models/users", Op: "change", Path: "models/users.yaml", Fields: []string{"primaryKey", "rawSql"}},
		ActivityItem{Ref: "models/active-customers", Op: "rename", Path: "models/active-customers.yaml", Note: "from models/customers"},
		ActivityItem{Ref: "syncs/active-customers-to-crm", Op: "change", Path: "syncs/active-customers-to-crm.yaml", Fields: []string{"model"}},
		ActivityItem{Ref: "syncs/users-to-crm", Op: "create", Path: "syncs/users-to-crm.yaml"}
}

func sampleChanges() []sampleStep {
	query, rename, follows, sync := sampleItems()
	return []sampleStep{
		{"A query and its primary key are changed", sampleOf(sampleAda(), []int64{118}, query)},
		{"A model is renamed, and a sync follows", sampleOf(sampleGrace(), []int64{119}, rename, follows)},
		{"A sync is created", sampleOf(sampleAda(), []int64{120}, sync)},
	}
}

func sampleBatches() []sampleStep {
	query, rename, follows, sync := sampleItems()
	return []sampleStep{
		{"One person changed a query and created a sync", sampleOf(sampleAda(), []int64{118, 120}, query, sync)},
		{"Another one renamed a model, and a sync followed", sampleOf(sampleGrace(), []int64{119}, rename, follows)},
	}
}

func sampleOf(author workspace.Actor, changes []int64, items ...ActivityItem) commitStep {
	return commitStep{at: time.Unix(0, 0), author: author, changes: changes, items: items}
}
