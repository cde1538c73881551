package main

import (
	"fmt"
	"slices"
)

// repository is one that candidates work on. All of its content follows from its fields.
type repository struct {
	Name    string
	Title   string
	Folders []string // watched, without folders below them
	Files   int      // in the watched folders, spread evenly
	Other   int      // files outside of them, incompressible
	History int      // commits after the first
	Refs    int      // beside the branch
	Batch   int      // commits in the push of many
	// Whole lets git fetch without a filter: where nearly everything is watched, one
	// request for all is faster for it than one for the trees and one for the blobs.
	Whole bool
	// Heavy marks what a candidate that downloads everything cannot repeat many times.
	Heavy bool
}

// repositories lists all that can be chosen; tiny is for a quick look.
func repositories() []repository {
	var hundred []string
	for i := range 100 {
		hundred = append(hundred, fmt.Sprintf("deploy/config/d%03d", i))
	}
	return []repository{
		{Name: "small", Title: "50 files", Folders: []string{"config/models", "config/syncs"}, Files: 50, History: 20, Batch: 1000, Whole: true},
		{Name: "folders", Title: "10,000 files in 100 folders", Folders: hundred, Files: 10_000, History: 200, Batch: 1000, Whole: true},
		{Name: "flat", Title: "10,000 files in one folder", Folders: []string{"deploy/config"}, Files: 10_000, History: 200, Batch: 1000, Whole: true},
		{Name: "monorepo", Title: "51,000 files, 325 MB, 5,000 refs; a folder of 1,000", Folders: []string{"platform/config/prod"}, Files: 1000,
			Other: 50_000, History: 300, Refs: 5000, Batch: 1000, Heavy: true},
		{Name: "tiny", Title: "12 files and 20 others", Folders: []string{"config/models", "config/syncs"}, Files: 12, Other: 20, History: 3, Refs: 5, Batch: 20},
	}
}

func findRepository(name string) (repository, error) {
	all := repositories()
	i := slices.IndexFunc(all, func(r repository) bool { return r.Name == name })
	if i < 0 {
		return repository{}, fmt.Errorf("there is no repository %q", name)
	}
	return all[i], nil
}

// path is where the i-th watched file is.
func (r repository) path(i int) string {
	return fmt.Sprintf("%s/o-%05d.yaml", r.Folders[i%len(r.Folders)], i)
}
