-- 0008: organizing.
-- Generated from shared/entities by "npm run db:generate", then read. Never edited after landing.

-- organizations: new, for organization
create table public.organizations (
  local_id uuid not null,
  id uuid not null,
  name text not null,
  org_type text not null,
  address text,
  city text,
  state text,
  zip_code text,
  phone text,
  email text,
  website text,
  salting_score text,
  salting_score_on date,
  salting_notes text,
  version integer not null default 1,
  scopes text[] not null,
  sort_key text collate "C" not null,
  stamps jsonb not null default '{}'::jsonb,
  change_id uuid,
  changed_by uuid,
  changed_device uuid,
  changed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint organizations_key primary key (local_id, id),
  constraint organizations_name_length check (char_length(name) <= 255),
  constraint organizations_org_type_choice check (org_type in ('employer', 'union', 'training_partner', 'jatc')),
  constraint organizations_address_length check (char_length(address) <= 255),
  constraint organizations_city_length check (char_length(city) <= 100),
  constraint organizations_state_length check (char_length(state) <= 50),
  constraint organizations_zip_code_length check (char_length(zip_code) <= 20),
  constraint organizations_phone_length check (char_length(phone) <= 50),
  constraint organizations_email_length check (char_length(email) <= 255),
  constraint organizations_website_length check (char_length(website) <= 255),
  constraint organizations_salting_score_choice check (salting_score in ('1', '2', '3', '4', '5')),
  constraint organizations_salting_notes_length check (char_length(salting_notes) <= 10000)
) with (fillfactor = 80);
create index organizations_order on public.organizations (local_id, sort_key, id) where deleted_at is null;
create index organizations_name_index on public.organizations (local_id, name);
alter table public.organizations enable row level security;
alter table public.organizations force row level security;
create policy organizations_select on public.organizations for select to public
  using (local_id = (select public.current_local_id()));
create policy organizations_insert on public.organizations for insert to public
  with check (local_id = (select public.current_local_id()));
create policy organizations_update on public.organizations for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.organizations to unionhall_app;
grant update (
  name, org_type, address, city, state, zip_code, phone, email, website, salting_score,
  salting_score_on, salting_notes, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, updated_at, deleted_at
) on public.organizations to unionhall_app;
grant select (
  local_id, id, name, org_type, address, city, state, zip_code, phone, email, website, salting_score,
  salting_score_on, salting_notes, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, created_at, updated_at, deleted_at
) on public.organizations to unionhall_reporting;
create trigger audit_insert after insert on public.organizations referencing new table as after_rows
  for each statement execute function audit.rows_written('organization');
create trigger audit_update after update on public.organizations referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('organization');
create trigger audit_delete after delete on public.organizations referencing old table as before_rows
  for each statement execute function audit.rows_written('organization');
create trigger feed_insert after insert on public.organizations referencing new table as after_rows
  for each statement execute function sync.rows_written('organization');
create trigger feed_update after update on public.organizations referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('organization');
create trigger feed_delete after delete on public.organizations referencing old table as before_rows
  for each statement execute function sync.rows_written('organization');
create trigger refuse_removal before truncate on public.organizations
  for each statement execute function public.refuse_removal();

-- organization_contacts: new, for organizationContact
create table public.organization_contacts (
  local_id uuid not null,
  id uuid not null,
  organization_id uuid not null,
  organization_name text not null,
  first_name text not null,
  last_name text not null,
  title text,
  phone text,
  email text,
  is_primary boolean not null,
  notes text,
  version integer not null default 1,
  scopes text[] not null,
  sort_key text collate "C" not null,
  stamps jsonb not null default '{}'::jsonb,
  change_id uuid,
  changed_by uuid,
  changed_device uuid,
  changed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint organization_contacts_key primary key (local_id, id),
  constraint organization_contacts_organization_name_length check (char_length(organization_name) <= 255),
  constraint organization_contacts_first_name_length check (char_length(first_name) <= 100),
  constraint organization_contacts_last_name_length check (char_length(last_name) <= 100),
  constraint organization_contacts_title_length check (char_length(title) <= 100),
  constraint organization_contacts_phone_length check (char_length(phone) <= 50),
  constraint organization_contacts_email_length check (char_length(email) <= 255),
  constraint organization_contacts_notes_length check (char_length(notes) <= 500)
) with (fillfactor = 80);
create index organization_contacts_order on public.organization_contacts (local_id, sort_key, id) where deleted_at is null;
create index organization_contacts_organization_id_index on public.organization_contacts (local_id, organization_id);
alter table public.organization_contacts add constraint organization_contacts_is_primary_sole
  exclude using btree (local_id with =, organization_id with =) where (is_primary and deleted_at is null)
  deferrable initially deferred;
