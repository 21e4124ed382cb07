-- Patients of the affinity domain, as the feed told. survivor is the patient itself, or the one into which it was merged at last;
-- objects counts the numbers given to its objects.
create table registry_patient (
  patient     integer primary key,
  id          text    not null unique,
  survivor    integer not null,
  merged_into integer,
  objects     integer not null default 0
);
create index registry_patient_survivor on registry_patient (survivor);

-- An object's number is patient * 2^24 + its place among the patient's objects: tables keyed by it keep what belongs to a patient together on disk.
create table registry_object (
  uuid   blob    primary key,
  number integer not null,
  kind   integer not null
) without rowid;

create table registry_unique_id (
  unique_id text    not null,
  number    integer not null,
  kind      integer not null,
  primary key (unique_id, number)
) without rowid;

-- Codes are value^^scheme; lists are JSON arrays; times are numbers of 14 digits (earliest instant, UTC);
-- status 1 = Approved, 2 = Deprecated; body is the object as registered (Registry/Store/ObjectBody.cs).
create table registry_document_entry (
  number                        integer primary key,
  status                        integer not null,
  version                       integer not null,
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

create table registry_submission_set (
  number            integer primary key,
  status            integer not null,
  version           integer not null,
  submission_time   integer,
  source_id         text,
  content_type_code text,
  author_persons    text,
  body              blob    not null
);

create table registry_folder (
  number           integer primary key,
  status           integer not null,
  version          integer not null,
  last_update_time integer not null,
  codes            text,
  body             blob    not null
);

-- type is a number of Registry/Store/AssociationType.cs.
create table registry_association (
  number  integer primary key,
  status  integer not null,
  version integer not null,
  type    integer not null,
  source  integer not null,
  target  integer not null,
  body    blob    not null
);
create index registry_association_source on registry_association (source, type);
create index registry_association_target on registry_association (target, type);
