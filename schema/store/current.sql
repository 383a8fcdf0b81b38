CREATE VIEW decision_moves AS
    SELECT 0 AS sign, NULL AS id, NULL AS kind, NULL AS verdict, NULL AS family_id,
           NULL AS inmate_id, NULL AS unit, NULL AS strike, NULL AS overturned, NULL AS waited,
           NULL AS accepted_at, NULL AS body
    WHERE false;
CREATE TRIGGER cases_counted AFTER INSERT ON cases WHEN NEW.place <> 'closed'
BEGIN
    INSERT INTO queue_counts (kind, place, cases) VALUES (NEW.kind, NEW.place, 1)
    ON CONFLICT (kind, place) DO UPDATE SET cases = cases + 1;
END;
CREATE TRIGGER cases_name_the_inmate AFTER INSERT ON cases
BEGIN
    UPDATE decisions SET inmate_id = NEW.inmate_id
    WHERE case_id = NEW.id AND inmate_id IS NULL;
END;
CREATE TRIGGER cases_recounted AFTER UPDATE OF place ON cases WHEN NEW.place <> OLD.place
BEGIN
    UPDATE queue_counts SET cases = cases - 1 WHERE kind = OLD.kind AND place = OLD.place;
    INSERT INTO queue_counts (kind, place, cases)
    SELECT NEW.kind, NEW.place, 1 WHERE NEW.place <> 'closed'
    ON CONFLICT (kind, place) DO UPDATE SET cases = cases + 1;
END;
CREATE TRIGGER cases_uncounted AFTER DELETE ON cases WHEN OLD.place <> 'closed'
BEGIN
    UPDATE queue_counts SET cases = cases - 1 WHERE kind = OLD.kind AND place = OLD.place;
END;
CREATE TRIGGER decision_moves_charted INSTEAD OF INSERT ON decision_moves
BEGIN
    INSERT INTO verdict_days (day, kind, verdict, decided, strikes)
    VALUES ((NEW.accepted_at + 28800000000) / 86400000000, NEW.kind, NEW.verdict, NEW.sign,
            NEW.sign * (NEW.strike AND NOT NEW.overturned))
    ON CONFLICT (day, kind, verdict) DO UPDATE SET
        decided = decided + excluded.decided, strikes = strikes + excluded.strikes;
    INSERT INTO waiting_days (month, kind, waited, decided)
    SELECT CAST(strftime('%Y%m', NEW.accepted_at / 1000000 + 28800, 'unixepoch') AS INTEGER),
           NEW.kind, NEW.waited, NEW.sign
    WHERE NEW.waited IS NOT NULL
    ON CONFLICT (month, kind, waited) DO UPDATE SET decided = decided + excluded.decided;
END;
CREATE TRIGGER decision_moves_tallied INSTEAD OF INSERT ON decision_moves WHEN NEW.strike
BEGIN
    INSERT INTO strike_tally (what, month, key, strikes, dropped)
    SELECT keys.what, months.month, keys.key,
           NEW.sign * (NOT NEW.overturned), NEW.sign * NEW.overturned
    FROM (SELECT 'all' AS what, '' AS key
          UNION ALL SELECT 'inmate', NEW.inmate_id WHERE NEW.inmate_id IS NOT NULL
          UNION ALL SELECT 'unit', NEW.unit
          UNION ALL SELECT DISTINCT 'reason', value ->> '$.code'
                    FROM json_each(NEW.body, '$.reasons') WHERE value ->> '$.counts'
          UNION ALL SELECT 'lead', (SELECT value ->> '$.code'
                    FROM json_each(NEW.body, '$.reasons') WHERE value ->> '$.counts' LIMIT 1)
         ) AS keys,
         (SELECT 0 AS month
          UNION ALL SELECT CAST(strftime('%Y%m', NEW.accepted_at / 1000000 + 28800, 'unixepoch')
                                AS INTEGER)) AS months
    WHERE true
    ON CONFLICT (what, month, key) DO UPDATE SET
        strikes = strikes + excluded.strikes, dropped = dropped + excluded.dropped;
    DELETE FROM strike_reasons
    WHERE NEW.sign < 0 AND accepted_at = NEW.accepted_at AND decision_id = NEW.id
      AND code IN (SELECT value ->> '$.code' FROM json_each(NEW.body, '$.reasons'));
    INSERT INTO strike_reasons (code, accepted_at, decision_id)
    SELECT value ->> '$.code', NEW.accepted_at, NEW.id
    FROM json_each(NEW.body, '$.reasons') WHERE NEW.sign > 0 AND value ->> '$.counts'
    ON CONFLICT DO NOTHING;
    INSERT INTO family_tally (family_id) VALUES (NEW.family_id) ON CONFLICT DO NOTHING;
    UPDATE family_tally SET (strikes, dropped, last_at) =
        (SELECT count(*) FILTER (WHERE overturned_by IS NULL AND accepted_at >= since
                                   AND (NEW.family_id, id) NOT IN spent_strikes),
                count(*) FILTER (WHERE overturned_by IS NOT NULL),
                max(accepted_at) FILTER (WHERE overturned_by IS NULL AND accepted_at >= since
                                           AND (NEW.family_id, id) NOT IN spent_strikes)
         FROM decisions
         WHERE decisions.family_id = NEW.family_id AND strike = 1 AND fate = 'accepted')
    WHERE family_id = NEW.family_id;
