-- The one content of a unique_id: a row for each that has any row in repository_document. Whoever adds or removes such rows holds it first, so
-- that of two who bring a unique_id at the same time the second one sees the first one's content.
CREATE TABLE repository_unique_id (
  unique_id TEXT NOT NULL PRIMARY KEY,
  sha256    TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO repository_unique_id (unique_id, sha256) SELECT unique_id, min(sha256) FROM repository_document GROUP BY unique_id;
