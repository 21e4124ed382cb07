-- When the document of a unique_id was last removed (ITI-86), in milliseconds since 1970, UTC. Such a row stays when its document goes: the same content may
-- come again under the unique_id, another one never.
ALTER TABLE repository_unique_id ADD COLUMN removed_at INTEGER;
-- Contents that no row names any more and that are still to go from their place.
CREATE TABLE repository_leftover (
  sha256 TEXT NOT NULL PRIMARY KEY,
  place  TEXT NOT NULL
) WITHOUT ROWID;
