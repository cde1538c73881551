package main

import (
	"context"
	"runtime"
	"runtime/debug"

	"lockstep.dev/api"
)

// facts are what people may know about how this server runs.
func (in *installation) facts(ctx context.Context) (api.Facts, error) {
	kind, engine, err := in.store.Engine(ctx)
	return api.Facts{
		Version: version(), Commit: commit(), Go: runtime.Version(), StartedAt: in.started, Database: api.Database{Kind: kind, Version: engine},
		GitHost: in.host != nil, PublicURL: in.config.PublicURL, DataFolder: in.config.Data, KeySource: in.config.keySource(),
	}, err
}

// commit returns what the binary was built from, "" when it does not know.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	id, suffix := "", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			id = setting.Value
		case setting.Key == "vcs.modified" && setting.Value == "true":
			suffix = "-modified"
		}
	}
	if id == "" {
		return ""
	}
	return id + suffix
}
