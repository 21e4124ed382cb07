-- Patients of the affinity domain, as the feed told. survivor is null while the patient is active, else the one into which it was merged at last.
-- Only feeds and merges write here, so that every node of a database that is spread over several may have a copy.
create table registry_patient (
  patient     bigint identity(1, 1) primary key,
  id          nvarchar(256) collate Latin1_General_100_BIN2 not null unique,
  survivor    bigint,
  merged_into bigint
);
create index registry_patient_survivor on registry_patient (survivor) where survivor is not null;

-- How many numbers a patient's objects were given. Whoever writes a patient's objects, or merges it, holds this row first.
create table registry_patient_objects (
  patient bigint primary key,
  objects bigint not null
);

-- An object's number is patient * 2^24 + its place among the patient's objects. These two tables are spread by their first column,
-- those of objects by patient.
create table registry_object (
  uuid   binary(16) primary key,
  number bigint not null,
  kind   bigint not null
);

-- sole = 1 where a uniqueId may stand only once: submission sets and first versions of folders.
create table registry_unique_id (
  unique_id nvarchar(256) collate Latin1_General_100_BIN2 not null,
  number    bigint not null,
  kind      bigint not null,
  sole      bigint not null,
  primary key (unique_id, number)
);
create unique index registry_unique_id_sole on registry_unique_id (unique_id) where sole = 1;

-- Codes are value^^scheme; lists are JSON arrays; times are numbers of 14 digits (earliest instant, UTC);
-- status 1 = Approved, 2 = Deprecated; logical_id is the UUID of the first version (null in the first version itself);
-- latest = 1 in the newest version; availability is documentAvailability; body is the object as registered (Registry/Store/ObjectBody.cs).
create table registry_document_entry (
  number                        bigint not null,
  patient                       bigint not null,
  logical_id                    binary(16),
  version                       bigint not null,
  latest                        bigint not null,
  status                        bigint not null,
  on_demand                     bigint not null,
  availability                  nvarchar(600) collate Latin1_General_100_BIN2,
  creation_time                 bigint,
  service_start_time            bigint,
  service_stop_time             bigint,
  class_code                    nvarchar(600) collate Latin1_General_100_BIN2,
  type_code                     nvarchar(600) collate Latin1_General_100_BIN2,
  format_code                   nvarchar(600) collate Latin1_General_100_BIN2,
  practice_setting_code         nvarchar(600) collate Latin1_General_100_BIN2,
  healthcare_facility_type_code nvarchar(600) collate Latin1_General_100_BIN2,
  confidentiality_codes         nvarchar(max) collate Latin1_General_100_BIN2,
  event_codes                   nvarchar(max) collate Latin1_General_100_BIN2,
  author_persons                nvarchar(max) collate Latin1_General_100_BIN2,
  reference_ids                 nvarchar(max) collate Latin1_General_100_BIN2,
  body                          varbinary(max) not null,
  primary key (patient, number)
);
create index registry_document_entry_logical_id on registry_document_entry (logical_id) where logical_id is not null;

-- Event codes of entries, for queries that name no patient.
create table registry_event_code (
  code    nvarchar(600) collate Latin1_General_100_BIN2 not null,
  patient bigint not null,
  number  bigint not null,
  primary key nonclustered (code, patient, number)
);

-- message is the SHA-256 by which a repeated message is known (Registry/Store/MessageDigest.cs), warnings the JSON array of those it was answered with.
create table registry_submission_set (
  number            bigint not null,
  patient           bigint not null,
  status            bigint not null,
  submission_time   bigint,
  source_id         nvarchar(600) collate Latin1_General_100_BIN2,
  content_type_code nvarchar(600) collate Latin1_General_100_BIN2,
  author_persons    nvarchar(max) collate Latin1_General_100_BIN2,
  message           binary(32),
  warnings          nvarchar(max),
  body              varbinary(max) not null,
  primary key (patient, number)
);

create table registry_folder (
  number           bigint not null,
  patient          bigint not null,
  logical_id       binary(16),
  version          bigint not null,
  latest           bigint not null,
  status           bigint not null,
  last_update_time bigint not null,
  codes            nvarchar(max) collate Latin1_General_100_BIN2,
  body             varbinary(max) not null,
  primary key (patient, number)
);
create index registry_folder_logical_id on registry_folder (logical_id) where logical_id is not null;

-- type is a number of Registry/Store/AssociationType.cs; patient is that of the submission; an end may belong to another, when a set refers to it
-- or a merge joined them.
create table registry_association (
  number  bigint not null,
  patient bigint not null,
  status  bigint not null,
  type    bigint not null,
  source  bigint not null,
  target  bigint not null,
  body    varbinary(max) not null,
  primary key (patient, number)
);
create index registry_association_source on registry_association (source, type);
create index registry_association_target on registry_association (target, type);
