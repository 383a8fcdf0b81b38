-- Acts of the outbox that this version cannot read, as they were: the others go without them, and
-- another version tries them again.
CREATE TABLE outbox_unread (
    act        TEXT NOT NULL,
    act_id     BLOB NOT NULL,
    case_id    BLOB,
    family_id  BLOB,
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (act_id, act)
) STRICT, WITHOUT ROWID;

-- Answers and liftings are kept as the request that is sent, as all other acts are, and not as the
-- bare words.
UPDATE outbox SET body = '{"answer":' || body || '}' WHERE act = 'settlement';
UPDATE outbox SET body = '{"grounds":' || body || '}' WHERE act = 'lift';
UPDATE acknowledged SET body = '{"answer":' || body || '}' WHERE act = 'settlement';
UPDATE acknowledged SET body = '{"grounds":' || body || '}' WHERE act = 'lift';
UPDATE tray SET body = '{"answer":' || body || '}' WHERE act = 'settlement';
UPDATE tray SET body = '{"grounds":' || body || '}' WHERE act = 'lift';

-- Strikes that a suspension rested on which is over: they never count again. The desk settles them
-- with the instant from which the family's others count.
CREATE TABLE spent_strikes (
    family_id   BLOB NOT NULL,
    decision_id BLOB NOT NULL,
    PRIMARY KEY (family_id, decision_id)
) STRICT, WITHOUT ROWID;
DROP TRIGGER decision_moves_tallied;
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
-- All families are counted anew, by the instant at which a suspension ended and not by its day.
UPDATE family_tally SET moves_on = '';

-- When somebody at this desk first looked at a revision: the hours for reporting run from there.
CREATE TABLE first_looks (
    case_id  BLOB NOT NULL,
    revision INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (case_id, revision)
) STRICT, WITHOUT ROWID;
-- The log has told of every look so far.
INSERT INTO first_looks (case_id, revision, at)
SELECT unhex(substr(subject, 6), '-') AS id, detail ->> '$.revision' AS revision, min(at)
FROM audit
WHERE action = 'case.viewed' AND length(unhex(substr(subject, 6), '-')) = 16
  AND typeof(detail ->> '$.revision') = 'integer'
GROUP BY 1, 2;
