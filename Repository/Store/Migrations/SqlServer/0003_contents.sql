-- One row for each content, by the SHA-256 of its octets, made in the transaction that first names it. A small content lies in its row (place = 'row'), a large
-- one in the place that the row names. Whoever adds or removes a row of repository_document that names a content holds the content's row first.
CREATE TABLE repository_content (
  sha256      nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
  size        bigint NOT NULL, -- octets of the document
  checksum    varbinary(16),   -- XXH128 of the document's octets; null for contents from before this table
  stored_size bigint NOT NULL, -- octets of its stored form
  sealed      bigint NOT NULL, -- 1 = the stored form is a container that says what was done to the octets
  place       nvarchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL, -- row, files or s3
  bytes       varbinary(max)   -- the stored form, where place = 'row'
);
INSERT INTO repository_content (sha256, size, stored_size, sealed, place)
  SELECT sha256, max(size), max(size), 0, 'files' FROM repository_document GROUP BY sha256;
