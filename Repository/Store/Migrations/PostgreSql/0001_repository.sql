-- One row for each document of each submission. A row with kept = 0 waits for the registry's answer; kept = 1 is final.
-- At most one content per unique_id; several submissions of the same content have a row each until one of them is kept.
CREATE TABLE repository_document (
  unique_id  text COLLATE "C" NOT NULL,
  submission text COLLATE "C" NOT NULL,
  sha256     text COLLATE "C" NOT NULL,
  sha1       text COLLATE "C" NOT NULL,
  size       bigint NOT NULL,
  mime_type  text COLLATE "C" NOT NULL,
  staged_at  bigint NOT NULL, -- milliseconds since 1970, UTC
  kept       bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (unique_id, submission)
);

CREATE INDEX repository_document_content ON repository_document (sha256);
CREATE INDEX repository_document_staged ON repository_document (staged_at) WHERE kept = 0;

-- The one content of a unique_id: a row for each that has any row in repository_document. Whoever adds or removes such rows holds it first, so
-- that of two who bring a unique_id at the same time the second one sees the first one's content.
CREATE TABLE repository_unique_id (
  unique_id text COLLATE "C" NOT NULL PRIMARY KEY,
  sha256    text COLLATE "C" NOT NULL
);
