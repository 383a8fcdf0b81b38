-- Whoever has the same identity number, over the whole facility: narrow, in capitals and without
-- spaces and dashes; empty where it is no number. It goes with its row.
ALTER TABLE cases ADD COLUMN number_key TEXT NOT NULL DEFAULT '';
ALTER TABLE families ADD COLUMN number_key TEXT NOT NULL DEFAULT '';
CREATE INDEX cases_by_number_key ON cases (number_key, arrived_at) WHERE number_key <> '';
CREATE INDEX families_by_number_key ON families (number_key) WHERE number_key <> '';
