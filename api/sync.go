package api

import (
	"maps"
	"slices"
	"time"

	"lockstep.dev/workspace"
)

// Sync delivers the rows of a model to a destination.
type Sync struct {
	ID                int64             `json:"id"`
	Slug              string            `json:"slug" doc:"The stem of the sync's file"`
	WorkspaceID       int64             `json:"workspaceId"`
	Description       string            `json:"description,omitempty"`
	SourceID          *int64            `json:"sourceId" nullable:"true" doc:"The source of the model"`
	DestinationID     *int64            `json:"destinationId" nullable:"true" doc:"null while the destination does not exist"`
	Destination       string            `json:"destination" doc:"What the file says: the destination's slug or an alias"`
	DestinationName   string            `json:"destinationName,omitempty" doc:"What people call the destination"`
	ModelID           *int64            `json:"modelId" nullable:"true" doc:"null while the model does not exist"`
	Model             string            `json:"model" doc:"The model's slug"`
	ModelName         string            `json:"modelName,omitempty" doc:"What people call the model"`
	Configuration     map[string]any    `json:"configuration" doc:"Its form depends on the destination's type"`
	Schedule          map[string]any    `json:"schedule" nullable:"true" doc:"{type, schedule}; type is manual, interval, cron or visual_cron"`
	Disabled          bool              `json:"disabled" doc:"The schedule is paused"`
	Status            string            `json:"status" doc:"disabled, or pending before the first run"`
	LastRunAt         *time.Time        `json:"lastRunAt" nullable:"true"`
	ReferencedColumns []string          `json:"referencedColumns" nullable:"false" doc:"Columns of the model that the mappings read, sorted"`
	PrimaryKey        string            `json:"primaryKey" doc:"That of the model"`
	Tags              map[string]string `json:"tags"`
	Git               Git               `json:"git"`
	Version           int64             `json:"version"`
	CreatedAt         time.Time         `json:"createdAt"`
	UpdatedAt         time.Time         `json:"updatedAt"`
}

// SyncCreate is a new sync.
type SyncCreate struct {
	Slug          string           `json:"slug,omitempty" doc:"Made from model and destination when left out"`
	Description   string           `json:"description,omitempty"`
	ModelID       ID               `json:"modelId,omitempty" doc:"Or model"`
	Model         string           `json:"model,omitempty" doc:"The model's slug, instead of modelId"`
	DestinationID ID               `json:"destinationId,omitempty" doc:"Or destination"`
	Destination   string           `json:"destination,omitempty" doc:"Slug or alias of the destination, instead of destinationId"`
	Configuration Object           `json:"configuration"`
	Schedule      Optional[Object] `json:"schedule,omitempty"`
	Disabled      bool             `json:"disabled,omitempty"`
}

// SyncUpdate changes what it names. configuration and schedule are replaced as a whole.
type SyncUpdate struct {
	Slug          *string          `json:"slug,omitempty" minLength:"1" doc:"Renames the sync and its file"`
	Description   Optional[string] `json:"description,omitempty"`
	ModelID       ID               `json:"modelId,omitempty"`
	Model         *string          `json:"model,omitempty"`
	DestinationID ID               `json:"destinationId,omitempty"`
	Destination   *string          `json:"destination,omitempty"`
	Configuration *Object          `json:"configuration,omitempty"`
	Schedule      Optional[Object] `json:"schedule,omitempty"`
	Disabled      *bool            `json:"disabled,omitempty"`
}

func syncView(r workspace.Resource, d *directory) Sync {
	f := r.Fields
	v := Sync{
		ID: r.ID, Slug: r.Slug, WorkspaceID: r.WorkspaceID, Description: f.Text("description"),
		DestinationID: d.id(workspace.KindDestination, f.Text("destination")), Destination: f.Text("destination"),
		DestinationName: d.name(workspace.KindDestination, f.Text("destination")), ModelName: d.name(workspace.KindModel, f.Text("model")),
		ModelID: d.id(workspace.KindModel, f.Text("model")), Model: f.Text("model"),
		Configuration: f.Map("config"), Schedule: f.Map("schedule"), Status: "pending",
		ReferencedColumns: columns(f.Map("config")), Tags: map[string]string{},
		Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
	if v.Configuration == nil {
		v.Configuration = map[string]any{}
	}
	if v.Disabled, _ = f["schedulePaused"].(bool); v.Disabled {
		v.Status = "disabled"
	}
	if model, ok := d.find(workspace.KindModel, f.Text("model")); ok {
		v.PrimaryKey = model.Fields.Text("primaryKey")
		v.SourceID = d.id(workspace.KindSource, model.Fields.Text("source"))
	}
	return v
}

// columns returns the columns that a config's mappings read: the text at "from" of each.
func columns(config map[string]any) []string {
	found := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if column, ok := v["from"].(string); ok && column != "" {
				found[column] = true
			}
			walk(v["lookup"])
			walk(v["from"])
			walk(v["children"])
		}
	}
	for _, key := range []string{"mappings", "externalIdMapping", "associationMappings"} {
		walk(config[key])
	}
	out := slices.Sorted(maps.Keys(found))
	if out == nil {
		out = []string{}
	}
	return out
}
