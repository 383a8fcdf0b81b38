-- The practice portal's own database: the world as it is, and the feed of its changes.
CREATE TABLE portal (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    restored_to_ms INTEGER,
    facility TEXT NOT NULL,
    next_application INTEGER NOT NULL DEFAULT 1,
    next_post INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Every entity in its wire form, with the few columns that the rules ask by.
CREATE TABLE entity (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT,
    family_id TEXT,
    inmate_id TEXT,
    case_id TEXT,
    in_scope INTEGER NOT NULL DEFAULT 1,
    data TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX entity_by_inmate ON entity (inmate_id) WHERE inmate_id IS NOT NULL;
CREATE INDEX entity_by_family ON entity (family_id) WHERE family_id IS NOT NULL;
CREATE INDEX entity_by_case ON entity (case_id) WHERE case_id IS NOT NULL;

-- The feed. AUTOINCREMENT hands a number out inside the write transaction and never twice; SQLite
-- has one writer at a time, so rows become visible in the order of their numbers.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    item TEXT NOT NULL,
    -- Drawn for each row: a cursor names it, so that one of a history that a restore took away is
    -- known as such though the numbers are given out again.
    mark INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What was asked under which client-made id and what was answered; kept for good.
CREATE TABLE act (
    key TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    answer TEXT NOT NULL,
    -- The head of the asking desk's audit chain.
    audit_head TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE decision_index (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    family_id TEXT NOT NULL,
    published INTEGER NOT NULL,
    strike INTEGER NOT NULL,
    overturned INTEGER NOT NULL,
    accepted_ms INTEGER NOT NULL,
    resulting_revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_by_case ON decision_index (case_id, resulting_revision);
CREATE INDEX decision_by_family ON decision_index (family_id, accepted_ms);

-- phase: 0 to come, 1 in force, 2 ended.
CREATE TABLE suspension_index (
    id TEXT PRIMARY KEY,
    family_id TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    phase INTEGER NOT NULL,
    ended_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX suspension_by_phase ON suspension_index (phase);
CREATE INDEX suspension_by_family ON suspension_index (family_id);

CREATE TABLE claim (
    id TEXT PRIMARY KEY,
    case_kind TEXT NOT NULL,
    case_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    display_name TEXT NOT NULL,
    fence INTEGER NOT NULL,
    claimed_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_case ON claim (case_id, fence);
CREATE TABLE fence (case_id TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What desks told that lies unsent on them.
CREATE TABLE remainder (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    display_name TEXT NOT NULL,
    unsent INTEGER NOT NULL,
    oldest_ms INTEGER,
    told_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What opens a desk once its person has signed in: 32 bytes of the desk's making, in hexadecimal digits.
CREATE TABLE escrow (
    subject TEXT NOT NULL,
    desk TEXT NOT NULL,
    secret TEXT NOT NULL,
    PRIMARY KEY (subject, desk)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (position INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, data TEXT NOT NULL) STRICT;

CREATE TABLE picture (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES picture (sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_by_case ON attachment (case_id);
CREATE INDEX attachment_by_picture ON attachment (sha256);