END;
CREATE TRIGGER decisions_change
AFTER UPDATE OF fate, accepted_at, overturned_by, unit, inmate_id, waited ON decisions
WHEN (OLD.fate, OLD.accepted_at, OLD.overturned_by, OLD.unit, OLD.inmate_id, OLD.waited)
     IS NOT (NEW.fate, NEW.accepted_at, NEW.overturned_by, NEW.unit, NEW.inmate_id, NEW.waited)
BEGIN
    INSERT INTO decision_moves
    SELECT -1, OLD.id, OLD.kind, OLD.verdict, OLD.family_id, OLD.inmate_id, OLD.unit, OLD.strike,
           OLD.overturned_by IS NOT NULL, OLD.waited, OLD.accepted_at, OLD.body
    WHERE OLD.fate = 'accepted' AND OLD.accepted_at IS NOT NULL;
    INSERT INTO decision_moves
    SELECT 1, NEW.id, NEW.kind, NEW.verdict, NEW.family_id, NEW.inmate_id, NEW.unit, NEW.strike,
           NEW.overturned_by IS NOT NULL, NEW.waited, NEW.accepted_at, NEW.body
    WHERE NEW.fate = 'accepted' AND NEW.accepted_at IS NOT NULL;
END;
CREATE TRIGGER decisions_come AFTER INSERT ON decisions
WHEN NEW.fate = 'accepted' AND NEW.accepted_at IS NOT NULL
BEGIN
    INSERT INTO decision_moves
    SELECT 1, NEW.id, NEW.kind, NEW.verdict, NEW.family_id, NEW.inmate_id, NEW.unit, NEW.strike,
           NEW.overturned_by IS NOT NULL, NEW.waited, NEW.accepted_at, NEW.body;
END;
CREATE TRIGGER decisions_go AFTER DELETE ON decisions
WHEN OLD.fate = 'accepted' AND OLD.accepted_at IS NOT NULL
BEGIN
    INSERT INTO decision_moves
    SELECT -1, OLD.id, OLD.kind, OLD.verdict, OLD.family_id, OLD.inmate_id, OLD.unit, OLD.strike,
           OLD.overturned_by IS NOT NULL, OLD.waited, OLD.accepted_at, OLD.body;
END;
CREATE TRIGGER documents_counted AFTER INSERT ON documents
BEGIN
    INSERT INTO document_counts (state, documents) VALUES (NEW.state, 1)
    ON CONFLICT (state) DO UPDATE SET documents = documents + 1;
END;
CREATE TRIGGER documents_erased AFTER DELETE ON documents WHEN OLD.file IS NOT NULL
BEGIN
    INSERT OR IGNORE INTO erasures (file) VALUES (OLD.file);
END;
CREATE TRIGGER documents_recounted AFTER UPDATE OF state ON documents WHEN NEW.state <> OLD.state
BEGIN
    UPDATE document_counts SET documents = documents - 1 WHERE state = OLD.state;
    INSERT INTO document_counts (state, documents) VALUES (NEW.state, 1)
    ON CONFLICT (state) DO UPDATE SET documents = documents + 1;
END;
CREATE TRIGGER documents_uncounted AFTER DELETE ON documents
BEGIN
    UPDATE document_counts SET documents = documents - 1 WHERE state = OLD.state;
