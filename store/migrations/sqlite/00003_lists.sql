-- +goose Up
ALTER TABLE resources ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE resources ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
UPDATE resources SET type = coalesce(CAST(json_extract(fields, '$.type') AS TEXT), '') WHERE kind <> 'sync';
UPDATE resources SET
    type = CASE WHEN coalesce(json_extract(fields, '$.schedule.type'), '') = '' THEN 'manual' ELSE CAST(json_extract(fields, '$.schedule.type') AS TEXT) END,
    paused = coalesce(json_type(fields, '$.schedulePaused') = 'true', 0)
WHERE kind = 'sync';
-- An entry of an index has not room for any length.
UPDATE resources SET name = substr(name, 1, 250), type = substr(type, 1, 250) WHERE length(name) > 250 OR length(type) > 250;
CREATE INDEX resources_by_name ON resources (workspace_id, kind, name, id, slug, digest, type, paused) WHERE archived_at IS NULL;
CREATE INDEX resources_by_update ON resources (workspace_id, kind, updated_at, id) WHERE archived_at IS NULL;
CREATE INDEX resources_by_creation ON resources (workspace_id, kind, created_at, id) WHERE archived_at IS NULL;
DROP INDEX git_base_by_resource;
CREATE INDEX git_base_by_resource ON git_base (workspace_id, resource_id, digest, kind, slug, kept);
