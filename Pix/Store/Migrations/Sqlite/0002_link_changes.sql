-- The registry is also told that documents of a local id belong under another id now (id), no longer under previous.
ALTER TABLE pix_registry_notice ADD COLUMN previous TEXT NULL;
ALTER TABLE pix_registry_notice ADD COLUMN local_id TEXT NULL;
ALTER TABLE pix_registry_notice ADD COLUMN subsumed_local_id TEXT NULL;
