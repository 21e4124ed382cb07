-- One row for each content, by the SHA-256 of its octets, made in the transaction that first names it. A small content lies in its row (place = 'row'), a large
-- one in the place that the row names. Whoever adds or removes a row of repository_document that names a content holds the content's row first.
CREATE TABLE repository_content (
  sha256      TEXT    NOT NULL PRIMARY KEY,
  size        INTEGER NOT NULL, -- octets of the document
  checksum    BLOB,             -- XXH128 of the document's octets; null for contents from before this table
  stored_size INTEGER NOT NULL, -- octets of its stored form
  sealed      INTEGER NOT NULL, -- 1 = the stored form is a container that says what was done to the octets
  place       TEXT    NOT NULL, -- row, files or s3
  bytes       BLOB              -- the stored form, where place = 'row'
);
INSERT INTO repository_content (sha256, size, stored_size, sealed, place)
  SELECT sha256, max(size), max(size), 0, 'files' FROM repository_document GROUP BY sha256;
