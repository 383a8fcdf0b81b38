-- Cases whose search words are renewed before the transaction ends; empty in between.
CREATE TABLE words_due (
    seq INTEGER PRIMARY KEY
) STRICT;
