-- +goose Up
ALTER TABLE revisions ADD COLUMN typed TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN typed_over TEXT NOT NULL DEFAULT '';
CREATE INDEX revisions_typed ON revisions (resource_id, version) WHERE typed <> '';
