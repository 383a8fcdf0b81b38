-- Cases that the portal does not name any more, whole as they were: out of everybody's sight, and
-- back when the portal names them again. Notes, drafts and documents stay in their own tables.
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
CREATE INDEX tombstones_by_age ON tombstones (gone_at);
CREATE INDEX tombstones_by_family ON tombstones (family_id);
CREATE INDEX tombstones_by_inmate ON tombstones (inmate_id);
-- The number of the latest full snapshot when the portal last told of it or acknowledged it.
ALTER TABLE decisions ADD COLUMN snapshot INTEGER NOT NULL DEFAULT 0;
