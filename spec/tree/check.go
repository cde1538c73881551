package tree

import (
	"fmt"
	"io/fs"

	"lockstep.dev/spec"
	"lockstep.dev/workspace"
)

// Options steer Check. Types is required.
type Options struct {
	Types  workspace.Types
	Strict bool // unknown keys are errors
}

// Check reads the files below the root of fsys and reports what is wrong with them. The
// error is one of reading, not of what the files say.
func Check(fsys fs.FS, o Options) (Report, error) {
	report := Report{Findings: []Finding{}}
	r := &reader{fsys: fsys, strict: o.Strict, report: &report}
	if err := r.read(); err != nil {
		return Report{}, fmt.Errorf("validate: %w", err)
	}
	known := index(r.files)
	for _, f := range r.files {
		problems := known.references(f)
		problems = append(problems, configs(f, known, o.Types)...)
		if o.Strict {
			problems = spec.Strict(problems)
		}
		report.add(f.path, f.Locate(problems)...)
	}
	report.sort()
	return report, nil
}

// configs checks the config of a connection or sync by type.
func configs(f file, known *names, types workspace.Types) []workspace.Problem {
	var problems []workspace.Problem
	config := f.Fields.Map("config")
	switch {
	case f.kind.IsConnection():
		typ := f.Fields.Text("type")
		problems = types.CheckConfig(f.kind, typ, config)
		for _, key := range types.SecretKeys(f.kind, typ) {
			if value := config[key]; value != nil && value != "" {
				problems = append(problems, workspace.Problem{Path: []any{key}, Code: "secret",
					Message: key + " is a secret and must not be in a file",
					Hint:    "remove the line and set the secret in the app; treat the value as known to others"})
			}
		}
	case f.kind == workspace.KindSync && config != nil:
		typ, ok := known.destinationType(f.Fields.Text("destination"))
		if !ok {
			return nil
		}
		problems = types.CheckSync(typ, config)
	}
	for i := range problems {
		problems[i].Path = append([]any{"config"}, problems[i].Path...)
	}
	return problems
}