END;
CREATE TRIGGER note_crops_erased AFTER DELETE ON note_crops
BEGIN
    INSERT OR IGNORE INTO erasures (file) VALUES (OLD.file);
END;
CREATE TRIGGER note_crops_follow AFTER DELETE ON documents
BEGIN
    DELETE FROM note_crops WHERE document = OLD.id;
END;
CREATE TRIGGER suspensions_change AFTER UPDATE ON suspensions
BEGIN
    UPDATE family_tally SET moves_on = '' WHERE family_id = NEW.family_id;
END;
CREATE TRIGGER suspensions_come AFTER INSERT ON suspensions
BEGIN
    UPDATE family_tally SET moves_on = '' WHERE family_id = NEW.family_id;
END;
CREATE TABLE acknowledged (
    act         TEXT NOT NULL,
    act_id      BLOB NOT NULL,
    case_id     BLOB,
    body        TEXT NOT NULL,
    -- By the portal's clock.
    accepted_at INTEGER NOT NULL,
    PRIMARY KEY (act_id, act)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,
    hash    BLOB NOT NULL
) STRICT;
CREATE VIRTUAL TABLE case_words USING fts5 (words, tokenize = 'unicode61');
CREATE TABLE 'case_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE 'case_words_content'(id INTEGER PRIMARY KEY, c0);
CREATE TABLE 'case_words_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'case_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'case_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE cases (
    seq         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    state       TEXT NOT NULL,
    number      TEXT NOT NULL,
    family_id   BLOB NOT NULL,
    inmate_id   BLOB NOT NULL,
    -- The applicant's or the author's name.
    name        TEXT NOT NULL,
    relation    TEXT NOT NULL,
    -- A post's title; empty for an application.
    title       TEXT NOT NULL,
    resubmitted INTEGER NOT NULL,
    arrived_at  INTEGER NOT NULL,
    -- 0: to be seen first (a person may be in danger); 2: its day passes; 1, 3: ordinary.
    rank        INTEGER NOT NULL,
    -- Which part of the queue it stands in; kept by the store with every change.
    place       TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- A newer version, laid beside until the portal has answered for our decision.
    staged      TEXT,
    -- The number of the full snapshot that last named it.
    snapshot    INTEGER NOT NULL
