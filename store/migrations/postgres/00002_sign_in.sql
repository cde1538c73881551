-- +goose Up
-- Who has an administrator's key administers; everybody else could be given one that writes.
ALTER TABLE users ADD COLUMN role text COLLATE "C" NOT NULL DEFAULT 'write';
ALTER TABLE users ADD COLUMN password text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN seen_at bigint;
UPDATE users SET role = 'admin'
WHERE id = (SELECT min(id) FROM users) OR id IN (SELECT user_id FROM api_keys WHERE scope = 'admin' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > extract(epoch FROM now()) * 1000000));

CREATE TABLE sessions (
    hash       text COLLATE "C" PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users (id),
    created_at bigint NOT NULL,
    seen_at    bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE user_links (
    user_id    bigint PRIMARY KEY REFERENCES users (id),
    hash       bytea NOT NULL UNIQUE,
    first      boolean NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint
);
