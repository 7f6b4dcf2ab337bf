-- 0003: entities.
-- Generated from shared/entities by "npm run db:generate", then read. Never edited after landing.

-- locals: new, for local
create table public.locals (
  local_id uuid not null,
  id uuid not null,
  name text not null,
  number text not null,
  trade text,
  city text,
  zone text not null,
  language text not null,
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
  constraint locals_key primary key (local_id, id),
  constraint locals_name_length check (char_length(name) <= 120),
  constraint locals_number_length check (char_length(number) <= 20),
  constraint locals_trade_length check (char_length(trade) <= 120),
  constraint locals_city_length check (char_length(city) <= 100),
  constraint locals_zone_length check (char_length(zone) <= 60),
  constraint locals_language_choice check (language in ('en', 'es')),
  constraint locals_self check (local_id = id)
);
create index locals_order on public.locals (local_id, sort_key, id) where deleted_at is null;
alter table public.locals enable row level security;
alter table public.locals force row level security;
create policy locals_select on public.locals for select to public
  using (local_id = (select public.current_local_id()));
create policy locals_insert on public.locals for insert to public
  with check (local_id = (select public.current_local_id()));
create policy locals_update on public.locals for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.locals to unionhall_app;
grant update (
  name, number, trade, city, zone, language, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, updated_at, deleted_at
) on public.locals to unionhall_app;
grant select (
  local_id, id, name, number, trade, city, zone, language, version, scopes, sort_key, stamps, change_id,
  changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.locals to unionhall_reporting;
create trigger audit_insert after insert on public.locals referencing new table as after_rows
  for each statement execute function audit.rows_written('local');
create trigger audit_update after update on public.locals referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('local');
create trigger audit_delete after delete on public.locals referencing old table as before_rows
  for each statement execute function audit.rows_written('local');
create trigger feed_insert after insert on public.locals referencing new table as after_rows
  for each statement execute function sync.rows_written('local');
create trigger feed_update after update on public.locals referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('local');
create trigger feed_delete after delete on public.locals referencing old table as before_rows
  for each statement execute function sync.rows_written('local');
create trigger refuse_removal before truncate on public.locals
  for each statement execute function public.refuse_removal();

-- roles: new, for role
create table public.roles (
  local_id uuid not null,
  id uuid not null,
  name text not null,
  description text,
  is_system_role boolean not null,
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
  constraint roles_key primary key (local_id, id),
  constraint roles_name_choice check (name in ('admin', 'officer', 'organizer', 'staff', 'instructor', 'member')),
  constraint roles_description_length check (char_length(description) <= 500)
);
create index roles_order on public.roles (local_id, sort_key, id) where deleted_at is null;
create unique index roles_name_unique on public.roles (local_id, name) where deleted_at is null;
alter table public.roles enable row level security;
alter table public.roles force row level security;
create policy roles_select on public.roles for select to public
  using (local_id = (select public.current_local_id()));
create policy roles_insert on public.roles for insert to public
  with check (local_id = (select public.current_local_id()));
create policy roles_update on public.roles for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.roles to unionhall_app;
grant update (
  name, description, is_system_role, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, updated_at, deleted_at
) on public.roles to unionhall_app;
grant select (
  local_id, id, name, description, is_system_role, version, scopes, sort_key, stamps, change_id,
  changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.roles to unionhall_reporting;
create trigger audit_insert after insert on public.roles referencing new table as after_rows
  for each statement execute function audit.rows_written('role');
create trigger audit_update after update on public.roles referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('role');
create trigger audit_delete after delete on public.roles referencing old table as before_rows
  for each statement execute function audit.rows_written('role');
create trigger feed_insert after insert on public.roles referencing new table as after_rows
  for each statement execute function sync.rows_written('role');
create trigger feed_update after update on public.roles referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('role');
create trigger feed_delete after delete on public.roles referencing old table as before_rows
  for each statement execute function sync.rows_written('role');
create trigger refuse_removal before truncate on public.roles
  for each statement execute function public.refuse_removal();

-- users: new, for user
create table public.users (
  local_id uuid not null,
  id uuid not null,
  first_name text not null,
  last_name text not null,
  email text not null,
  is_active boolean not null,
  member_id uuid,
  account_id text,
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
  constraint users_key primary key (local_id, id),
  constraint users_first_name_length check (char_length(first_name) <= 100),
  constraint users_last_name_length check (char_length(last_name) <= 100),
  constraint users_email_length check (char_length(email) <= 255),
  constraint users_account_id_length check (char_length(account_id) <= 36)
);
create index users_order on public.users (local_id, sort_key, id) where deleted_at is null;
create unique index users_member_id_unique on public.users (local_id, member_id) where deleted_at is null;
alter table public.users enable row level security;
alter table public.users force row level security;
create policy users_select on public.users for select to public
  using (local_id = (select public.current_local_id()));
create policy users_insert on public.users for insert to public
  with check (local_id = (select public.current_local_id()));
create policy users_update on public.users for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.users to unionhall_app;
grant update (
  first_name, last_name, email, is_active, member_id, account_id, version, scopes, sort_key, stamps,
  change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.users to unionhall_app;
grant select (
  local_id, id, first_name, last_name, email, is_active, member_id, version, scopes, sort_key, stamps,
  change_id, changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.users to unionhall_reporting;
create trigger audit_insert after insert on public.users referencing new table as after_rows
  for each statement execute function audit.rows_written('user');
create trigger audit_update after update on public.users referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('user');
create trigger audit_delete after delete on public.users referencing old table as before_rows
  for each statement execute function audit.rows_written('user');
create trigger feed_insert after insert on public.users referencing new table as after_rows
  for each statement execute function sync.rows_written('user');
create trigger feed_update after update on public.users referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('user');
create trigger feed_delete after delete on public.users referencing old table as before_rows
  for each statement execute function sync.rows_written('user');
create trigger refuse_removal before truncate on public.users
  for each statement execute function public.refuse_removal();

-- user_roles: new, for userRole
create table public.user_roles (
  local_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  role_id uuid not null,
  role_name text not null,
  starts_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  granted_by_id uuid,
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
  constraint user_roles_key primary key (local_id, id),
  constraint user_roles_role_name_length check (char_length(role_name) <= 20)
);
create index user_roles_order on public.user_roles (local_id, sort_key, id) where deleted_at is null;
create index user_roles_user_id_index on public.user_roles (local_id, user_id);
alter table public.user_roles enable row level security;
alter table public.user_roles force row level security;
create policy user_roles_select on public.user_roles for select to public
  using (local_id = (select public.current_local_id()));
create policy user_roles_insert on public.user_roles for insert to public
  with check (local_id = (select public.current_local_id()));
create policy user_roles_update on public.user_roles for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.user_roles to unionhall_app;
grant update (
  user_id, role_id, role_name, starts_at, expires_at, granted_by_id, version, scopes, sort_key, stamps,
  change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.user_roles to unionhall_app;
grant select (
  local_id, id, user_id, role_id, role_name, starts_at, expires_at, granted_by_id, version, scopes,
  sort_key, stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at,
  deleted_at
) on public.user_roles to unionhall_reporting;
create trigger audit_insert after insert on public.user_roles referencing new table as after_rows
  for each statement execute function audit.rows_written('userRole');
create trigger audit_update after update on public.user_roles referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('userRole');
create trigger audit_delete after delete on public.user_roles referencing old table as before_rows
  for each statement execute function audit.rows_written('userRole');
create trigger feed_insert after insert on public.user_roles referencing new table as after_rows
  for each statement execute function sync.rows_written('userRole');
create trigger feed_update after update on public.user_roles referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('userRole');
create trigger feed_delete after delete on public.user_roles referencing old table as before_rows
  for each statement execute function sync.rows_written('userRole');
create trigger refuse_removal before truncate on public.user_roles
  for each statement execute function public.refuse_removal();

-- devices: new, for device
create table public.devices (
  local_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  label text not null,
  app_version text,
  last_contact_at timestamp with time zone,
  unsent_count integer not null,
  oldest_unsent_at timestamp with time zone,
  last_sequence integer not null,
  clock_offset_ms integer not null,
  storage_used_mb integer,
  ended_at timestamp with time zone,
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
  constraint devices_key primary key (local_id, id),
  constraint devices_label_length check (char_length(label) <= 120),
  constraint devices_app_version_length check (char_length(app_version) <= 40),
  constraint devices_unsent_count_range check (unsent_count >= 0),
  constraint devices_last_sequence_range check (last_sequence >= 0),
  constraint devices_storage_used_mb_range check (storage_used_mb >= 0)
);
create index devices_order on public.devices (local_id, sort_key, id) where deleted_at is null;
create index devices_user_id_index on public.devices (local_id, user_id);
alter table public.devices enable row level security;
alter table public.devices force row level security;
create policy devices_select on public.devices for select to public
  using (local_id = (select public.current_local_id()));
create policy devices_insert on public.devices for insert to public
  with check (local_id = (select public.current_local_id()));
create policy devices_update on public.devices for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.devices to unionhall_app;
grant update (
  user_id, label, app_version, last_contact_at, unsent_count, oldest_unsent_at, last_sequence,
  clock_offset_ms, storage_used_mb, ended_at, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, updated_at, deleted_at
) on public.devices to unionhall_app;
grant select (
  local_id, id, user_id, label, app_version, last_contact_at, unsent_count, oldest_unsent_at,
  last_sequence, clock_offset_ms, storage_used_mb, ended_at, version, scopes, sort_key, stamps,
  change_id, changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.devices to unionhall_reporting;
create trigger audit_insert after insert on public.devices referencing new table as after_rows
  for each statement execute function audit.rows_written('device');
create trigger audit_update after update on public.devices referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('device');
create trigger audit_delete after delete on public.devices referencing old table as before_rows
  for each statement execute function audit.rows_written('device');
create trigger feed_insert after insert on public.devices referencing new table as after_rows
  for each statement execute function sync.rows_written('device');
create trigger feed_update after update on public.devices referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('device');
create trigger feed_delete after delete on public.devices referencing old table as before_rows
  for each statement execute function sync.rows_written('device');
create trigger refuse_removal before truncate on public.devices
  for each statement execute function public.refuse_removal();

-- conflicts: new, for conflict
create table public.conflicts (
  local_id uuid not null,
  id uuid not null,
  about text not null,
  "row" text not null,
  field_change_id text not null,
  "values" jsonb not null,
  user_id uuid not null,
  other_user_id uuid,
  field_changed_at timestamp with time zone not null,
  kind text not null,
  state text not null,
  resolved_by_id uuid,
  resolved_at timestamp with time zone,
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
  constraint conflicts_key primary key (local_id, id),
  constraint conflicts_about_length check (char_length(about) <= 60),
  constraint conflicts_row_length check (char_length("row") <= 36),
  constraint conflicts_field_change_id_length check (char_length(field_change_id) <= 36),
  constraint conflicts_kind_choice check (kind in ('ask', 'request', 'rule')),
  constraint conflicts_state_choice check (state in ('open', 'mine', 'theirs'))
);
create index conflicts_order on public.conflicts (local_id, sort_key, id) where deleted_at is null;
create index conflicts_row_index on public.conflicts (local_id, "row");
create index conflicts_user_id_index on public.conflicts (local_id, user_id);
alter table public.conflicts enable row level security;
alter table public.conflicts force row level security;
create policy conflicts_select on public.conflicts for select to public
  using (local_id = (select public.current_local_id()));
create policy conflicts_insert on public.conflicts for insert to public
  with check (local_id = (select public.current_local_id()));
create policy conflicts_update on public.conflicts for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.conflicts to unionhall_app;
grant update (
  about, "row", field_change_id, "values", user_id, other_user_id, field_changed_at, kind, state,
  resolved_by_id, resolved_at, version, scopes, sort_key, stamps, change_id, changed_by, changed_device,
  changed_at, updated_at, deleted_at
) on public.conflicts to unionhall_app;
grant select (
  local_id, id, about, "row", field_change_id, "values", user_id, other_user_id, field_changed_at, kind,
  state, resolved_by_id, resolved_at, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, created_at, updated_at, deleted_at
) on public.conflicts to unionhall_reporting;
create trigger audit_insert after insert on public.conflicts referencing new table as after_rows
  for each statement execute function audit.rows_written('conflict');
create trigger audit_update after update on public.conflicts referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('conflict');
create trigger audit_delete after delete on public.conflicts referencing old table as before_rows
  for each statement execute function audit.rows_written('conflict');
create trigger feed_insert after insert on public.conflicts referencing new table as after_rows
  for each statement execute function sync.rows_written('conflict');
create trigger feed_update after update on public.conflicts referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('conflict');
create trigger feed_delete after delete on public.conflicts referencing old table as before_rows
  for each statement execute function sync.rows_written('conflict');
create trigger refuse_removal before truncate on public.conflicts
  for each statement execute function public.refuse_removal();

-- refusals: new, for refusal
create table public.refusals (
  local_id uuid not null,
  id uuid not null,
  about text not null,
  "row" text,
  field_change_id text not null,
  change jsonb not null,
  refusal jsonb not null,
  user_id uuid not null,
  device_id text,
  field_changed_at timestamp with time zone not null,
  state text not null,
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
  constraint refusals_key primary key (local_id, id),
  constraint refusals_about_length check (char_length(about) <= 60),
  constraint refusals_row_length check (char_length("row") <= 200),
  constraint refusals_field_change_id_length check (char_length(field_change_id) <= 36),
  constraint refusals_device_id_length check (char_length(device_id) <= 36),
  constraint refusals_state_choice check (state in ('open', 'corrected', 'discarded'))
);
create index refusals_order on public.refusals (local_id, sort_key, id) where deleted_at is null;
create index refusals_user_id_index on public.refusals (local_id, user_id);
alter table public.refusals enable row level security;
alter table public.refusals force row level security;
create policy refusals_select on public.refusals for select to public
  using (local_id = (select public.current_local_id()));
create policy refusals_insert on public.refusals for insert to public
  with check (local_id = (select public.current_local_id()));
create policy refusals_update on public.refusals for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.refusals to unionhall_app;
grant update (
  about, "row", field_change_id, change, refusal, user_id, device_id, field_changed_at, state, version,
  scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.refusals to unionhall_app;
grant select (
  local_id, id, about, "row", field_change_id, change, refusal, user_id, device_id, field_changed_at,
  state, version, scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at,
  created_at, updated_at, deleted_at
) on public.refusals to unionhall_reporting;
create trigger audit_insert after insert on public.refusals referencing new table as after_rows
  for each statement execute function audit.rows_written('refusal');
create trigger audit_update after update on public.refusals referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('refusal');
create trigger audit_delete after delete on public.refusals referencing old table as before_rows
  for each statement execute function audit.rows_written('refusal');
create trigger feed_insert after insert on public.refusals referencing new table as after_rows
  for each statement execute function sync.rows_written('refusal');
create trigger feed_update after update on public.refusals referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('refusal');
create trigger feed_delete after delete on public.refusals referencing old table as before_rows
  for each statement execute function sync.rows_written('refusal');
create trigger refuse_removal before truncate on public.refusals
  for each statement execute function public.refuse_removal();

-- set_asides: new, for setAside
create table public.set_asides (
  local_id uuid not null,
  id uuid not null,
  about text not null,
  "row" text,
  field_change_id text not null,
  change jsonb not null,
  user_id uuid,
  device_id text,
  field_changed_at timestamp with time zone not null,
  reason text not null,
  state text not null,
  decided_by_id uuid,
  decided_at timestamp with time zone,
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
  constraint set_asides_key primary key (local_id, id),
  constraint set_asides_about_length check (char_length(about) <= 60),
  constraint set_asides_row_length check (char_length("row") <= 36),
  constraint set_asides_field_change_id_length check (char_length(field_change_id) <= 36),
  constraint set_asides_device_id_length check (char_length(device_id) <= 36),
  constraint set_asides_reason_choice check (reason in ('out_of_reach', 'role_ended', 'handed_over', 'restored')),
  constraint set_asides_state_choice check (state in ('open', 'taken', 'discarded'))
);
create index set_asides_order on public.set_asides (local_id, sort_key, id) where deleted_at is null;
create index set_asides_user_id_index on public.set_asides (local_id, user_id);
alter table public.set_asides enable row level security;
alter table public.set_asides force row level security;
create policy set_asides_select on public.set_asides for select to public
  using (local_id = (select public.current_local_id()));
create policy set_asides_insert on public.set_asides for insert to public
  with check (local_id = (select public.current_local_id()));
create policy set_asides_update on public.set_asides for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.set_asides to unionhall_app;
grant update (
  about, "row", field_change_id, change, user_id, device_id, field_changed_at, reason, state,
  decided_by_id, decided_at, version, scopes, sort_key, stamps, change_id, changed_by, changed_device,
  changed_at, updated_at, deleted_at
) on public.set_asides to unionhall_app;
grant select (
  local_id, id, about, "row", field_change_id, change, user_id, device_id, field_changed_at, reason,
  state, decided_by_id, decided_at, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, created_at, updated_at, deleted_at
) on public.set_asides to unionhall_reporting;
create trigger audit_insert after insert on public.set_asides referencing new table as after_rows
  for each statement execute function audit.rows_written('setAside');
create trigger audit_update after update on public.set_asides referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('setAside');
create trigger audit_delete after delete on public.set_asides referencing old table as before_rows
  for each statement execute function audit.rows_written('setAside');
create trigger feed_insert after insert on public.set_asides referencing new table as after_rows
  for each statement execute function sync.rows_written('setAside');
create trigger feed_update after update on public.set_asides referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('setAside');
create trigger feed_delete after delete on public.set_asides referencing old table as before_rows
  for each statement execute function sync.rows_written('setAside');
create trigger refuse_removal before truncate on public.set_asides
  for each statement execute function public.refuse_removal();

-- courses: new, for course
create table public.courses (
  local_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  description text,
  course_type text not null,
  credits double precision not null,
  hours integer not null,
  is_required boolean not null,
  passing_grade double precision not null,
  prerequisites text,
  is_active boolean not null,
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
  constraint courses_key primary key (local_id, id),
  constraint courses_code_length check (char_length(code) <= 20),
  constraint courses_name_length check (char_length(name) <= 200),
  constraint courses_description_length check (char_length(description) <= 4000),
  constraint courses_course_type_choice check (course_type in ('core', 'elective', 'remedial', 'advanced', 'certification')),
  constraint courses_credits_range check (credits >= 0 and credits <= 100),
  constraint courses_hours_range check (hours >= 0 and hours <= 2000),
  constraint courses_passing_grade_range check (passing_grade >= 0 and passing_grade <= 100),
  constraint courses_prerequisites_length check (char_length(prerequisites) <= 200)
);
create index courses_order on public.courses (local_id, sort_key, id) where deleted_at is null;
create unique index courses_code_unique on public.courses (local_id, code) where deleted_at is null;
alter table public.courses enable row level security;
alter table public.courses force row level security;
create policy courses_select on public.courses for select to public
  using (local_id = (select public.current_local_id()));
create policy courses_insert on public.courses for insert to public
  with check (local_id = (select public.current_local_id()));
create policy courses_update on public.courses for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.courses to unionhall_app;
grant update (
  code, name, description, course_type, credits, hours, is_required, passing_grade, prerequisites,
  is_active, version, scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at,
  updated_at, deleted_at
) on public.courses to unionhall_app;
grant select (
  local_id, id, code, name, description, course_type, credits, hours, is_required, passing_grade,
  prerequisites, is_active, version, scopes, sort_key, stamps, change_id, changed_by, changed_device,
  changed_at, created_at, updated_at, deleted_at
) on public.courses to unionhall_reporting;
create trigger audit_insert after insert on public.courses referencing new table as after_rows
  for each statement execute function audit.rows_written('course');
create trigger audit_update after update on public.courses referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('course');
create trigger audit_delete after delete on public.courses referencing old table as before_rows
  for each statement execute function audit.rows_written('course');
create trigger feed_insert after insert on public.courses referencing new table as after_rows
  for each statement execute function sync.rows_written('course');
create trigger feed_update after update on public.courses referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('course');
create trigger feed_delete after delete on public.courses referencing old table as before_rows
  for each statement execute function sync.rows_written('course');
create trigger refuse_removal before truncate on public.courses
  for each statement execute function public.refuse_removal();

-- cohorts: new, for cohort
create table public.cohorts (
  local_id uuid not null,
  id uuid not null,
  name text not null,
  code text,
  description text,
  status text not null,
  start_date date not null,
  end_date date,
  max_students integer,
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
  constraint cohorts_key primary key (local_id, id),
  constraint cohorts_name_length check (char_length(name) <= 100),
  constraint cohorts_code_length check (char_length(code) <= 50),
  constraint cohorts_description_length check (char_length(description) <= 2000),
  constraint cohorts_status_choice check (status in ('planned', 'enrolling', 'active', 'completed', 'cancelled')),
  constraint cohorts_max_students_range check (max_students >= 1 and max_students <= 500)
);
create index cohorts_order on public.cohorts (local_id, sort_key, id) where deleted_at is null;
create unique index cohorts_code_unique on public.cohorts (local_id, code) where deleted_at is null;
alter table public.cohorts enable row level security;
alter table public.cohorts force row level security;
create policy cohorts_select on public.cohorts for select to public
  using (local_id = (select public.current_local_id()));
create policy cohorts_insert on public.cohorts for insert to public
  with check (local_id = (select public.current_local_id()));
create policy cohorts_update on public.cohorts for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.cohorts to unionhall_app;
grant update (
  name, code, description, status, start_date, end_date, max_students, version, scopes, sort_key,
  stamps, change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.cohorts to unionhall_app;
grant select (
  local_id, id, name, code, description, status, start_date, end_date, max_students, version, scopes,
  sort_key, stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at,
  deleted_at
) on public.cohorts to unionhall_reporting;
create trigger audit_insert after insert on public.cohorts referencing new table as after_rows
  for each statement execute function audit.rows_written('cohort');
create trigger audit_update after update on public.cohorts referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('cohort');
create trigger audit_delete after delete on public.cohorts referencing old table as before_rows
  for each statement execute function audit.rows_written('cohort');
create trigger feed_insert after insert on public.cohorts referencing new table as after_rows
  for each statement execute function sync.rows_written('cohort');
create trigger feed_update after update on public.cohorts referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('cohort');
create trigger feed_delete after delete on public.cohorts referencing old table as before_rows
  for each statement execute function sync.rows_written('cohort');
create trigger refuse_removal before truncate on public.cohorts
  for each statement execute function public.refuse_removal();

-- instructors: new, for instructor
create table public.instructors (
  local_id uuid not null,
  id uuid not null,
  first_name text not null,
  last_name text not null,
  email text not null,
  phone text,
  bio text,
  certification text,
  specialties text,
  rate_type text not null,
  rate_cents bigint,
  is_contractor1099 boolean not null,
  tax_id text,
  is_active boolean not null,
  user_id uuid,
  cohort_ids uuid[] not null,
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
  constraint instructors_key primary key (local_id, id),
  constraint instructors_first_name_length check (char_length(first_name) <= 50),
  constraint instructors_last_name_length check (char_length(last_name) <= 50),
  constraint instructors_email_length check (char_length(email) <= 255),
  constraint instructors_phone_length check (char_length(phone) <= 50),
  constraint instructors_bio_length check (char_length(bio) <= 4000),
  constraint instructors_certification_length check (char_length(certification) <= 255),
  constraint instructors_specialties_length check (char_length(specialties) <= 1000),
  constraint instructors_rate_type_choice check (rate_type in ('hourly', 'daily', 'flat', 'salary')),
  constraint instructors_rate_cents_range check (rate_cents >= 0 and rate_cents <= 100000000),
  constraint instructors_tax_id_length check (char_length(tax_id) <= 20)
);
create index instructors_order on public.instructors (local_id, sort_key, id) where deleted_at is null;
create unique index instructors_email_unique on public.instructors (local_id, email) where deleted_at is null;
create unique index instructors_user_id_unique on public.instructors (local_id, user_id) where deleted_at is null;
alter table public.instructors enable row level security;
alter table public.instructors force row level security;
create policy instructors_select on public.instructors for select to public
  using (local_id = (select public.current_local_id()));
create policy instructors_insert on public.instructors for insert to public
  with check (local_id = (select public.current_local_id()));
create policy instructors_update on public.instructors for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.instructors to unionhall_app;
grant update (
  first_name, last_name, email, phone, bio, certification, specialties, rate_type, rate_cents,
  is_contractor1099, tax_id, is_active, user_id, cohort_ids, version, scopes, sort_key, stamps,
  change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.instructors to unionhall_app;
grant select (
  local_id, id, first_name, last_name, email, phone, bio, certification, specialties, rate_type,
  rate_cents, is_contractor1099, tax_id, is_active, user_id, cohort_ids, version, scopes, sort_key,
  stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.instructors to unionhall_reporting;
create trigger audit_insert after insert on public.instructors referencing new table as after_rows
  for each statement execute function audit.rows_written('instructor');
create trigger audit_update after update on public.instructors referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('instructor');
create trigger audit_delete after delete on public.instructors referencing old table as before_rows
  for each statement execute function audit.rows_written('instructor');
create trigger feed_insert after insert on public.instructors referencing new table as after_rows
  for each statement execute function sync.rows_written('instructor');
create trigger feed_update after update on public.instructors referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('instructor');
create trigger feed_delete after delete on public.instructors referencing old table as before_rows
  for each statement execute function sync.rows_written('instructor');
create trigger refuse_removal before truncate on public.instructors
  for each statement execute function public.refuse_removal();

-- instructor_assignments: new, for instructorAssignment
create table public.instructor_assignments (
  local_id uuid not null,
  id uuid not null,
  instructor_id uuid not null,
  cohort_id uuid not null,
  is_primary boolean not null,
  ended_on date,
  user_id uuid,
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
  constraint instructor_assignments_key primary key (local_id, id)
);
create index instructor_assignments_order on public.instructor_assignments (local_id, sort_key, id) where deleted_at is null;
create unique index instructor_assignments_instructor_id_cohort_id_unique on public.instructor_assignments (local_id, instructor_id, cohort_id) where deleted_at is null;
create index instructor_assignments_cohort_id_index on public.instructor_assignments (local_id, cohort_id);
create index instructor_assignments_user_id_index on public.instructor_assignments (local_id, user_id);
alter table public.instructor_assignments enable row level security;
alter table public.instructor_assignments force row level security;
create policy instructor_assignments_select on public.instructor_assignments for select to public
  using (local_id = (select public.current_local_id()));
create policy instructor_assignments_insert on public.instructor_assignments for insert to public
  with check (local_id = (select public.current_local_id()));
create policy instructor_assignments_update on public.instructor_assignments for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.instructor_assignments to unionhall_app;
grant update (
  instructor_id, cohort_id, is_primary, ended_on, user_id, version, scopes, sort_key, stamps, change_id,
  changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.instructor_assignments to unionhall_app;
grant select (
  local_id, id, instructor_id, cohort_id, is_primary, ended_on, user_id, version, scopes, sort_key,
  stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.instructor_assignments to unionhall_reporting;
create trigger audit_insert after insert on public.instructor_assignments referencing new table as after_rows
  for each statement execute function audit.rows_written('instructorAssignment');
create trigger audit_update after update on public.instructor_assignments referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('instructorAssignment');
create trigger audit_delete after delete on public.instructor_assignments referencing old table as before_rows
  for each statement execute function audit.rows_written('instructorAssignment');
create trigger feed_insert after insert on public.instructor_assignments referencing new table as after_rows
  for each statement execute function sync.rows_written('instructorAssignment');
create trigger feed_update after update on public.instructor_assignments referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('instructorAssignment');
create trigger feed_delete after delete on public.instructor_assignments referencing old table as before_rows
  for each statement execute function sync.rows_written('instructorAssignment');
create trigger refuse_removal before truncate on public.instructor_assignments
  for each statement execute function public.refuse_removal();

-- class_sessions: new, for classSession
create table public.class_sessions (
  local_id uuid not null,
  id uuid not null,
  course_id uuid not null,
  cohort_id uuid not null,
  session_date date not null,
  start_time text not null,
  end_time text not null,
  location text,
  room text,
  instructor_id uuid,
  topic text,
  notes text,
  is_cancelled boolean not null,
  cancellation_reason text,
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
  constraint class_sessions_key primary key (local_id, id),
  constraint class_sessions_start_time_clock check (start_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  constraint class_sessions_end_time_clock check (end_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  constraint class_sessions_location_length check (char_length(location) <= 200),
  constraint class_sessions_room_length check (char_length(room) <= 50),
  constraint class_sessions_topic_length check (char_length(topic) <= 200),
  constraint class_sessions_notes_length check (char_length(notes) <= 4000),
  constraint class_sessions_cancellation_reason_length check (char_length(cancellation_reason) <= 200)
);
create index class_sessions_order on public.class_sessions (local_id, sort_key, id) where deleted_at is null;
create index class_sessions_cohort_id_index on public.class_sessions (local_id, cohort_id);
create index class_sessions_session_date_index on public.class_sessions (local_id, session_date);
alter table public.class_sessions enable row level security;
alter table public.class_sessions force row level security;
create policy class_sessions_select on public.class_sessions for select to public
  using (local_id = (select public.current_local_id()));
create policy class_sessions_insert on public.class_sessions for insert to public
  with check (local_id = (select public.current_local_id()));
create policy class_sessions_update on public.class_sessions for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.class_sessions to unionhall_app;
grant update (
  course_id, cohort_id, session_date, start_time, end_time, location, room, instructor_id, topic, notes,
  is_cancelled, cancellation_reason, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, updated_at, deleted_at
) on public.class_sessions to unionhall_app;
grant select (
  local_id, id, course_id, cohort_id, session_date, start_time, end_time, location, room, instructor_id,
  topic, notes, is_cancelled, cancellation_reason, version, scopes, sort_key, stamps, change_id,
  changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.class_sessions to unionhall_reporting;
create trigger audit_insert after insert on public.class_sessions referencing new table as after_rows
  for each statement execute function audit.rows_written('classSession');
create trigger audit_update after update on public.class_sessions referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('classSession');
create trigger audit_delete after delete on public.class_sessions referencing old table as before_rows
  for each statement execute function audit.rows_written('classSession');
create trigger feed_insert after insert on public.class_sessions referencing new table as after_rows
  for each statement execute function sync.rows_written('classSession');
create trigger feed_update after update on public.class_sessions referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('classSession');
create trigger feed_delete after delete on public.class_sessions referencing old table as before_rows
  for each statement execute function sync.rows_written('classSession');
create trigger refuse_removal before truncate on public.class_sessions
  for each statement execute function public.refuse_removal();

-- students: new, for student
create table public.students (
  local_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  display_name text not null,
  family_name text not null,
  student_number text,
  status text not null,
  application_date date not null,
  enrollment_date date,
  expected_completion_date date,
  actual_completion_date date,
  emergency_contact_name text,
  emergency_contact_phone text,
  emergency_contact_relationship text,
  notes text,
  cohort_ids uuid[] not null,
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
  constraint students_key primary key (local_id, id),
  constraint students_display_name_length check (char_length(display_name) <= 201),
  constraint students_family_name_length check (char_length(family_name) <= 100),
  constraint students_student_number_length check (char_length(student_number) <= 20),
  constraint students_status_choice check (status in ('applicant', 'enrolled', 'on_leave', 'completed', 'dropped', 'dismissed')),
  constraint students_emergency_contact_name_length check (char_length(emergency_contact_name) <= 200),
  constraint students_emergency_contact_phone_length check (char_length(emergency_contact_phone) <= 20),
  constraint students_emergency_contact_relationship_length check (char_length(emergency_contact_relationship) <= 50),
  constraint students_notes_length check (char_length(notes) <= 4000)
);
create index students_order on public.students (local_id, sort_key, id) where deleted_at is null;
create unique index students_member_id_unique on public.students (local_id, member_id) where deleted_at is null;
create unique index students_student_number_unique on public.students (local_id, student_number) where deleted_at is null;
alter table public.students enable row level security;
alter table public.students force row level security;
create policy students_select on public.students for select to public
  using (local_id = (select public.current_local_id()));
create policy students_insert on public.students for insert to public
  with check (local_id = (select public.current_local_id()));
create policy students_update on public.students for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.students to unionhall_app;
grant update (
  member_id, display_name, family_name, student_number, status, application_date, enrollment_date,
  expected_completion_date, actual_completion_date, emergency_contact_name, emergency_contact_phone,
  emergency_contact_relationship, notes, cohort_ids, version, scopes, sort_key, stamps, change_id,
  changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.students to unionhall_app;
grant select (
  local_id, id, member_id, display_name, family_name, student_number, status, application_date,
  enrollment_date, expected_completion_date, actual_completion_date, emergency_contact_name,
  emergency_contact_phone, emergency_contact_relationship, notes, cohort_ids, version, scopes, sort_key,
  stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at, deleted_at
) on public.students to unionhall_reporting;
create trigger audit_insert after insert on public.students referencing new table as after_rows
  for each statement execute function audit.rows_written('student');
create trigger audit_update after update on public.students referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('student');
create trigger audit_delete after delete on public.students referencing old table as before_rows
  for each statement execute function audit.rows_written('student');
create trigger feed_insert after insert on public.students referencing new table as after_rows
  for each statement execute function sync.rows_written('student');
create trigger feed_update after update on public.students referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('student');
create trigger feed_delete after delete on public.students referencing old table as before_rows
  for each statement execute function sync.rows_written('student');
create trigger refuse_removal before truncate on public.students
  for each statement execute function public.refuse_removal();

-- enrollments: new, for enrollment
create table public.enrollments (
  local_id uuid not null,
  id uuid not null,
  student_id uuid not null,
  course_id uuid not null,
  cohort_id uuid not null,
  member_id uuid not null,
  enrollment_date date not null,
  completion_date date,
  status text not null,
  final_grade double precision,
  letter_grade text,
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
  constraint enrollments_key primary key (local_id, id),
  constraint enrollments_status_choice check (status in ('enrolled', 'completed', 'withdrawn', 'failed', 'incomplete')),
  constraint enrollments_final_grade_range check (final_grade >= 0 and final_grade <= 100),
  constraint enrollments_letter_grade_length check (char_length(letter_grade) <= 2),
  constraint enrollments_notes_length check (char_length(notes) <= 2000)
);
create index enrollments_order on public.enrollments (local_id, sort_key, id) where deleted_at is null;
create unique index enrollments_student_id_course_id_cohort_id_unique on public.enrollments (local_id, student_id, course_id, cohort_id) where deleted_at is null;
create index enrollments_cohort_id_index on public.enrollments (local_id, cohort_id);
create index enrollments_member_id_index on public.enrollments (local_id, member_id);
alter table public.enrollments enable row level security;
alter table public.enrollments force row level security;
create policy enrollments_select on public.enrollments for select to public
  using (local_id = (select public.current_local_id()));
create policy enrollments_insert on public.enrollments for insert to public
  with check (local_id = (select public.current_local_id()));
create policy enrollments_update on public.enrollments for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.enrollments to unionhall_app;
grant update (
  student_id, course_id, cohort_id, member_id, enrollment_date, completion_date, status, final_grade,
  letter_grade, notes, version, scopes, sort_key, stamps, change_id, changed_by, changed_device,
  changed_at, updated_at, deleted_at
) on public.enrollments to unionhall_app;
grant select (
  local_id, id, student_id, course_id, cohort_id, member_id, enrollment_date, completion_date, status,
  final_grade, letter_grade, notes, version, scopes, sort_key, stamps, change_id, changed_by,
  changed_device, changed_at, created_at, updated_at, deleted_at
) on public.enrollments to unionhall_reporting;
create trigger audit_insert after insert on public.enrollments referencing new table as after_rows
  for each statement execute function audit.rows_written('enrollment');
create trigger audit_update after update on public.enrollments referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('enrollment');
create trigger audit_delete after delete on public.enrollments referencing old table as before_rows
  for each statement execute function audit.rows_written('enrollment');
create trigger feed_insert after insert on public.enrollments referencing new table as after_rows
  for each statement execute function sync.rows_written('enrollment');
create trigger feed_update after update on public.enrollments referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('enrollment');
create trigger feed_delete after delete on public.enrollments referencing old table as before_rows
  for each statement execute function sync.rows_written('enrollment');
create trigger refuse_removal before truncate on public.enrollments
  for each statement execute function public.refuse_removal();

-- attendances: new, for attendance
create table public.attendances (
  local_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  student_id uuid not null,
  cohort_id uuid not null,
  member_id uuid not null,
  status text not null,
  arrival_time text,
  departure_time text,
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
  constraint attendances_key primary key (local_id, id),
  constraint attendances_status_choice check (status in ('present', 'absent', 'excused', 'late', 'left_early')),
  constraint attendances_arrival_time_clock check (arrival_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  constraint attendances_departure_time_clock check (departure_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  constraint attendances_notes_length check (char_length(notes) <= 2000)
);
create index attendances_order on public.attendances (local_id, sort_key, id) where deleted_at is null;
create unique index attendances_session_id_student_id_unique on public.attendances (local_id, session_id, student_id) where deleted_at is null;
create index attendances_student_id_index on public.attendances (local_id, student_id);
create index attendances_cohort_id_index on public.attendances (local_id, cohort_id);
create index attendances_member_id_index on public.attendances (local_id, member_id);
alter table public.attendances enable row level security;
alter table public.attendances force row level security;
create policy attendances_select on public.attendances for select to public
  using (local_id = (select public.current_local_id()));
create policy attendances_insert on public.attendances for insert to public
  with check (local_id = (select public.current_local_id()));
create policy attendances_update on public.attendances for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.attendances to unionhall_app;
grant update (
  session_id, student_id, cohort_id, member_id, status, arrival_time, departure_time, notes, version,
  scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.attendances to unionhall_app;
grant select (
  local_id, id, session_id, student_id, cohort_id, member_id, status, arrival_time, departure_time,
  notes, version, scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at,
  created_at, updated_at, deleted_at
) on public.attendances to unionhall_reporting;
create trigger audit_insert after insert on public.attendances referencing new table as after_rows
  for each statement execute function audit.rows_written('attendance');
create trigger audit_update after update on public.attendances referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('attendance');
create trigger audit_delete after delete on public.attendances referencing old table as before_rows
  for each statement execute function audit.rows_written('attendance');
create trigger feed_insert after insert on public.attendances referencing new table as after_rows
  for each statement execute function sync.rows_written('attendance');
create trigger feed_update after update on public.attendances referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('attendance');
create trigger feed_delete after delete on public.attendances referencing old table as before_rows
  for each statement execute function sync.rows_written('attendance');
create trigger refuse_removal before truncate on public.attendances
  for each statement execute function public.refuse_removal();

-- members: new, for member
create table public.members (
  local_id uuid not null,
  id uuid not null,
  member_number text not null,
  first_name text not null,
  last_name text not null,
  middle_name text,
  address text,
  city text,
  state text,
  zip_code text,
  phone text,
  email text,
  date_of_birth date,
  hire_date date,
  status text not null,
  classification text not null,
  general_notes text,
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
  constraint members_key primary key (local_id, id),
  constraint members_member_number_length check (char_length(member_number) <= 50),
  constraint members_first_name_length check (char_length(first_name) <= 100),
  constraint members_last_name_length check (char_length(last_name) <= 100),
  constraint members_middle_name_length check (char_length(middle_name) <= 100),
  constraint members_address_length check (char_length(address) <= 255),
  constraint members_city_length check (char_length(city) <= 100),
  constraint members_state_length check (char_length(state) <= 50),
  constraint members_zip_code_length check (char_length(zip_code) <= 20),
  constraint members_phone_length check (char_length(phone) <= 50),
  constraint members_email_length check (char_length(email) <= 255),
  constraint members_status_choice check (status in ('active', 'inactive', 'suspended', 'retired', 'deceased')),
  constraint members_classification_choice check (classification in ('apprentice_1', 'apprentice_2', 'apprentice_3', 'apprentice_4', 'apprentice_5', 'journeyman', 'foreman', 'retiree', 'honorary')),
  constraint members_general_notes_length check (char_length(general_notes) <= 10000)
);
create index members_order on public.members (local_id, sort_key, id) where deleted_at is null;
create unique index members_member_number_unique on public.members (local_id, member_number) where deleted_at is null;
alter table public.members enable row level security;
alter table public.members force row level security;
create policy members_select on public.members for select to public
  using (local_id = (select public.current_local_id()));
create policy members_insert on public.members for insert to public
  with check (local_id = (select public.current_local_id()));
create policy members_update on public.members for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.members to unionhall_app;
grant update (
  member_number, first_name, last_name, middle_name, address, city, state, zip_code, phone, email,
  date_of_birth, hire_date, status, classification, general_notes, version, scopes, sort_key, stamps,
  change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.members to unionhall_app;
grant select (
  local_id, id, member_number, first_name, last_name, middle_name, address, city, state, zip_code,
  phone, email, date_of_birth, hire_date, status, classification, general_notes, version, scopes,
  sort_key, stamps, change_id, changed_by, changed_device, changed_at, created_at, updated_at,
  deleted_at
) on public.members to unionhall_reporting;
create trigger audit_insert after insert on public.members referencing new table as after_rows
  for each statement execute function audit.rows_written('member');
create trigger audit_update after update on public.members referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('member');
create trigger audit_delete after delete on public.members referencing old table as before_rows
  for each statement execute function audit.rows_written('member');
create trigger feed_insert after insert on public.members referencing new table as after_rows
  for each statement execute function sync.rows_written('member');
create trigger feed_update after update on public.members referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('member');
create trigger feed_delete after delete on public.members referencing old table as before_rows
  for each statement execute function sync.rows_written('member');
create trigger refuse_removal before truncate on public.members
  for each statement execute function public.refuse_removal();

-- References: within one local, and never cascading; deletion is a tombstone.
alter table public.users add constraint users_member_id_exists
  foreign key (local_id, member_id) references public.members (local_id, id);
alter table public.user_roles add constraint user_roles_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.user_roles add constraint user_roles_role_id_exists
  foreign key (local_id, role_id) references public.roles (local_id, id);
alter table public.user_roles add constraint user_roles_granted_by_id_exists
  foreign key (local_id, granted_by_id) references public.users (local_id, id);
alter table public.devices add constraint devices_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.conflicts add constraint conflicts_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.conflicts add constraint conflicts_other_user_id_exists
  foreign key (local_id, other_user_id) references public.users (local_id, id);
alter table public.conflicts add constraint conflicts_resolved_by_id_exists
  foreign key (local_id, resolved_by_id) references public.users (local_id, id);
alter table public.refusals add constraint refusals_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.set_asides add constraint set_asides_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.set_asides add constraint set_asides_decided_by_id_exists
  foreign key (local_id, decided_by_id) references public.users (local_id, id);
alter table public.instructors add constraint instructors_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.instructor_assignments add constraint instructor_assignments_instructor_id_exists
  foreign key (local_id, instructor_id) references public.instructors (local_id, id);
alter table public.instructor_assignments add constraint instructor_assignments_cohort_id_exists
  foreign key (local_id, cohort_id) references public.cohorts (local_id, id);
alter table public.instructor_assignments add constraint instructor_assignments_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.class_sessions add constraint class_sessions_course_id_exists
  foreign key (local_id, course_id) references public.courses (local_id, id);
alter table public.class_sessions add constraint class_sessions_cohort_id_exists
  foreign key (local_id, cohort_id) references public.cohorts (local_id, id);
alter table public.class_sessions add constraint class_sessions_instructor_id_exists
  foreign key (local_id, instructor_id) references public.instructors (local_id, id);
alter table public.students add constraint students_member_id_exists
  foreign key (local_id, member_id) references public.members (local_id, id);
alter table public.enrollments add constraint enrollments_student_id_exists
  foreign key (local_id, student_id) references public.students (local_id, id);
alter table public.enrollments add constraint enrollments_course_id_exists
  foreign key (local_id, course_id) references public.courses (local_id, id);
alter table public.enrollments add constraint enrollments_cohort_id_exists
  foreign key (local_id, cohort_id) references public.cohorts (local_id, id);
alter table public.enrollments add constraint enrollments_member_id_exists
  foreign key (local_id, member_id) references public.members (local_id, id);
alter table public.attendances add constraint attendances_session_id_exists
  foreign key (local_id, session_id) references public.class_sessions (local_id, id);
alter table public.attendances add constraint attendances_student_id_exists
  foreign key (local_id, student_id) references public.students (local_id, id);
alter table public.attendances add constraint attendances_cohort_id_exists
  foreign key (local_id, cohort_id) references public.cohorts (local_id, id);
alter table public.attendances add constraint attendances_member_id_exists
  foreign key (local_id, member_id) references public.members (local_id, id);

-- What the audit must know of these entities.
set local role unionhall_recorder;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'local',
  '{"name": "name", "number": "number", "trade": "trade", "city": "city", "zone": "zone", "language": "language"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'role',
  '{"name": "name", "description": "description", "is_system_role": "isSystemRole"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'user',
  '{"first_name": "firstName", "last_name": "lastName", "email": "email", "is_active": "isActive", "member_id": "memberId", "account_id": "accountId"}',
  array[]::text[], array['accountId']::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'userRole',
  '{"user_id": "userId", "role_id": "roleId", "role_name": "roleName", "starts_at": "startsAt", "expires_at": "expiresAt", "granted_by_id": "grantedById"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'device',
  '{"user_id": "userId", "label": "label", "app_version": "appVersion", "last_contact_at": "lastContactAt", "unsent_count": "unsentCount", "oldest_unsent_at": "oldestUnsentAt", "last_sequence": "lastSequence", "clock_offset_ms": "clockOffsetMs", "storage_used_mb": "storageUsedMb", "ended_at": "endedAt"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'conflict',
  '{"about": "about", "row": "row", "field_change_id": "changeId", "values": "values", "user_id": "userId", "other_user_id": "otherUserId", "field_changed_at": "changedAt", "kind": "kind", "state": "state", "resolved_by_id": "resolvedById", "resolved_at": "resolvedAt"}',
  array['values']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'refusal',
  '{"about": "about", "row": "row", "field_change_id": "changeId", "change": "change", "refusal": "refusal", "user_id": "userId", "device_id": "deviceId", "field_changed_at": "changedAt", "state": "state"}',
  array['change']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'setAside',
  '{"about": "about", "row": "row", "field_change_id": "changeId", "change": "change", "user_id": "userId", "device_id": "deviceId", "field_changed_at": "changedAt", "reason": "reason", "state": "state", "decided_by_id": "decidedById", "decided_at": "decidedAt"}',
  array['change']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'course',
  '{"code": "code", "name": "name", "description": "description", "course_type": "courseType", "credits": "credits", "hours": "hours", "is_required": "isRequired", "passing_grade": "passingGrade", "prerequisites": "prerequisites", "is_active": "isActive"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'cohort',
  '{"name": "name", "code": "code", "description": "description", "status": "status", "start_date": "startDate", "end_date": "endDate", "max_students": "maxStudents"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'instructor',
  '{"first_name": "firstName", "last_name": "lastName", "email": "email", "phone": "phone", "bio": "bio", "certification": "certification", "specialties": "specialties", "rate_type": "rateType", "rate_cents": "rateCents", "is_contractor1099": "isContractor1099", "tax_id": "taxId", "is_active": "isActive", "user_id": "userId", "cohort_ids": "cohortIds"}',
  array['phone', 'rateType', 'rateCents', 'isContractor1099', 'taxId']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'instructorAssignment',
  '{"instructor_id": "instructorId", "cohort_id": "cohortId", "is_primary": "isPrimary", "ended_on": "endedOn", "user_id": "userId"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'classSession',
  '{"course_id": "courseId", "cohort_id": "cohortId", "session_date": "sessionDate", "start_time": "startTime", "end_time": "endTime", "location": "location", "room": "room", "instructor_id": "instructorId", "topic": "topic", "notes": "notes", "is_cancelled": "isCancelled", "cancellation_reason": "cancellationReason"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'student',
  '{"member_id": "memberId", "display_name": "displayName", "family_name": "familyName", "student_number": "studentNumber", "status": "status", "application_date": "applicationDate", "enrollment_date": "enrollmentDate", "expected_completion_date": "expectedCompletionDate", "actual_completion_date": "actualCompletionDate", "emergency_contact_name": "emergencyContactName", "emergency_contact_phone": "emergencyContactPhone", "emergency_contact_relationship": "emergencyContactRelationship", "notes": "notes", "cohort_ids": "cohortIds"}',
  array['emergencyContactName', 'emergencyContactPhone', 'emergencyContactRelationship']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'enrollment',
  '{"student_id": "studentId", "course_id": "courseId", "cohort_id": "cohortId", "member_id": "memberId", "enrollment_date": "enrollmentDate", "completion_date": "completionDate", "status": "status", "final_grade": "finalGrade", "letter_grade": "letterGrade", "notes": "notes"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'attendance',
  '{"session_id": "sessionId", "student_id": "studentId", "cohort_id": "cohortId", "member_id": "memberId", "status": "status", "arrival_time": "arrivalTime", "departure_time": "departureTime", "notes": "notes"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'member',
  '{"member_number": "memberNumber", "first_name": "firstName", "last_name": "lastName", "middle_name": "middleName", "address": "address", "city": "city", "state": "state", "zip_code": "zipCode", "phone": "phone", "email": "email", "date_of_birth": "dateOfBirth", "hire_date": "hireDate", "status": "status", "classification": "classification", "general_notes": "generalNotes"}',
  array['address', 'phone', 'email', 'dateOfBirth']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
reset role;
