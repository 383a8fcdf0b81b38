-- Closed cases whose words were kept long enough: what the portal tells of them again is taken in
-- without its words, as long as they stay closed.
CREATE TABLE words_gone (
    case_id BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