alter table public.organization_contacts enable row level security;
alter table public.organization_contacts force row level security;
create policy organization_contacts_select on public.organization_contacts for select to public
  using (local_id = (select public.current_local_id()));
create policy organization_contacts_insert on public.organization_contacts for insert to public
  with check (local_id = (select public.current_local_id()));
create policy organization_contacts_update on public.organization_contacts for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.organization_contacts to unionhall_app;
grant update (
  organization_id, organization_name, first_name, last_name, title, phone, email, is_primary, notes,
  version, scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at, updated_at,
  deleted_at
) on public.organization_contacts to unionhall_app;
grant select (
  local_id, id, organization_id, organization_name, first_name, last_name, title, phone, email,
  is_primary, notes, version, scopes, sort_key, stamps, change_id, changed_by, changed_device,
  changed_at, created_at, updated_at, deleted_at
) on public.organization_contacts to unionhall_reporting;
create trigger audit_insert after insert on public.organization_contacts referencing new table as after_rows
  for each statement execute function audit.rows_written('organizationContact');
create trigger audit_update after update on public.organization_contacts referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('organizationContact');
create trigger audit_delete after delete on public.organization_contacts referencing old table as before_rows
  for each statement execute function audit.rows_written('organizationContact');
create trigger feed_insert after insert on public.organization_contacts referencing new table as after_rows
  for each statement execute function sync.rows_written('organizationContact');
create trigger feed_update after update on public.organization_contacts referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('organizationContact');
create trigger feed_delete after delete on public.organization_contacts referencing old table as before_rows
  for each statement execute function sync.rows_written('organizationContact');
create trigger refuse_removal before truncate on public.organization_contacts
  for each statement execute function public.refuse_removal();

-- salting_activities: new, for saltingActivity
create table public.salting_activities (
  local_id uuid not null,
  id uuid not null,
  organizer_id uuid not null,
  organization_id uuid not null,
  organization_name text not null,
  activity_type text not null,
  activity_date date not null,
  outcome text,
  location text,
  workers_contacted integer not null,
  cards_signed integer not null,
  description text,
  notes text,
  next_step text,
  next_step_on date,
  version integer not null default 1,
  scopes text[] not null,
  sort_key text collate "C" not null,
  stamps jsonb not null default '{}'::jsonb,
  change_id uuid,
  changed_by uuid,
  changed_device uuid,
  changed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint salting_activities_key primary key (local_id, id),
  constraint salting_activities_organization_name_length check (char_length(organization_name) <= 255),
  constraint salting_activities_activity_type_choice check (activity_type in ('outreach', 'site_visit', 'leafleting', 'one_on_one', 'meeting', 'petition_drive', 'card_signing', 'information_session', 'other')),
  constraint salting_activities_outcome_choice check (outcome in ('positive', 'neutral', 'negative', 'no_contact')),
  constraint salting_activities_location_length check (char_length(location) <= 255),
  constraint salting_activities_workers_contacted_range check (workers_contacted >= 0 and workers_contacted <= 10000),
  constraint salting_activities_cards_signed_range check (cards_signed >= 0 and cards_signed <= 10000),
  constraint salting_activities_description_length check (char_length(description) <= 10000),
  constraint salting_activities_notes_length check (char_length(notes) <= 10000),
  constraint salting_activities_next_step_length check (char_length(next_step) <= 500)
) with (fillfactor = 80);
create index salting_activities_order on public.salting_activities (local_id, sort_key, id) where deleted_at is null;
create index salting_activities_organization_id_index on public.salting_activities (local_id, organization_id);
create index salting_activities_organizer_id_index on public.salting_activities (local_id, organizer_id);
alter table public.salting_activities enable row level security;
alter table public.salting_activities force row level security;
create policy salting_activities_select on public.salting_activities for select to public
  using (local_id = (select public.current_local_id()));
create policy salting_activities_insert on public.salting_activities for insert to public
  with check (local_id = (select public.current_local_id()));
