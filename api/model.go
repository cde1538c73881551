package api

import (
	"time"

	"lockstep.dev/workspace"
)

// Model is a query whose rows syncs deliver.
type Model struct {
	ID          int64             `json:"id"`
	Slug        string            `json:"slug" doc:"The stem of the model's file"`
	Name        string            `json:"name"`
	WorkspaceID int64             `json:"workspaceId"`
	Description string            `json:"description,omitempty"`
	SourceID    *int64            `json:"sourceId" nullable:"true" doc:"null while the source does not exist"`
	Source      string            `json:"source" doc:"What the file says: the source's slug or an alias"`
	SourceName  string            `json:"sourceName,omitempty" doc:"What people call the source"`
	QueryType   string            `json:"queryType" doc:"raw_sql, table, dbt or custom"`
	Raw         *RawQuery         `json:"raw,omitempty"`
	Table       *TableQuery       `json:"table,omitempty"`
	DBT         *DBTQuery         `json:"dbt,omitempty"`
	Custom      *CustomQuery      `json:"custom,omitempty"`
	PrimaryKey  string            `json:"primaryKey"`
	IsSchema    bool              `json:"isSchema"`
	Syncs       []int64           `json:"syncs" nullable:"false" doc:"Ids of the syncs that use the model"`
	Tags        map[string]string `json:"tags"`
	Git         Git               `json:"git"`
	Version     int64             `json:"version"`
	CreatedAt   time.Time         `json:"createdAt"`
	UpdatedAt   time.Time         `json:"updatedAt"`
}

// RawQuery is a model in SQL.
type RawQuery struct {
	SQL string `json:"sql"`
}

// TableQuery is a model that is a whole table.
type TableQuery struct {
	Name string `json:"name" doc:"schema.table"`
}

// DBTQuery is a model of a dbt project.
type DBTQuery struct {
	DBTUniqueID string `json:"dbtUniqueId" doc:"model.<project>.<name>"`
}

// CustomQuery is a model whose query's form depends on the source.
type CustomQuery struct {
	Query Any `json:"query"`
}

// Queries are the query of a model, as one of four forms. Giving one also sets queryType.
type Queries struct {
	Raw    *RawQuery    `json:"raw,omitempty"`
	Table  *TableQuery  `json:"table,omitempty"`
	DBT    *DBTQuery    `json:"dbt,omitempty"`
	Custom *CustomQuery `json:"custom,omitempty"`
}

// ModelCreate is a new model.
type ModelCreate struct {
	Name        string `json:"name" minLength:"1"`
	Slug        string `json:"slug,omitempty" doc:"Made from the name when left out"`
	Description string `json:"description,omitempty"`
	SourceID    ID     `json:"sourceId,omitempty" doc:"Or source"`
	Source      string `json:"source,omitempty" doc:"Slug or alias of the source, instead of sourceId"`
	QueryType   string `json:"queryType,omitempty" doc:"raw_sql, table, dbt (or dbt_model) or custom; taken from the query when left out"`
	Queries
	PrimaryKey string `json:"primaryKey,omitempty"`
	IsSchema   bool   `json:"isSchema,omitempty"`
}

// ModelUpdate changes what it names. null takes a property away.
type ModelUpdate struct {
	Name        *string          `json:"name,omitempty" minLength:"1"`
	Slug        *string          `json:"slug,omitempty" minLength:"1" doc:"Renames the model: its file too, and every sync that names it"`
	Description Optional[string] `json:"description,omitempty"`
	SourceID    ID               `json:"sourceId,omitempty"`
	Source      *string          `json:"source,omitempty"`
	QueryType   string           `json:"queryType,omitempty"`
	Queries
	PrimaryKey Optional[string] `json:"primaryKey,omitempty"`
	IsSchema   *bool            `json:"isSchema,omitempty"`
}

// queryTypeOf turns a file's word into the API's; they differ for dbt only.
func queryTypeOf(typ string) string {
	if typ == "dbt_model" {
		return "dbt"
	}
	return typ
}

// fileType turns the API's word into the file's.
func fileType(queryType string) string {
	if queryType == "dbt" {
		return "dbt_model"
	}
	return queryType
}

func modelView(r workspace.Resource, d *directory, syncs []int64) Model {
	f := r.Fields
	m := Model{
		ID: r.ID, Slug: r.Slug, Name: f.Text("name"), WorkspaceID: r.WorkspaceID, Description: f.Text("description"),
		SourceID: d.id(workspace.KindSource, f.Text("source")), Source: f.Text("source"), SourceName: d.name(workspace.KindSource, f.Text("source")), QueryType: queryTypeOf(f.Text("type")),
		PrimaryKey: f.Text("primaryKey"), Syncs: syncs, Tags: map[string]string{},
		Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
	m.IsSchema, _ = f["isSchema"].(bool)
	switch f.Text("type") {
	case "raw_sql":
		m.Raw = &RawQuery{f.Text("rawSql")}
	case "table":
		m.Table = &TableQuery{f.Text("tableName")}
	case "dbt_model":
		m.DBT = &DBTQuery{f.Text("dbtModel")}
	case "custom":
		m.Custom = &CustomQuery{Any{f["customQuery"]}}
	}
	return m
}

// put writes the query and its type into fields. The query of a former type goes, so that
// nobody takes it for the one in use.
func (q Queries) put(f workspace.Fields, queryType string) error {
	given := map[string]any{}
	if q.Raw != nil {
		given["raw_sql"] = q.Raw.SQL
	}
	if q.Table != nil {
		given["table"] = q.Table.Name
	}
	if q.DBT != nil {
		given["dbt_model"] = q.DBT.DBTUniqueID
	}
	if q.Custom != nil {
		given["custom"] = q.Custom.Query.Value
	}
	if len(given) > 1 {
		return workspace.Errorf(workspace.CodeInvalid, "a model has one query").WithHint("give one of raw, table, dbt and custom")
	}
	former, typ := f.Text("type"), fileType(queryType)
	for key := range given {
		if typ == "" {
			typ = key
		}
		if typ != key {
			return workspace.Errorf(workspace.CodeInvalid, "the query is not of the type %s", queryType).WithHint("leave queryType out, or give the query that belongs to it")
		}
	}
	if typ == "" {
		return nil
	}
	keys := workspace.QueryTypes()
	if typ != former {
		delete(f, keys[former])
	}
	f["type"] = typ
	if query, ok := given[typ]; ok {
		f[keys[typ]] = query
	}
	return nil
}
