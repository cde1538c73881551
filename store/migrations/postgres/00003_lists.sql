-- +goose Up
ALTER TABLE resources ADD COLUMN type text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE resources ADD COLUMN paused boolean NOT NULL DEFAULT false;
UPDATE resources SET type = coalesce(fields::json ->> 'type', '') WHERE kind <> 'sync';
UPDATE resources SET
    type = coalesce(nullif(fields::json -> 'schedule' ->> 'type', ''), 'manual'),
    paused = coalesce((fields::json -> 'schedulePaused')::text = 'true', false)
WHERE kind = 'sync';
-- An entry of an index has not room for any length.
UPDATE resources SET name = left(name, 250), type = left(type, 250) WHERE length(name) > 250 OR length(type) > 250;
CREATE INDEX resources_by_name ON resources (workspace_id, kind, name, id, slug, digest, type, paused) WHERE archived_at IS NULL;
CREATE INDEX resources_by_update ON resources (workspace_id, kind, updated_at, id) WHERE archived_at IS NULL;
CREATE INDEX resources_by_creation ON resources (workspace_id, kind, created_at, id) WHERE archived_at IS NULL;
DROP INDEX git_base_by_resource;
CREATE INDEX git_base_by_resource ON git_base (workspace_id, resource_id, digest, kind, slug, kept);
