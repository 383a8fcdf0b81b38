-- Sign-ins, apart from the world: restoring the world from a copy signs nobody out.
CREATE TABLE signing_key (one INTEGER PRIMARY KEY CHECK (one = 1), seed BLOB NOT NULL) STRICT;
CREATE TABLE code (
    hash TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL,
    nonce TEXT,
    expires_ms INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- All tokens that go back to one sign-in share its grant and fall with it.
CREATE TABLE token (
    hash TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    refresh INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_grant ON token (grant_id);
CREATE INDEX token_by_expiry ON token (expires_ms);
