-- The keys under which contents may be encrypted. A node that lacks one of them does not start; a rotation that went through all contents removes the others.
CREATE TABLE repository_key (
  id TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
