-- 0011: alerts.
-- Generated from shared/entities by "npm run db:generate", then read. Never edited after landing.

-- alerts: new, for alert
create table public.alerts (
  local_id uuid not null,
  id uuid not null,
  kind text not null,
  about text not null,
  user_id uuid,
  count integer not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  window_at timestamp with time zone not null,
  acknowledged_by_id uuid,
  acknowledged_at timestamp with time zone,
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
  constraint alerts_key primary key (local_id, id),
  constraint alerts_kind_choice check (kind in ('members_opened', 'deletes', 'failed_sign_ins')),
  constraint alerts_about_length check (char_length(about) <= 36),
  constraint alerts_count_range check (count >= 1)
) with (fillfactor = 80);
create index alerts_order on public.alerts (local_id, sort_key, id) where deleted_at is null;
create unique index alerts_kind_about_window_at_unique on public.alerts (local_id, kind, about, window_at) where deleted_at is null;
create index alerts_user_id_index on public.alerts (local_id, user_id);
alter table public.alerts enable row level security;
alter table public.alerts force row level security;
create policy alerts_select on public.alerts for select to public
  using (local_id = (select public.current_local_id()));
create policy alerts_insert on public.alerts for insert to public
  with check (local_id = (select public.current_local_id()));
create policy alerts_update on public.alerts for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
grant select, insert on public.alerts to unionhall_app;
grant update (
  kind, about, user_id, count, since, until, window_at, acknowledged_by_id, acknowledged_at, version,
  scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at, updated_at, deleted_at
) on public.alerts to unionhall_app;
grant select (
  local_id, id, kind, about, user_id, count, since, until, window_at, acknowledged_by_id,
  acknowledged_at, version, scopes, sort_key, stamps, change_id, changed_by, changed_device, changed_at,
  created_at, updated_at, deleted_at
) on public.alerts to unionhall_reporting;
create trigger audit_insert after insert on public.alerts referencing new table as after_rows
  for each statement execute function audit.rows_written('alert');
create trigger audit_update after update on public.alerts referencing old table as before_rows new table as after_rows
  for each statement execute function audit.rows_written('alert');
create trigger audit_delete after delete on public.alerts referencing old table as before_rows
  for each statement execute function audit.rows_written('alert');
create trigger feed_insert after insert on public.alerts referencing new table as after_rows
  for each statement execute function sync.rows_written('alert');
create trigger feed_update after update on public.alerts referencing old table as before_rows new table as after_rows
  for each statement execute function sync.rows_written('alert');
create trigger feed_delete after delete on public.alerts referencing old table as before_rows
  for each statement execute function sync.rows_written('alert');
create trigger refuse_removal before truncate on public.alerts
  for each statement execute function public.refuse_removal();

-- References: within one local, and never cascading; deletion is a tombstone.
alter table public.alerts add constraint alerts_user_id_exists
  foreign key (local_id, user_id) references public.users (local_id, id);
alter table public.alerts add constraint alerts_acknowledged_by_id_exists
  foreign key (local_id, acknowledged_by_id) references public.users (local_id, id);

-- What the audit must know of these entities.
set local role unionhall_recorder;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'alert',
  '{"kind": "kind", "about": "about", "user_id": "userId", "count": "count", "since": "since", "until": "until", "window_at": "windowAt", "acknowledged_by_id": "acknowledgedById", "acknowledged_at": "acknowledgedAt"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
reset role;

-- Written by hand from here on.

-- The log of one person, newest first, and what is counted for alerts: without these both read everything there is.
set local role unionhall_recorder;
create index log_person on audit.log (local_id, user_id, id desc) where user_id is not null;
create index log_watched on audit.log (local_id, user_id, action, recorded_at) where action in ('READ', 'DELETE');
reset role;

-- Sign-ins that failed since then at accounts that have a seat in this local, whoever tried. Of addresses that nobody
-- has, no local is told: they belong to none.
create function identity.failed_sign_ins(p_since timestamptz)
returns table (event bigint, at timestamptz, user_id uuid)
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select e.id, e.at, s.user_id
  from identity.sign_in_event e
  join identity.seat s on s.account_id = e.account_id and s.is_active
  where s.local_id = public.current_local_id() and e.at > p_since
    and e.outcome in ('bad_credentials', 'locked', 'throttled')
$$;
revoke all on function identity.failed_sign_ins(timestamptz) from public;
grant execute on function identity.failed_sign_ins(timestamptz) to unionhall_app;
