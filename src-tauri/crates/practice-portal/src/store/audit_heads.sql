-- How desks told that their audit logs end; kept for good, in the order in which it was told.
CREATE TABLE audit_head (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    desk TEXT NOT NULL,
    subject TEXT NOT NULL,
    display_name TEXT NOT NULL,
    entries INTEGER NOT NULL,
    head TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    to_us INTEGER NOT NULL,
    told_us INTEGER NOT NULL,
    goes_back INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_head_by_desk ON audit_head (desk, subject, seq);
