-- 送達: which approved posts were handed to their inmates, as noted on this desk. The portal has no
-- word for it.
CREATE TABLE deliveries (
    case_id     BLOB PRIMARY KEY,
    -- The approval that it rests on: a post that is decided anew is to be handed over anew.
    decision_id BLOB NOT NULL,
    handed_at   INTEGER NOT NULL,
    handed_by   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX decisions_approved_posts ON decisions (accepted_at)
    WHERE kind = 'post' AND verdict = 'approve';
