-- The supervisor's desk: tallies kept up to date in the transaction that brings a decision, choices
-- not to suspend, and the samples of 品質抽查.

-- 審核單位, empty if the portal tells none.
ALTER TABLE decisions ADD COLUMN unit TEXT NOT NULL DEFAULT '';
-- Whom the case was for; NULL until the case is here.
ALTER TABLE decisions ADD COLUMN inmate_id BLOB;
-- Working days from arrival to acceptance; NULL where the arrival is not known any more, and for a
-- decision that takes another's place.
ALTER TABLE decisions ADD COLUMN waited INTEGER;
UPDATE decisions SET inmate_id = (SELECT inmate_id FROM cases WHERE cases.id = decisions.case_id);
CREATE INDEX decisions_struck ON decisions (accepted_at) WHERE strike = 1;
CREATE INDEX decisions_struck_inmate ON decisions (inmate_id, accepted_at) WHERE strike = 1;
CREATE INDEX decisions_struck_unit ON decisions (unit, accepted_at) WHERE strike = 1;

-- 退件次數 by month: what is one of all, inmate, unit, reason, lead (the first counting reason).
-- month is 202611 by the calendar of Asia/Taipei, and 0 for all months together.
CREATE TABLE strike_tally (
    what    TEXT NOT NULL,
    month   INTEGER NOT NULL,
    key     ANY NOT NULL,
    strikes INTEGER NOT NULL,
    -- Overturned ones, which do not count.
    dropped INTEGER NOT NULL,
    PRIMARY KEY (what, month, key)
) STRICT, WITHOUT ROWID;

-- Each strike under each of its counting reasons, for the ledgers.
CREATE TABLE strike_reasons (
    code        TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    decision_id BLOB NOT NULL,
    PRIMARY KEY (code, accepted_at, decision_id)
) STRICT, WITHOUT ROWID;

-- The count of each family by the rule of 貳.四. since (microseconds) moves with suspensions and the
-- policy's window, which the desk settles from the day moves_on; the count is always that of since.
CREATE TABLE family_tally (
    family_id BLOB PRIMARY KEY,
    since     INTEGER NOT NULL DEFAULT 0,
    moves_on  TEXT NOT NULL DEFAULT '',
    strikes   INTEGER NOT NULL DEFAULT 0,
    dropped   INTEGER NOT NULL DEFAULT 0,
    last_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX family_tally_most ON family_tally (strikes, last_at);
CREATE INDEX family_tally_moving ON family_tally (moves_on);

-- Accepted decisions by the day of Asia/Taipei (days since 1970), for the charts.
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

-- Where every coming (sign 1) and going (-1) of an accepted decision is written: the triggers below
-- bring the tallies after it. It holds nothing.
CREATE VIEW decision_moves AS
    SELECT 0 AS sign, NULL AS id, NULL AS kind, NULL AS verdict, NULL AS family_id,
           NULL AS inmate_id, NULL AS unit, NULL AS strike, NULL AS overturned, NULL AS waited,
           NULL AS accepted_at, NULL AS body
    WHERE false;

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
        (SELECT count(*) FILTER (WHERE overturned_by IS NULL AND accepted_at >= since),
                count(*) FILTER (WHERE overturned_by IS NOT NULL),
                max(accepted_at) FILTER (WHERE overturned_by IS NULL AND accepted_at >= since)
         FROM decisions
         WHERE decisions.family_id = NEW.family_id AND strike = 1 AND fate = 'accepted')
    WHERE family_id = NEW.family_id;
END;

-- What is here already.
INSERT INTO decision_moves
SELECT 1, id, kind, verdict, family_id, inmate_id, unit, strike, overturned_by IS NOT NULL, waited,
       accepted_at, body
FROM decisions WHERE fate = 'accepted' AND accepted_at IS NOT NULL;

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
-- Not of body: erasing a family's words leaves codes and counts as they are.
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

-- A decision may be told of before its case.
CREATE TRIGGER cases_name_the_inmate AFTER INSERT ON cases
BEGIN
    UPDATE decisions SET inmate_id = NEW.inmate_id
    WHERE case_id = NEW.id AND inmate_id IS NULL;
END;

-- A suspension, or its early end, moves the day from which its family's strikes count.
CREATE TRIGGER suspensions_come AFTER INSERT ON suspensions
BEGIN
    UPDATE family_tally SET moves_on = '' WHERE family_id = NEW.family_id;
END;
CREATE TRIGGER suspensions_change AFTER UPDATE ON suspensions
BEGIN
    UPDATE family_tally SET moves_on = '' WHERE family_id = NEW.family_id;
END;

-- A supervisor saw the third rejection and did not suspend (得, not 應). A further one opens the
-- card again.
CREATE TABLE suspension_waivers (
    id         BLOB PRIMARY KEY,
    family_id  BLOB NOT NULL,
    decided_at INTEGER NOT NULL,
    body       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX suspension_waivers_by_family ON suspension_waivers (family_id, decided_at);

-- 品質抽查: each draw with its seed, and each decision drawn; look is the second answer.
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
CREATE INDEX samples_by_draw ON samples (draw_id, place);
