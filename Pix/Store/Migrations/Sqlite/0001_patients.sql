-- One person: the records that are linked. The number is never used again.
CREATE TABLE pix_person (
  person_id INTEGER PRIMARY KEY AUTOINCREMENT,
  created TEXT NOT NULL
);

-- One identifier in one domain with the demographics that its source gave (issued = 0),
-- or the identifier that the network gave to a person (issued = 1).
-- survivor_id: the record into which this one was merged; such a record answers no query.
-- birth_from, birth_to: the first and the last day, YYYYMMDD, that the birth time can mean.
CREATE TABLE pix_record (
  record_id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  authority TEXT NOT NULL,
  issued INTEGER NOT NULL,
  survivor_id INTEGER NULL,
  source TEXT NULL,
  updated TEXT NOT NULL,
  birth_from TEXT NULL,
  birth_to TEXT NULL,
  gender TEXT NULL,
  account_key TEXT NULL,
  mother_family_key TEXT NULL,
  mother_given_key TEXT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX pix_record_id ON pix_record (id, authority);
CREATE INDEX pix_record_person ON pix_record (person_id);
CREATE INDEX pix_record_survivor ON pix_record (survivor_id) WHERE survivor_id IS NOT NULL;
CREATE INDEX pix_record_birth ON pix_record (birth_from);
CREATE INDEX pix_record_account ON pix_record (account_key) WHERE account_key IS NOT NULL;
CREATE INDEX pix_record_mother ON pix_record (mother_family_key, mother_given_key) WHERE mother_family_key IS NOT NULL;

-- Comparison keys; only records that answer queries have rows here.
CREATE TABLE pix_name (
  record_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  full_key TEXT NOT NULL,
  family_key TEXT NOT NULL,
  given_key TEXT NOT NULL,
  middle_key TEXT NOT NULL,
  birth TEXT NULL,
  PRIMARY KEY (record_id, position)
) WITHOUT ROWID;
CREATE INDEX pix_name_full ON pix_name (full_key, birth);
CREATE INDEX pix_name_family ON pix_name (family_key, given_key);
CREATE INDEX pix_name_given ON pix_name (given_key);

CREATE TABLE pix_telecom (
  telecom_key TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  PRIMARY KEY (telecom_key, record_id)
) WITHOUT ROWID;
CREATE INDEX pix_telecom_record ON pix_telecom (record_id);

CREATE TABLE pix_address (
  record_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  whole_key TEXT NOT NULL,
  street_key TEXT NOT NULL,
  city_key TEXT NOT NULL,
  state_key TEXT NOT NULL,
  postal_key TEXT NOT NULL,
  country_key TEXT NOT NULL,
  PRIMARY KEY (record_id, position)
) WITHOUT ROWID;
CREATE INDEX pix_address_whole ON pix_address (whole_key);
CREATE INDEX pix_address_postal ON pix_address (postal_key);
CREATE INDEX pix_address_city ON pix_address (city_key, state_key, street_key);
CREATE INDEX pix_address_street ON pix_address (street_key);

-- Two records that are the same person; each pair stands in both directions.
CREATE TABLE pix_link (
  record_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  PRIMARY KEY (record_id, other_id)
) WITHOUT ROWID;

-- What the document registry has still to be told, in this order. It is written with the change and removed when the registry has answered;
-- refused: what the registry said when it did not accept.
CREATE TABLE pix_registry_notice (
  notice_id INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  subsumed TEXT NULL,
  refused TEXT NULL
);
