-- The photos of posts, on which revisions they were and what they look like, so that the same photo
-- in a later post is found. A row goes with its post; of a photo that the family replaced it stays
-- only where a decision was made with it. The hashes are those of likenesses, NULL until the photo
-- was drawn and for an empty picture.
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
CREATE INDEX post_photos_by_case ON post_photos (case_id);
CREATE INDEX post_photos_by_sha256 ON post_photos (sha256);
-- Most posts of the past were never drawn here.
CREATE INDEX post_photos_0 ON post_photos (chunk_0) WHERE chunk_0 IS NOT NULL;
CREATE INDEX post_photos_1 ON post_photos (chunk_1) WHERE chunk_1 IS NOT NULL;
CREATE INDEX post_photos_2 ON post_photos (chunk_2) WHERE chunk_2 IS NOT NULL;
CREATE INDEX post_photos_3 ON post_photos (chunk_3) WHERE chunk_3 IS NOT NULL;
CREATE INDEX post_photos_4 ON post_photos (chunk_4) WHERE chunk_4 IS NOT NULL;
CREATE INDEX post_photos_5 ON post_photos (chunk_5) WHERE chunk_5 IS NOT NULL;
CREATE INDEX post_photos_6 ON post_photos (chunk_6) WHERE chunk_6 IS NOT NULL;
CREATE INDEX post_photos_7 ON post_photos (chunk_7) WHERE chunk_7 IS NOT NULL;

INSERT OR IGNORE INTO post_photos (document, case_id, sha256, first_revision, last_revision)
SELECT unhex(photo.value ->> '$.id', '-'), cases.id, lower(photo.value ->> '$.sha256'),
       photo.value ->> '$.since_revision', cases.revision
FROM cases, json_each(cases.body, '$.photos') AS photo
WHERE cases.kind = 'post' AND cases.state <> 'withdrawn'
  AND length(unhex(photo.value ->> '$.id', '-')) = 16
  AND typeof(photo.value ->> '$.sha256') = 'text'
  AND typeof(photo.value ->> '$.since_revision') = 'integer';
-- The photos of opened posts were noted among the papers of applications.
UPDATE post_photos SET
    (coarse, fine, chunk_0, chunk_1, chunk_2, chunk_3, chunk_4, chunk_5, chunk_6, chunk_7) =
    (SELECT coarse, fine, chunk_0, chunk_1, chunk_2, chunk_3, chunk_4, chunk_5, chunk_6, chunk_7
     FROM likenesses WHERE likenesses.document = post_photos.document);

-- Whether anybody or anything has looked at a file since it came, so that the next to look at is
-- found at once.
ALTER TABLE documents ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET looked = 1 WHERE id IN (SELECT document FROM likenesses);
CREATE INDEX documents_unlooked ON documents (rank) WHERE state = 'stored' AND looked = 0;
DELETE FROM likenesses WHERE case_id IN (SELECT id FROM cases WHERE kind = 'post');
