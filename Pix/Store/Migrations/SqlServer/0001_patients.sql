-- One person: the records that are linked. The number is never used again. Person 0 is nobody: whoever feeds holds this row.
CREATE TABLE pix_person (
  person_id bigint PRIMARY KEY,
  created nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL
);
INSERT INTO pix_person (person_id, created) VALUES (0, '');

-- One identifier in one domain with the demographics that its source gave (issued = 0),
-- or the identifier that the network gave to a person (issued = 1).
-- survivor_id: the record into which this one was merged; such a record answers no query.
-- birth_from, birth_to: the first and the last day, YYYYMMDD, that the birth time can mean.
CREATE TABLE pix_record (
  record_id bigint IDENTITY(1, 1) PRIMARY KEY,
  person_id bigint NOT NULL,
  id nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
  authority nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
  issued bigint NOT NULL,
  survivor_id bigint NULL,
  source nvarchar(200) COLLATE Latin1_General_100_BIN2 NULL,
  updated nvarchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
  birth_from nvarchar(8) COLLATE Latin1_General_100_BIN2 NULL,
  birth_to nvarchar(8) COLLATE Latin1_General_100_BIN2 NULL,
  gender nvarchar(32) COLLATE Latin1_General_100_BIN2 NULL,
  account_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NULL,
  mother_family_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NULL,
  mother_given_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NULL,
  body nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL
);
CREATE UNIQUE INDEX pix_record_id ON pix_record (id, authority);
CREATE INDEX pix_record_person ON pix_record (person_id);
CREATE INDEX pix_record_survivor ON pix_record (survivor_id) WHERE survivor_id IS NOT NULL;
CREATE INDEX pix_record_birth ON pix_record (birth_from);
CREATE INDEX pix_record_account ON pix_record (account_key) WHERE account_key IS NOT NULL;
CREATE INDEX pix_record_mother ON pix_record (mother_family_key, mother_given_key) WHERE mother_family_key IS NOT NULL;

-- Comparison keys; only records that answer queries have rows here.
CREATE TABLE pix_name (
  record_id bigint NOT NULL,
  position bigint NOT NULL,
  full_key nvarchar(600) COLLATE Latin1_General_100_BIN2 NOT NULL,
  family_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
  given_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
  middle_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
  birth nvarchar(8) COLLATE Latin1_General_100_BIN2 NULL,
  PRIMARY KEY (record_id, position)
);
CREATE INDEX pix_name_full ON pix_name (full_key, birth);
CREATE INDEX pix_name_family ON pix_name (family_key, given_key);
CREATE INDEX pix_name_given ON pix_name (given_key);

CREATE TABLE pix_telecom (
  telecom_key nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  record_id bigint NOT NULL,
  PRIMARY KEY (telecom_key, record_id)
);
CREATE INDEX pix_telecom_record ON pix_telecom (record_id);

CREATE TABLE pix_address (
  record_id bigint NOT NULL,
  position bigint NOT NULL,
  whole_key nvarchar(800) COLLATE Latin1_General_100_BIN2 NOT NULL,
  street_key nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
  city_key nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
  state_key nvarchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
  postal_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
  country_key nvarchar(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
  PRIMARY KEY (record_id, position)
);
CREATE INDEX pix_address_whole ON pix_address (whole_key);
CREATE INDEX pix_address_postal ON pix_address (postal_key);
CREATE INDEX pix_address_city ON pix_address (city_key, state_key, street_key);
CREATE INDEX pix_address_street ON pix_address (street_key);

-- Two records that are the same person; each pair stands in both directions.
CREATE TABLE pix_link (
  record_id bigint NOT NULL,
  other_id bigint NOT NULL,
  PRIMARY KEY (record_id, other_id)
);

-- What the document registry has still to be told, in this order. It is written with the change and removed when the registry has answered;
-- subsumed: the id that id takes over; previous, local_id, subsumed_local_id: id takes the documents of a local id over from previous;
-- refused: what the registry said when it did not accept.
CREATE TABLE pix_registry_notice (
  notice_id bigint IDENTITY(1, 1) PRIMARY KEY,
  id nvarchar(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
  subsumed nvarchar(256) COLLATE Latin1_General_100_BIN2 NULL,
  previous nvarchar(512) COLLATE Latin1_General_100_BIN2 NULL,
  local_id nvarchar(512) COLLATE Latin1_General_100_BIN2 NULL,
  subsumed_local_id nvarchar(512) COLLATE Latin1_General_100_BIN2 NULL,
  refused nvarchar(max) COLLATE Latin1_General_100_BIN2 NULL
);
