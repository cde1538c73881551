-- +goose Up
CREATE TABLE workspaces (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    slug       TEXT    NOT NULL UNIQUE,
    name       TEXT    NOT NULL,
    seq        INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE resources (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    kind         TEXT    NOT NULL,
    slug         TEXT    NOT NULL,
    folded       TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    fields       TEXT    NOT NULL,
    digest       TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    archived_at  INTEGER,
    purged       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX resources_live ON resources (workspace_id, kind, slug) WHERE archived_at IS NULL;
CREATE INDEX resources_folded ON resources (workspace_id, kind, folded) WHERE archived_at IS NULL;
CREATE INDEX resources_by_workspace ON resources (workspace_id, kind, id);
CREATE INDEX resources_trash ON resources (workspace_id, kind, slug) WHERE archived_at IS NOT NULL;

CREATE TABLE resource_refs (
    resource_id  INTEGER NOT NULL REFERENCES resources (id),
    workspace_id INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    PRIMARY KEY (resource_id, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX resource_refs_by_target ON resource_refs (workspace_id, kind, name);

CREATE TABLE connection_secrets (
    resource_id INTEGER NOT NULL REFERENCES resources (id),
    name        TEXT    NOT NULL,
    sealed      BLOB    NOT NULL,
    PRIMARY KEY (resource_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    seq          INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    user_id      INTEGER NOT NULL,
    actor_name   TEXT    NOT NULL,
    actor_email  TEXT    NOT NULL,
    origin       TEXT    NOT NULL,
    commit_id    TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    UNIQUE (workspace_id, seq)
) STRICT;

CREATE TABLE revisions (
    resource_id INTEGER NOT NULL REFERENCES resources (id),
    version     INTEGER NOT NULL,
    change_id   INTEGER NOT NULL REFERENCES changes (id),
    position    INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    slug        TEXT    NOT NULL,
    from_slug   TEXT    NOT NULL,
    op          TEXT    NOT NULL,
    fields      TEXT    NOT NULL,
    digest      TEXT    NOT NULL,
    before      TEXT    NOT NULL,
    changed     TEXT    NOT NULL,
    PRIMARY KEY (resource_id, version)
) STRICT;
CREATE UNIQUE INDEX revisions_by_change ON revisions (change_id, position);

CREATE TABLE git_settings (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (id),
    version      INTEGER NOT NULL,
    phase        TEXT    NOT NULL,
    doc          TEXT    NOT NULL
) STRICT;

CREATE TABLE git_credentials (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (id),
    sealed       BLOB    NOT NULL
) STRICT;

CREATE TABLE git_state (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (id),
    doc          TEXT    NOT NULL
) STRICT;

CREATE TABLE git_base (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    kind         TEXT    NOT NULL,
    slug         TEXT    NOT NULL,
    resource_id  INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    digest       TEXT    NOT NULL,
    blob_id      TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    mode         INTEGER NOT NULL,
    kept         INTEGER NOT NULL,
    content      BLOB,
    fields       TEXT    NOT NULL,
    PRIMARY KEY (workspace_id, kind, slug)
) STRICT;
CREATE INDEX git_base_by_resource ON git_base (workspace_id, resource_id);

CREATE TABLE git_held (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    kind         TEXT    NOT NULL,
    slug         TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    doc          TEXT    NOT NULL,
    PRIMARY KEY (workspace_id, kind, slug)
) STRICT;

CREATE TABLE git_activity (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    doc          TEXT    NOT NULL
) STRICT;
CREATE INDEX git_activity_by_workspace ON git_activity (workspace_id, id);

CREATE TABLE leases (
    name       TEXT    PRIMARY KEY,
    owner      TEXT    NOT NULL,
    fence      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_requests (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspaces (id),
    requested    INTEGER NOT NULL,
    processed    INTEGER NOT NULL,
    first_at     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    alive_until  INTEGER NOT NULL,
    urgent       INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE user_emails (
    user_id  INTEGER NOT NULL REFERENCES users (id),
    position INTEGER NOT NULL,
    email    TEXT    NOT NULL,
    folded   TEXT    NOT NULL UNIQUE,
    PRIMARY KEY (user_id, position)
) STRICT;

CREATE TABLE api_keys (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id      INTEGER NOT NULL REFERENCES users (id),
    name         TEXT    NOT NULL,
    hash         BLOB    NOT NULL UNIQUE,
    prefix       TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER,
    revoked_at   INTEGER
) STRICT;
CREATE INDEX api_keys_by_user ON api_keys (user_id, id);
