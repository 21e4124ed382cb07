-- One row for each document of each submission. A row with kept = 0 waits for the registry's answer; kept = 1 is final.
-- At most one content per unique_id; several submissions of the same content have a row each until one of them is kept.
CREATE TABLE repository_document (
  unique_id  TEXT    NOT NULL,
  submission TEXT    NOT NULL,
  sha256     TEXT    NOT NULL,
  sha1       TEXT    NOT NULL,
  size       INTEGER NOT NULL,
  mime_type  TEXT    NOT NULL,
  staged_at  INTEGER NOT NULL, -- milliseconds since 1970, UTC
  kept       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (unique_id, submission)
) WITHOUT ROWID;

CREATE INDEX repository_document_content ON repository_document (sha256);
CREATE INDEX repository_document_staged ON repository_document (staged_at) WHERE kept = 0;
