-- The families' accounts, apart from the world: restoring the world from a copy takes no account away.
CREATE TABLE account (
    id TEXT PRIMARY KEY,
    family_id TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    applicant TEXT NOT NULL,
    registered_ms INTEGER NOT NULL,
    verified_ms INTEGER
) STRICT, WITHOUT ROWID;

-- The links of 操作一.4, by their digests. A used one is remembered, so that it can say so.
CREATE TABLE link (
    hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    expires_ms INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE visit (
    hash TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    begun_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Failed sign-ins by the address's digest, whether or not there is such an account.
CREATE TABLE failure (
    who TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    locked_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What somebody may do only so often.
CREATE TABLE tried (who TEXT NOT NULL, what TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX tried_by_who ON tried (who, what, at_ms);

-- Words and files of a form that was refused or is not finished. form: apply, post, or a case's id.
CREATE TABLE draft (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (account_id, form)
) STRICT, WITHOUT ROWID;
CREATE TABLE draft_file (
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    kind TEXT NOT NULL,
    media_type TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (account_id, form, kind)
) STRICT;

-- Letters, and how far into the feed their writer has read.
CREATE TABLE letter (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    written_ms INTEGER NOT NULL,
    sent_ms INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE bookmark (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
