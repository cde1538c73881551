-- +goose Up
-- Who has an administrator's key administers; everybody else could be given one that writes.
ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'write';
ALTER TABLE users ADD COLUMN password TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN seen_at INTEGER;
UPDATE users SET role = 'admin'
WHERE id = (SELECT min(id) FROM users) OR id IN (SELECT user_id FROM api_keys WHERE scope = 'admin' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > unixepoch() * 1000000));

CREATE TABLE sessions (
    hash       TEXT    NOT NULL PRIMARY KEY,
    user_id    INTEGER NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE user_links (
    user_id    INTEGER PRIMARY KEY REFERENCES users (id),
    hash       BLOB    NOT NULL UNIQUE,
    first      INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