, number_key TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE claims (
    case_id    BLOB PRIMARY KEY,
    kind       TEXT NOT NULL,
    claim_id   BLOB NOT NULL,
    mine       INTEGER NOT NULL,
    -- Whether this desk took it, and so gives it back.
    here       INTEGER NOT NULL,
    holder     TEXT NOT NULL,
    fence      INTEGER NOT NULL,
    -- By the portal's clock.
    claimed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE decisions (
    id            BLOB PRIMARY KEY,
    case_id       BLOB NOT NULL,
    kind          TEXT NOT NULL,
    family_id     BLOB NOT NULL,
    verdict       TEXT NOT NULL,
    strike        INTEGER NOT NULL,
    -- unsent, accepted, parked, closed (ended without effect), recalled
    fate          TEXT NOT NULL,
    -- Whether it was made on this desk.
    ours          INTEGER NOT NULL,
    decided_by    TEXT NOT NULL,
    decided_at    INTEGER NOT NULL,
    accepted_at   INTEGER,
    resulting_revision INTEGER,
    overturned_by BLOB,
    body          TEXT NOT NULL
, unit TEXT NOT NULL DEFAULT '', inmate_id BLOB, waited INTEGER, snapshot INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
    case_id     BLOB PRIMARY KEY,
    -- The approval that it rests on: a post that is decided anew is to be handed over anew.
    decision_id BLOB NOT NULL,
    handed_at   INTEGER NOT NULL,
    handed_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE document_counts (
    state     TEXT PRIMARY KEY,
    documents INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
    id         BLOB PRIMARY KEY,
    case_id    BLOB NOT NULL,
    sha256     TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    -- wanted, stored, refused
    state      TEXT NOT NULL,
    -- 0: an application's, 1: a post's
    rank       INTEGER NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    attempts   INTEGER NOT NULL DEFAULT 0,
    trouble    TEXT,
    file       TEXT,
    key        BLOB,
    stored_at  INTEGER
, looked INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE drafts (
    case_id    BLOB PRIMARY KEY,
    revision   INTEGER NOT NULL,
    body       TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE erased_cases (
    case_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE erasures (
    file TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE escalations (
    id       BLOB PRIMARY KEY,
    case_id  BLOB NOT NULL,
    revision INTEGER NOT NULL,
    state    TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    -- unsent, accepted, parked, recalled
    fate     TEXT NOT NULL,
    body     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE families (
    id              BLOB PRIMARY KEY,
    revision        INTEGER NOT NULL,
    suspended_until TEXT,
    body            TEXT NOT NULL,
    snapshot        INTEGER NOT NULL
, number_key TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE family_tally (
    family_id BLOB PRIMARY KEY,
    since     INTEGER NOT NULL DEFAULT 0,
    moves_on  TEXT NOT NULL DEFAULT '',
    strikes   INTEGER NOT NULL DEFAULT 0,
    dropped   INTEGER NOT NULL DEFAULT 0,
    last_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE feed (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    epoch        TEXT,
    cursor       TEXT,
    -- Rises with every full snapshot; a case that the running one has not named is swept at its end.
    snapshot     INTEGER NOT NULL DEFAULT 0,
    -- Whether a full snapshot is under way, so that revisions may go back.
    restarting   INTEGER NOT NULL DEFAULT 1,
    last_pull_at INTEGER,
    last_ack_at  INTEGER
) STRICT;
CREATE TABLE feed_notices (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    -- unknown_op, unknown_kind, malformed
    what   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    op     TEXT NOT NULL,
    id     BLOB,
    detail TEXT NOT NULL,
    UNIQUE (what, kind, op, id)
) STRICT;
CREATE TABLE first_looks (
    case_id  BLOB NOT NULL,
    revision INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (case_id, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE inmates (
    id       BLOB PRIMARY KEY,
    revision INTEGER NOT NULL,
    number   TEXT NOT NULL,
    name     TEXT NOT NULL,
    juvenile INTEGER NOT NULL,
    status   TEXT NOT NULL,
    body     TEXT NOT NULL,
    snapshot INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE likenesses (
    document BLOB NOT NULL UNIQUE,
    case_id  BLOB NOT NULL,
    sha256   TEXT NOT NULL,
    -- Two difference hashes of the first page, of 64 and 256 fields; NULL for an empty page.
    coarse   INTEGER,
    fine     BLOB,
    -- The coarse one in eight parts, to look it up by.
    chunk_0  INTEGER, chunk_1 INTEGER, chunk_2 INTEGER, chunk_3 INTEGER,
    chunk_4  INTEGER, chunk_5 INTEGER, chunk_6 INTEGER, chunk_7 INTEGER
) STRICT;
CREATE TABLE note_crops (
    id         BLOB PRIMARY KEY,
    case_id    BLOB NOT NULL,
    document   BLOB NOT NULL,
    page       INTEGER NOT NULL,
    -- Quarter turns to the right.
    turn       INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    file       TEXT NOT NULL,
    key        BLOB NOT NULL,
    made_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE notes (
    case_id    BLOB PRIMARY KEY,
    text       TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
    seq              INTEGER PRIMARY KEY AUTOINCREMENT,
    act              TEXT NOT NULL,
    act_id           BLOB NOT NULL,
    case_id          BLOB,
    family_id        BLOB,
    -- The request's body, word for word what is sent every time.
    body             TEXT NOT NULL,
    -- waiting, sending, awaiting_resumption
    state            TEXT NOT NULL,
    not_before       INTEGER NOT NULL,
    attempts         INTEGER NOT NULL DEFAULT 0,
    may_have_arrived INTEGER NOT NULL DEFAULT 0,
    -- Why it is still here, as the screen tells it.
    trouble          TEXT,
    created_at       INTEGER NOT NULL,
    UNIQUE (act, act_id)
) STRICT;
CREATE TABLE outbox_unread (
    act        TEXT NOT NULL,
    act_id     BLOB NOT NULL,
    case_id    BLOB,
    family_id  BLOB,
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (act_id, act)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack (
    case_id  BLOB PRIMARY KEY,
    kind     TEXT NOT NULL,
    taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE policies (
    version       TEXT PRIMARY KEY,
    in_force_from TEXT NOT NULL,
    body          TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE post_photos (
    document       BLOB NOT NULL UNIQUE,
    case_id        BLOB NOT NULL,
    sha256         TEXT NOT NULL,
    first_revision INTEGER NOT NULL,
    last_revision  INTEGER NOT NULL,
    coarse         INTEGER,
    fine           BLOB,
    chunk_0 INTEGER, chunk_1 INTEGER, chunk_2 INTEGER, chunk_3 INTEGER,
    chunk_4 INTEGER, chunk_5 INTEGER, chunk_6 INTEGER, chunk_7 INTEGER
) STRICT;
CREATE TABLE queue_counts (
    kind  TEXT NOT NULL,
    place TEXT NOT NULL,
    cases INTEGER NOT NULL,
    PRIMARY KEY (kind, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE sample_draws (
    id        BLOB PRIMARY KEY,
    drawn_at  INTEGER NOT NULL,
    drawn_by  TEXT NOT NULL,
    seed      TEXT NOT NULL,
    share     INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    drawn_of  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE samples (
    id          BLOB PRIMARY KEY,
    draw_id     BLOB NOT NULL,
    place       INTEGER NOT NULL,
    decision_id BLOB NOT NULL,
    looked_at   INTEGER,
    look        TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE spent_strikes (
    family_id   BLOB NOT NULL,
    decision_id BLOB NOT NULL,
    PRIMARY KEY (family_id, decision_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE strike_reasons (
    code        TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    decision_id BLOB NOT NULL,
    PRIMARY KEY (code, accepted_at, decision_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE strike_tally (
    what    TEXT NOT NULL,
    month   INTEGER NOT NULL,
    key     ANY NOT NULL,
    strikes INTEGER NOT NULL,
    -- Overturned ones, which do not count.
    dropped INTEGER NOT NULL,
    PRIMARY KEY (what, month, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE suspension_waivers (
    id         BLOB PRIMARY KEY,
    family_id  BLOB NOT NULL,
    decided_at INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE suspensions (
    id        BLOB PRIMARY KEY,
    family_id BLOB NOT NULL,
    revision  INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day  TEXT NOT NULL,
    lifted    INTEGER NOT NULL,
    fate      TEXT NOT NULL,
    body      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tombstones (
    case_id   BLOB PRIMARY KEY,
    family_id BLOB NOT NULL,
    inmate_id BLOB NOT NULL,
    rank      INTEGER NOT NULL,
    place     TEXT NOT NULL,
    body      TEXT NOT NULL,
    staged    TEXT,
    -- By the portal's clock.
    gone_at   INTEGER NOT NULL,
    -- Named again by the full snapshot that is under way, which may yet say that it is gone.
    named     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE tray (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    act        TEXT NOT NULL,
    act_id     BLOB NOT NULL,
    case_id    BLOB,
    body       TEXT NOT NULL,
    -- The case as its author saw it, until it is settled: what changed since is shown beside it.
    seen       TEXT,
    reason     TEXT NOT NULL,
    parked_at  INTEGER NOT NULL,
    settled_at INTEGER,
    settlement TEXT
) STRICT;
CREATE TABLE verdict_days (
    day     INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    verdict TEXT NOT NULL,
    decided INTEGER NOT NULL,
    strikes INTEGER NOT NULL,
    PRIMARY KEY (day, kind, verdict)
) STRICT, WITHOUT ROWID;
CREATE TABLE waiting_days (
    month   INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    waited  INTEGER NOT NULL,
    decided INTEGER NOT NULL,
    PRIMARY KEY (month, kind, waited)
) STRICT, WITHOUT ROWID;
CREATE TABLE words_due (
    seq INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE words_gone (
    case_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE INDEX acknowledged_by_case ON acknowledged (case_id);
CREATE INDEX acknowledged_in_order ON acknowledged (accepted_at);
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE INDEX cases_by_family ON cases (family_id, arrived_at);
CREATE INDEX cases_by_inmate ON cases (inmate_id, arrived_at);
CREATE INDEX cases_by_number_key ON cases (number_key, arrived_at) WHERE number_key <> '';
CREATE INDEX cases_by_place ON cases (kind, place, rank, arrived_at, id);
CREATE INDEX cases_by_snapshot ON cases (snapshot);
CREATE INDEX cases_in_order ON cases (kind, rank, arrived_at, id, place, inmate_id)
    WHERE place <> 'closed';
CREATE INDEX cases_post_words ON cases (seq, state, arrived_at, title, body ->> '$.body')
    WHERE kind = 'post';
CREATE INDEX decisions_accepted ON decisions (accepted_at) WHERE ours = 1;
CREATE INDEX decisions_approved_posts ON decisions (accepted_at)
    WHERE kind = 'post' AND verdict = 'approve';
CREATE INDEX decisions_by_case ON decisions (case_id, decided_at);
CREATE INDEX decisions_by_family ON decisions (family_id, decided_at);
CREATE INDEX decisions_strikes ON decisions (family_id, accepted_at) WHERE strike = 1;
CREATE INDEX decisions_struck ON decisions (accepted_at) WHERE strike = 1;
CREATE INDEX decisions_struck_inmate ON decisions (inmate_id, accepted_at) WHERE strike = 1;
CREATE INDEX decisions_struck_unit ON decisions (unit, accepted_at) WHERE strike = 1;
CREATE INDEX documents_by_case ON documents (case_id);
CREATE INDEX documents_by_sha256 ON documents (sha256);
CREATE INDEX documents_unlooked ON documents (rank) WHERE state = 'stored' AND looked = 0;
CREATE INDEX documents_wanted ON documents (rank, not_before) WHERE state = 'wanted';
CREATE INDEX escalations_by_case ON escalations (case_id);
CREATE INDEX escalations_open ON escalations (state, asked_at);
CREATE INDEX families_by_number_key ON families (number_key) WHERE number_key <> '';
CREATE INDEX family_tally_most ON family_tally (strikes, last_at);
CREATE INDEX family_tally_moving ON family_tally (moves_on);
CREATE INDEX inmates_by_number ON inmates (number);
CREATE INDEX likenesses_0 ON likenesses (chunk_0);
CREATE INDEX likenesses_1 ON likenesses (chunk_1);
CREATE INDEX likenesses_2 ON likenesses (chunk_2);
CREATE INDEX likenesses_3 ON likenesses (chunk_3);
CREATE INDEX likenesses_4 ON likenesses (chunk_4);
CREATE INDEX likenesses_5 ON likenesses (chunk_5);
CREATE INDEX likenesses_6 ON likenesses (chunk_6);
CREATE INDEX likenesses_7 ON likenesses (chunk_7);
CREATE INDEX likenesses_by_case ON likenesses (case_id);
CREATE INDEX likenesses_by_sha256 ON likenesses (sha256);
CREATE INDEX note_crops_by_case ON note_crops (case_id, made_at);
CREATE INDEX note_crops_by_document ON note_crops (document);
CREATE INDEX outbox_by_case ON outbox (case_id);
CREATE INDEX outbox_by_family ON outbox (family_id);
CREATE INDEX outbox_due ON outbox (state, not_before);
CREATE UNIQUE INDEX outbox_one_decision ON outbox (case_id) WHERE act = 'decision';
CREATE INDEX post_photos_0 ON post_photos (chunk_0) WHERE chunk_0 IS NOT NULL;
CREATE INDEX post_photos_1 ON post_photos (chunk_1) WHERE chunk_1 IS NOT NULL;
CREATE INDEX post_photos_2 ON post_photos (chunk_2) WHERE chunk_2 IS NOT NULL;
CREATE INDEX post_photos_3 ON post_photos (chunk_3) WHERE chunk_3 IS NOT NULL;
CREATE INDEX post_photos_4 ON post_photos (chunk_4) WHERE chunk_4 IS NOT NULL;
CREATE INDEX post_photos_5 ON post_photos (chunk_5) WHERE chunk_5 IS NOT NULL;
CREATE INDEX post_photos_6 ON post_photos (chunk_6) WHERE chunk_6 IS NOT NULL;
CREATE INDEX post_photos_7 ON post_photos (chunk_7) WHERE chunk_7 IS NOT NULL;
CREATE INDEX post_photos_by_case ON post_photos (case_id);
CREATE INDEX post_photos_by_sha256 ON post_photos (sha256);
CREATE INDEX samples_by_draw ON samples (draw_id, place);
CREATE INDEX suspension_waivers_by_family ON suspension_waivers (family_id, decided_at);
CREATE INDEX suspensions_by_family ON suspensions (family_id, first_day);
CREATE INDEX tombstones_by_age ON tombstones (gone_at);
CREATE INDEX tombstones_by_family ON tombstones (family_id);
CREATE INDEX tombstones_by_inmate ON tombstones (inmate_id);
CREATE INDEX tray_by_act ON tray (act_id);
CREATE INDEX tray_open ON tray (case_id) WHERE settled_at IS NULL;
