-- Every row says whose it is, so that databases can spread rows by patient; entries and folders have versions; a submission can be told from its repetition.

-- survivor is null while the patient is active, else the one into which it was merged at last.
alter table registry_patient rename to old_patient;
drop index registry_patient_survivor;
create table registry_patient (
  patient     integer primary key,
  id          text    not null unique,
  survivor    integer,
  merged_into integer
);
insert into registry_patient (patient, id, survivor, merged_into)
  select patient, id, nullif(survivor, patient), merged_into from old_patient;
create index registry_patient_survivor on registry_patient (survivor) where survivor is not null;

-- How many numbers a patient's objects were given. Whoever writes a patient's objects, or merges it, holds this row first.
create table registry_patient_objects (
  patient integer primary key,
  objects integer not null
);
insert into registry_patient_objects (patient, objects) select patient, objects from old_patient;
drop table old_patient;

-- sole = 1 where a uniqueId may stand only once: submission sets and first versions of folders.
alter table registry_unique_id rename to old_unique_id;
create table registry_unique_id (
  unique_id text    not null,
  number    integer not null,
  kind      integer not null,
  sole      integer not null,
  primary key (unique_id, number)
) without rowid;
insert into registry_unique_id (unique_id, number, kind, sole)
  select unique_id, number, kind, case when kind in (2, 3) then 1 else 0 end from old_unique_id;
drop table old_unique_id;
create unique index registry_unique_id_sole on registry_unique_id (unique_id) where sole = 1;

-- patient is the patient's number, which number begins with; logical_id is the UUID of the first version (null in the first version itself);
-- latest = 1 in the newest version; availability is documentAvailability.
alter table registry_document_entry rename to old_document_entry;
create table registry_document_entry (
  number                        integer primary key,
  patient                       integer not null,
  logical_id                    blob,
  version                       integer not null,
  latest                        integer not null,
  status                        integer not null,
  on_demand                     integer not null,
  availability                  text,
  creation_time                 integer,
  service_start_time            integer,
  service_stop_time             integer,
  class_code                    text,
  type_code                     text,
  format_code                   text,
  practice_setting_code         text,
  healthcare_facility_type_code text,
  confidentiality_codes         text,
  event_codes                   text,
  author_persons                text,
  reference_ids                 text,
  body                          blob    not null
);
insert into registry_document_entry (
  number, patient, version, latest, status, on_demand, availability, creation_time, service_start_time, service_stop_time, class_code, type_code,
  format_code, practice_setting_code, healthcare_facility_type_code, confidentiality_codes, event_codes, author_persons, reference_ids, body)
select
  number, number >> 24, version, 1, status, on_demand, availability, creation_time, service_start_time, service_stop_time, class_code, type_code,
  format_code, practice_setting_code, healthcare_facility_type_code, confidentiality_codes, event_codes, author_persons, reference_ids, body
from old_document_entry;
drop table old_document_entry;
create index registry_document_entry_logical_id on registry_document_entry (logical_id) where logical_id is not null;

-- Event codes of entries, for queries that name no patient.
create table registry_event_code (
  code    text    not null,
  patient integer not null,
  number  integer not null,
  primary key (code, patient, number)
) without rowid;
insert into registry_event_code (code, patient, number)
  select distinct c.value, e.patient, e.number from registry_document_entry e, json_each(e.event_codes) c;

-- message is the SHA-256 by which a repeated message is known (Registry/Store/MessageDigest.cs), warnings the JSON array of those it was answered with.
alter table registry_submission_set rename to old_submission_set;
create table registry_submission_set (
  number            integer primary key,
  patient           integer not null,
  status            integer not null,
  submission_time   integer,
  source_id         text,
  content_type_code text,
  author_persons    text,
  message           blob,
  warnings          text,
  body              blob    not null
);
insert into registry_submission_set (number, patient, status, submission_time, source_id, content_type_code, author_persons, body)
  select number, number >> 24, status, submission_time, source_id, content_type_code, author_persons, body from old_submission_set;
drop table old_submission_set;

alter table registry_folder rename to old_folder;
create table registry_folder (
  number           integer primary key,
  patient          integer not null,
  logical_id       blob,
  version          integer not null,
  latest           integer not null,
  status           integer not null,
  last_update_time integer not null,
  codes            text,
  body             blob    not null
);
insert into registry_folder (number, patient, version, latest, status, last_update_time, codes, body)
  select number, number >> 24, version, 1, status, last_update_time, codes, body from old_folder;
drop table old_folder;
create index registry_folder_logical_id on registry_folder (logical_id) where logical_id is not null;

-- patient is that of the submission; an end may belong to another, when a set refers to it or a merge joined them.
alter table registry_association rename to old_association;
drop index registry_association_source;
drop index registry_association_target;
create table registry_association (
  number  integer primary key,
  patient integer not null,
  status  integer not null,
  type    integer not null,
  source  integer not null,
  target  integer not null,
  body    blob    not null
);
insert into registry_association (number, patient, status, type, source, target, body)
  select number, number >> 24, status, type, source, target, body from old_association;
drop table old_association;
create index registry_association_source on registry_association (source, type);
create index registry_association_target on registry_association (target, type);