create policy salting_activities_update on public.salting_activities for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.salting_activities to unionhall_app;
grant update (
  organizer_id, organization_id, organization_name, activity_type, activity_date, outcome, location,
  workers_contacted, cards_signed, description, notes, next_step, next_step_on, version, scopes,
  sort_key, stamps, change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.salting_activities to unionhall_app;
grant select (
  local_id, id, organizer_id, organization_id, organization_name, activity_type, activity_date, outcome,
  location, workers_contacted, cards_signed, description, notes, next_step, next_step_on, version,
  scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at,
  deleted_at
) on public.salting_activities to unionhall_reporting;
create trigger audit_insert after insert on public.salting_activities referencing new table as after_rows
  for each statement execute function audit.rows_written('saltingActivity');
create trigger audit_update after update on public.salting_activities referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('saltingActivity');
create trigger audit_delete after delete on public.salting_activities referencing old table as before_rows
  for each statement execute function audit.rows_written('saltingActivity');
create trigger feed_insert after insert on public.salting_activities referencing new table as after_rows
  for each statement execute function sync.rows_written('saltingActivity');
create trigger feed_update after update on public.salting_activities referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('saltingActivity');
create trigger feed_delete after delete on public.salting_activities referencing old table as before_rows
  for each statement execute function sync.rows_written('saltingActivity');
create trigger refuse_removal before truncate on public.salting_activities
  for each statement execute function public.refuse_removal();

-- members: changed
alter table public.members add column status_on date;
alter table public.members add column classification_on date;
grant select, insert on public.members to unionhall_app;
grant update (
  status_on, classification_on
) on public.members to unionhall_app;
grant select (
  status_on, classification_on
) on public.members to unionhall_reporting;

-- member_notes: new, for memberNote
create table public.member_notes (
  local_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  author_id uuid not null,
  note_text text not null,
  visibility text not null,
  category text,
  version integer not null default 1,
  scopes text[] not null,
  sort_key text collate "C" not null,
  stamps jsonb not null default '{}'::jsonb,
  change_id uuid,
  changed_by uuid,
  changed_device uuid,
  changed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint member_notes_key primary key (local_id, id),
  constraint member_notes_note_text_length check (char_length(note_text) <= 10000),
  constraint member_notes_visibility_choice check (visibility in ('staff_only', 'officers', 'all_authorized')),
  constraint member_notes_category_choice check (category in ('contact', 'dues', 'grievance', 'referral', 'training', 'general'))
) with (fillfactor = 80);
create index member_notes_order on public.member_notes (local_id, sort_key, id) where deleted_at is null;
create index member_notes_member_id_index on public.member_notes (local_id, member_id);
create index member_notes_author_id_index on public.member_notes (local_id, author_id);
alter table public.member_notes enable row level security;
alter table public.member_notes force row level security;
create policy member_notes_select on public.member_notes for select to public
  using (local_id = (select public.current_local_id()));
create policy member_notes_insert on public.member_notes for insert to public
  with check (local_id = (select public.current_local_id()));
create policy member_notes_update on public.member_notes for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.member_notes to unionhall_app;
grant update (
  member_id, author_id, note_text, visibility, category, version, scopes, sort_key, stamps, change_id,
  changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.member_notes to unionhall_app;
grant select (
  local_id, id, member_id, author_id, note_text, visibility, category, version, scopes, sort_key,
  stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.member_notes to unionhall_reporting;
create trigger audit_insert after insert on public.member_notes referencing new table as after_rows
  for each statement execute function audit.rows_written('memberNote');
create trigger audit_update after update on public.member_notes referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('memberNote');
create trigger audit_delete after delete on public.member_notes referencing old table as before_rows
  for each statement execute function audit.rows_written('memberNote');
create trigger feed_insert after insert on public.member_notes referencing new table as after_rows
  for each statement execute function sync.rows_written('memberNote');
create trigger feed_update after update on public.member_notes referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('memberNote');
create trigger feed_delete after delete on public.member_notes referencing old table as before_rows
  for each statement execute function sync.rows_written('memberNote');
create trigger refuse_removal before truncate on public.member_notes
  for each statement execute function public.refuse_removal();

-- member_employments: new, for memberEmployment
create table public.member_employments (
  local_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  organization_id uuid not null,
  organization_name text not null,
  start_date date not null,
  end_date date,
  job_title text,
  hourly_rate bigint,
  version integer not null default 1,
  scopes text[] not null,
  sort_key text collate "C" not null,
  stamps jsonb not null default '{}'::jsonb,
  change_id uuid,
  changed_by uuid,
  changed_device uuid,
  changed_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  constraint member_employments_key primary key (local_id, id),
  constraint member_employments_organization_name_length check (char_length(organization_name) <= 255),
  constraint member_employments_job_title_length check (char_length(job_title) <= 100),
  constraint member_employments_hourly_rate_range check (hourly_rate >= 0 and hourly_rate <= 100000)
) with (fillfactor = 80);
create index member_employments_order on public.member_employments (local_id, sort_key, id) where deleted_at is null;
create index member_employments_member_id_index on public.member_employments (local_id, member_id);
create index member_employments_organization_id_index on public.member_employments (local_id, organization_id);
alter table public.member_employments enable row level security;
alter table public.member_employments force row level security;
create policy member_employments_select on public.member_employments for select to public
  using (local_id = (select public.current_local_id()));
create policy member_employments_insert on public.member_employments for insert to public
  with check (local_id = (select public.current_local_id()));
create policy member_employments_update on public.member_employments for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.member_employments to unionhall_app;
grant update (
  member_id, organization_id, organization_name, start_date, end_date, job_title, hourly_rate, version,
  scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.member_employments to unionhall_app;
grant select (
  local_id, id, member_id, organization_id, organization_name, start_date, end_date, job_title,
  hourly_rate, version, scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at,
  created_at, updated_at, deleted_at
) on public.member_employments to unionhall_reporting;
create trigger audit_insert after insert on public.member_employments referencing new table as after_rows
  for each statement execute function audit.rows_written('memberEmployment');
create trigger audit_update after update on public.member_employments referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('memberEmployment');
create trigger audit_delete after delete on public.member_employments referencing old table as before_rows
  for each statement execute function audit.rows_written('memberEmployment');
create trigger feed_insert after insert on public.member_employments referencing new table as after_rows
  for each statement execute function sync.rows_written('memberEmployment');
create trigger feed_update after update on public.member_employments referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('memberEmployment');
create trigger feed_delete after delete on public.member_employments referencing old table as before_rows
  for each statement execute function sync.rows_written('memberEmployment');
create trigger refuse_removal before truncate on public.member_employments
  for each statement execute function public.refuse_removal();

-- References: within one local, and never cascading; deletion is a tombstone.
alter table public.organization_contacts add constraint organization_contacts_organization_id_exists
  foreign key (local_id, organization_id) references public.organizations (local_id, id);
alter table public.salting_activities add constraint salting_activities_organizer_id_exists
  foreign key (local_id, organizer_id) references public.users (local_id, id);
alter table public.salting_activities add constraint salting_activities_organization_id_exists
  foreign key (local_id, organization_id) references public.organizations (local_id, id);
alter table public.member_notes add constraint member_notes_member_id_exists
  foreign key (local_id, member_id) references public.members (local_id, id);
alter table public.member_notes add constraint member_notes_author_id_exists
  foreign key (local_id, author_id) references public.users (local_id, id);
alter table public.member_employments add constraint member_employments_member_id_exists
  foreign key (local_id, member_id) references public.members (local_id, id);
alter table public.member_employments add constraint member_employments_organization_id_exists
  foreign key (local_id, organization_id) references public.organizations (local_id, id);

-- What the audit must know of these entities.
set local role unionhall_recorder;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'organization',
  '{"name": "name", "org_type": "orgType", "address": "address", "city": "city", "state": "state", "zip_code": "zipCode", "phone": "phone", "email": "email", "website": "website", "salting_score": "saltingScore", "salting_score_on": "saltingScoreOn", "salting_notes": "saltingNotes"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'organizationContact',
  '{"organization_id": "organizationId", "organization_name": "organizationName", "first_name": "firstName", "last_name": "lastName", "title": "title", "phone": "phone", "email": "email", "is_primary": "isPrimary", "notes": "notes"}',
  array['phone', 'email']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'saltingActivity',
  '{"organizer_id": "organizerId", "organization_id": "organizationId", "organization_name": "organizationName", "activity_type": "activityType", "activity_date": "activityDate", "outcome": "outcome", "location": "location", "workers_contacted": "workersContacted", "cards_signed": "cardsSigned", "description": "description", "notes": "notes", "next_step": "nextStep", "next_step_on": "nextStepOn"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'member',
  '{"member_number": "memberNumber", "first_name": "firstName", "last_name": "lastName", "middle_name": "middleName", "address": "address", "city": "city", "state": "state", "zip_code": "zipCode", "phone": "phone", "email": "email", "date_of_birth": "dateOfBirth", "hire_date": "hireDate", "status": "status", "classification": "classification", "status_on": "statusOn", "classification_on": "classificationOn", "general_notes": "generalNotes"}',
  array['address', 'phone', 'email', 'dateOfBirth']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'memberNote',
  '{"member_id": "memberId", "author_id": "authorId", "note_text": "noteText", "visibility": "visibility", "category": "category"}',
  array['noteText']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'memberEmployment',
  '{"member_id": "memberId", "organization_id": "organizationId", "organization_name": "organizationName", "start_date": "startDate", "end_date": "endDate", "job_title": "jobTitle", "hourly_rate": "hourlyRate"}',
  array['hourlyRate']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
reset role;
