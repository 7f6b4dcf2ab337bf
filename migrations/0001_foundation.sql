-- 0001: the ground every table stands on: who is asking, the audit, the feed, receipts, number series, the epoch.
--
-- Written by hand and never edited after landing; what follows from the registry is generated (0003 and later).
-- unionhall_owner runs this. Whatever belongs to the audit and the feed is owned by unionhall_recorder, who cannot
-- log in, so that neither the application nor the owner writes there except through the functions below.
--
-- acknowledged: "drop table" below is the end of moving late audit rows out of the default partition; each row was copied first.

-- ---------------------------------------------------------------------------------------------------------------
-- Who is asking
-- ---------------------------------------------------------------------------------------------------------------
-- Set for one transaction with set_config(…, true). A setting used once in a session is left as '' and not as null,
-- hence nullif. Without a local every policy compares with null and shows nothing.

create function public.current_local_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.local_id', true), '')::uuid;
create function public.current_user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;
create function public.current_account_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;
create function public.current_device_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.device_id', true), '')::uuid;
create function public.current_request_id() returns text language sql stable parallel safe
  return nullif(current_setting('app.request_id', true), '');

create schema sync;
grant usage on schema sync to unionhall_app, unionhall_reporting;
grant usage, create on schema sync to unionhall_recorder;

-- ---------------------------------------------------------------------------------------------------------------
-- Audit (P5)
-- ---------------------------------------------------------------------------------------------------------------
set local role unionhall_recorder;

grant usage on schema audit to unionhall_app, unionhall_owner;

-- What the audit must know of each entity: which column is which field, and how it is guarded.
-- Filled by generated migrations. Holds no tenant data, hence no local_id.
create table audit.entities (
  entity text primary key,
  -- { column: field }
  columns jsonb not null,
  -- Field names. Sensitive includes online-only ones: digest in the log, value in audit.values. Secret: named, never valued.
  sensitive text[] not null default '{}',
  secret text[] not null default '{}'
);

create sequence audit.log_id;

-- One row for every written row and every event. Rows of the nil local (all zeros) belong to no local: sign-ins
-- of accounts before a seat is chosen; nobody reads those through the application.
create table audit.log (
  local_id uuid not null,
  id bigint not null default nextval('audit.log_id'),
  recorded_at timestamptz not null default clock_timestamp(),
  entity text,
  row_id uuid,
  action text not null constraint log_action check (action in (
    'CREATE', 'UPDATE', 'DELETE', 'RESTORE', 'REFUSED', 'SUPERSEDED', 'CONFLICT', 'SET_ASIDE',
    'BULK_READ', 'READ', 'COMMAND', 'SIGN_IN', 'SIGN_OUT', 'EXPORT')),
  -- UPDATE keeps the fields that changed, CREATE and RESTORE the row as it became, DELETE the row as it was.
  changed_fields text[] not null default '{}',
  before jsonb,
  after jsonb,
  account_id uuid,
  user_id uuid,
  device_id uuid,
  change_id uuid,
  device_at timestamptz,
  request_id text,
  note text,
  constraint log_key primary key (local_id, id, recorded_at)
) partition by range (recorded_at);
create index log_row on audit.log (local_id, row_id, id desc) where row_id is not null;
create index log_time on audit.log (local_id, recorded_at desc);
create index log_change on audit.log (local_id, change_id) where change_id is not null;

-- What the log only knows as a digest. The salt stands here and nowhere else: a value erased takes its salt along,
-- and the digest left in the log can no longer be tried against guesses.
create table audit.values (
  local_id uuid not null,
  log_id bigint not null,
  recorded_at timestamptz not null,
  field text not null,
  salt uuid not null,
  before jsonb,
  after jsonb,
  constraint values_key primary key (local_id, log_id, field, recorded_at)
) partition by range (recorded_at);

-- Remembers which bulk reads of a day are already in the log.
create table audit.bulk_reads (
  local_id uuid not null,
  day date not null,
  scope text not null,
  user_id uuid not null,
  device_id uuid not null,
  constraint bulk_reads_key primary key (local_id, day, scope, user_id, device_id)
);

alter table audit.log enable row level security;
alter table audit.log force row level security;
alter table audit.values enable row level security;
alter table audit.values force row level security;
alter table audit.bulk_reads enable row level security;
alter table audit.bulk_reads force row level security;

-- The recorder's functions take the local from the written row, which has passed that table's own policy, or from
-- the transaction's settings. Nobody else has an insert policy, and nobody at all one for update; delete is for
-- audit.erase_value alone.
create policy log_select on audit.log for select to public using (local_id = (select public.current_local_id()));
create policy log_recorded on audit.log for insert to unionhall_recorder with check (true);
create policy log_lookup on audit.log for select to unionhall_recorder using (true);
create policy values_select on audit.values for select to public using (local_id = (select public.current_local_id()));
create policy values_recorded on audit.values for insert to unionhall_recorder with check (true);
create policy values_lookup on audit.values for select to unionhall_recorder using (true);
create policy values_erased on audit.values for delete to unionhall_recorder using (true);
create policy bulk_reads_remembered on audit.bulk_reads to unionhall_recorder using (true) with check (true);

grant select on audit.log, audit.values to unionhall_app;

-- Stands before every UPDATE, DELETE and TRUNCATE of the audit, whoever asks. One way through: audit.erase_value.
create function audit.refuse_bending() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' and tg_argv[0] = 'values' and current_user = 'unionhall_recorder'
     and current_setting('audit.erasing', true) = pg_current_xact_id()::text then
    return null;
  end if;
  raise exception 'The audit cannot be changed: % on %.% is refused.', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

create trigger refuse_bending before update or delete or truncate on audit.log
  for each statement execute function audit.refuse_bending('log');
create trigger refuse_bending before update or delete or truncate on audit.values
  for each statement execute function audit.refuse_bending('values');

-- A partition with what a parent does not hand down: forced row-level security and the statement trigger.
create function audit.guard_partition(partition_name text, parent text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table audit.%I enable row level security', partition_name);
  execute format('alter table audit.%I force row level security', partition_name);
  execute format(
    'create trigger refuse_bending before update or delete or truncate on audit.%I
       for each statement execute function audit.refuse_bending(%L)', partition_name, parent);
end
$$;

-- Makes one month's partitions. Rows that already lie in the default partition for that month move over: the default
-- is set aside, a new one is made, and every row is written again through the parent.
create function audit.create_partition(month date) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  first_day constant date := date_trunc('month', month)::date;
  next_month constant date := (first_day + interval '1 month')::date;
  parent text;
  is_late boolean;
begin
  perform pg_advisory_xact_lock(4600002);
  foreach parent in array array['log', 'values'] loop
    continue when to_regclass(format('audit.%I', parent || to_char(first_day, '"_"YYYY"_"MM'))) is not null;
    -- Asked of the parent, whose policy lets the recorder look; without a partition of its own the month lies in the default.
    execute format('select exists (select from audit.%I where recorded_at >= $1 and recorded_at < $2)', parent)
      into is_late using first_day::timestamptz, next_month::timestamptz;
    if is_late then
      execute format('alter table audit.%I detach partition audit.%I', parent, parent || '_default');
      execute format('alter table audit.%I rename to %I', parent || '_default', parent || '_late');
      execute format('create table audit.%I partition of audit.%I default', parent || '_default', parent);
      perform audit.guard_partition(parent || '_default', parent);
    end if;
    execute format('create table audit.%I partition of audit.%I for values from (%L) to (%L)',
      parent || to_char(first_day, '"_"YYYY"_"MM'), parent, first_day::timestamptz, next_month::timestamptz);
    perform audit.guard_partition(parent || to_char(first_day, '"_"YYYY"_"MM'), parent);
    if is_late then
      execute format('alter table audit.%I no force row level security', parent || '_late');
      execute format('insert into audit.%I select * from audit.%I', parent, parent || '_late');
      execute format('drop table audit.%I', parent || '_late');
    end if;
  end loop;
end
$$;

-- This month and the three after it; asked at start-up and daily. Also forgets bulk reads of past days.
create function audit.ensure_partitions() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' set lock_timeout = '5s' as $$
begin
  for ahead in 0..3 loop
    perform audit.create_partition((date_trunc('month', clock_timestamp()) + make_interval(months => ahead))::date);
  end loop;
  delete from audit.bulk_reads where day < (clock_timestamp() - interval '3 days')::date;
end
$$;

create table audit.log_default partition of audit.log default;
create table audit.values_default partition of audit.values default;
do $$
begin
  perform audit.guard_partition('log_default', 'log');
  perform audit.guard_partition('values_default', 'values');
  perform audit.ensure_partitions();
end
$$;

-- A written row on its way into the log: the whole row before and after, by column.
create type audit.written_row as (
  local_id uuid,
  row_id uuid,
  action text,
  before jsonb,
  after jsonb,
  change_id uuid,
  device_at timestamptz
);

create function audit.digest(salt uuid, value jsonb) returns jsonb
language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp
  return jsonb_build_object('digest', encode(sha256(convert_to(salt::text || value::text, 'UTF8')), 'hex'));

-- The tail of the three triggers below. An update in which no field differs writes nothing.
create function audit.append(entity_name text, written audit.written_row[]) returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
  with moment as materialized (select clock_timestamp() as recorded_at),
  field as materialized (
    select c.key as column_name, c.value as name, c.value = any (e.sensitive) as is_sensitive, c.value = any (e.secret) as is_secret
    from audit.entities e, jsonb_each_text(e.columns) c
    where e.entity = entity_name
  ),
  cell as materialized (
    select w.position, f.name, f.is_sensitive, f.is_secret, v.before, v.after,
           case when f.is_sensitive then gen_random_uuid() end as salt
    from unnest(written) with ordinality
           w (local_id, row_id, action, before, after, change_id, device_at, position)
    cross join field f
    cross join lateral (
      select nullif(w.before -> f.column_name, 'null'::jsonb) as before, nullif(w.after -> f.column_name, 'null'::jsonb) as after
    ) v
    where v.before is distinct from v.after
  ),
  difference as materialized (
    select c.position,
           array_agg(c.name) as changed_fields,
           jsonb_object_agg(c.name, case when c.is_sensitive then coalesce(audit.digest(c.salt, c.before), 'null') else c.before end)
             filter (where not c.is_secret) as before,
           jsonb_object_agg(c.name, case when c.is_sensitive then coalesce(audit.digest(c.salt, c.after), 'null') else c.after end)
             filter (where not c.is_secret) as after
    from cell c
    group by c.position
  ),
  logged as materialized (
    select nextval('audit.log_id') as id, w.*, d.changed_fields, d.before as before_values, d.after as after_values
    from unnest(written) with ordinality w (local_id, row_id, action, before, after, change_id, device_at, position)
    left join difference d on d.position = w.position
    where d.position is not null or w.action <> 'UPDATE'
  ),
  log_rows as (
    insert into audit.log (local_id, id, recorded_at, entity, row_id, action, changed_fields, before, after,
                           account_id, user_id, device_id, change_id, device_at, request_id)
    select l.local_id, l.id, m.recorded_at, entity_name, l.row_id, l.action, coalesce(l.changed_fields, '{}'),
           case when l.before is not null then l.before_values end,
           case when l.after is not null then l.after_values end,
           public.current_account_id(), public.current_user_id(), public.current_device_id(),
           l.change_id, l.device_at, public.current_request_id()
    from logged l, moment m
    order by l.id
  )
  insert into audit.values (local_id, log_id, recorded_at, field, salt, before, after)
  select l.local_id, l.id, m.recorded_at, c.name, c.salt, c.before, c.after
  from cell c
  join logged l on l.position = c.position
  cross join moment m
  where c.is_sensitive and not c.is_secret;
end;

-- Statement trigger of every entity table; TG_ARGV[0] is the entity. Setting or clearing deleted_at is what the house
-- calls deleting and restoring; a row truly removed (which no role of ours may do) is written down as well.
create function audit.rows_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  written audit.written_row[];
begin
  if not exists (select from audit.entities e where e.entity = tg_argv[0]) then
    raise exception 'The audit does not know the entity "%": its row in audit.entities is missing.', tg_argv[0];
  end if;
  if tg_op = 'INSERT' then
    select array_agg(row(a.local_id, a.id, 'CREATE', null, to_jsonb(a), a.change_id, a.changed_at)::audit.written_row)
      into written from after_rows a;
  elsif tg_op = 'UPDATE' then
    select array_agg(row(a.local_id, a.id, v.action,
             case when v.action <> 'RESTORE' then to_jsonb(b) end,
             case when v.action <> 'DELETE' then to_jsonb(a) end,
             a.change_id, a.changed_at)::audit.written_row)
      into written
      from before_rows b
      join after_rows a on a.local_id = b.local_id and a.id = b.id
      cross join lateral (
        select case when b.deleted_at is null and a.deleted_at is not null then 'DELETE'
                    when b.deleted_at is not null and a.deleted_at is null then 'RESTORE'
                    else 'UPDATE' end as action) v;
  else
    select array_agg(row(b.local_id, b.id, 'DELETE', to_jsonb(b), null, b.change_id, b.changed_at)::audit.written_row)
      into written from before_rows b;
  end if;
  if written is not null then
    perform audit.append(tg_argv[0], written);
  end if;
  return null;
end
$$;

-- Events that are not row writes. Each element: { entity, rowId, action, before, after, changeId, deviceAt, note };
-- before and after by field name. Who did it comes from the transaction's settings, never from the caller's words,
-- and what only the triggers may say (CREATE, UPDATE, DELETE, RESTORE) is refused.
create function audit.record_many(events jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  moment constant timestamptz := clock_timestamp();
  the_local constant uuid := coalesce(public.current_local_id(), '00000000-0000-0000-0000-000000000000');
begin
  if exists (select from jsonb_array_elements(events) e where e ->> 'action' in ('CREATE', 'UPDATE', 'DELETE', 'RESTORE')) then
    raise exception 'Row writes are recorded by the database itself, not by audit.record.' using errcode = 'insufficient_privilege';
  end if;
  with event as materialized (
    select nextval('audit.log_id') as id, e.*
    from jsonb_to_recordset(events) e (
      entity text, "rowId" uuid, action text, before jsonb, after jsonb, "changeId" uuid, "deviceAt" timestamptz, note text)
  ),
  cell as materialized (
    select v.id, k.name, coalesce(k.name = any (f.sensitive), false) as is_sensitive,
           nullif(v.before -> k.name, 'null'::jsonb) as before, nullif(v.after -> k.name, 'null'::jsonb) as after,
           case when k.name = any (f.sensitive) then gen_random_uuid() end as salt
    from event v
    left join audit.entities f on f.entity = v.entity
    cross join lateral (
      select jsonb_object_keys(coalesce(nullif(v.before, 'null'), '{}') || coalesce(nullif(v.after, 'null'), '{}')) as name
    ) k
    where not coalesce(k.name = any (f.secret), false)
  ),
  summary as materialized (
    select c.id, array_agg(c.name) as fields,
           jsonb_object_agg(c.name, case when c.is_sensitive then coalesce(audit.digest(c.salt, c.before), 'null') else c.before end) as before,
           jsonb_object_agg(c.name, case when c.is_sensitive then coalesce(audit.digest(c.salt, c.after), 'null') else c.after end) as after
    from cell c
    group by c.id
  ),
  log_rows as (
    insert into audit.log (local_id, id, recorded_at, entity, row_id, action, changed_fields, before, after,
                           account_id, user_id, device_id, change_id, device_at, request_id, note)
    select the_local, v.id, moment, v.entity, v."rowId", v.action, coalesce(s.fields, '{}'),
           case when nullif(v.before, 'null') is not null then s.before end,
           case when nullif(v.after, 'null') is not null then s.after end,
           public.current_account_id(), public.current_user_id(), public.current_device_id(),
           v."changeId", v."deviceAt", public.current_request_id(), v.note
    from event v
    left join summary s on s.id = v.id
    order by v.id
  )
  insert into audit.values (local_id, log_id, recorded_at, field, salt, before, after)
  select the_local, c.id, moment, c.name, c.salt, c.before, c.after from cell c where c.is_sensitive;
end
$$;

create function audit.record(
  entity text, row_id uuid, action text, before jsonb default null, after jsonb default null,
  change_id uuid default null, device_at timestamptz default null, note text default null
) returns void language sql set search_path = pg_catalog, pg_temp
  return audit.record_many(jsonb_build_array(jsonb_build_object(
    'entity', entity, 'rowId', row_id, 'action', action, 'before', before, 'after', after,
    'changeId', change_id, 'deviceAt', device_at, 'note', note)));

-- One BULK_READ for each scope, person, device and day (UTC). Returns whether this was the first.
create function audit.record_bulk_read(read_scope text, row_count integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
begin
  insert into audit.bulk_reads (local_id, day, scope, user_id, device_id)
  values (public.current_local_id(), clock_timestamp()::date, read_scope,
          coalesce(public.current_user_id(), '00000000-0000-0000-0000-000000000000'),
          coalesce(public.current_device_id(), '00000000-0000-0000-0000-000000000000'))
  on conflict do nothing;
  if not found then
    return false;
  end if;
  perform audit.record(null, null, 'BULK_READ', null, jsonb_build_object('scope', read_scope, 'rows', row_count), null, null, read_scope);
  return true;
end
$$;

-- Lawful erasure of one field of one row, in all of its history. The log keeps that there was a value and that it was
-- erased, by whom and why. Granted to nobody yet: the command that may call it comes with its own rights.
create function audit.erase_value(of_entity text, of_row uuid, of_field text, reason text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  erased integer;
begin
  if coalesce(btrim(reason), '') = '' then
    raise exception 'An erasure needs a reason.' using errcode = 'invalid_parameter_value';
  end if;
  perform set_config('audit.erasing', pg_current_xact_id()::text, true);
  delete from audit.values v
  using audit.log l
  where l.local_id = public.current_local_id() and l.row_id = of_row and l.entity = of_entity
    and v.local_id = l.local_id and v.log_id = l.id and v.recorded_at = l.recorded_at and v.field = of_field;
  get diagnostics erased = row_count;
  perform set_config('audit.erasing', '', true);
  perform audit.record(of_entity, of_row, 'COMMAND', null,
    jsonb_build_object('erasedField', of_field, 'erasedValues', erased), null, null, reason);
  return erased;
end
$$;

revoke execute on all functions in schema audit from public;
grant execute on function audit.rows_written() to unionhall_owner;
grant execute on function audit.record(text, uuid, text, jsonb, jsonb, uuid, timestamptz, text) to unionhall_app;
grant execute on function audit.record_many(jsonb) to unionhall_app;
grant execute on function audit.record_bulk_read(text, integer) to unionhall_app;
grant execute on function audit.ensure_partitions() to unionhall_app;

-- ---------------------------------------------------------------------------------------------------------------
-- Feed (P3)
-- ---------------------------------------------------------------------------------------------------------------
-- The latest word on each (scope, row): here (put) or gone from here (exit).
create table sync.feed (
  local_id uuid not null,
  scope text collate "C" not null,
  entity text collate "C" not null,
  row_id uuid not null,
  is_exit boolean not null,
  number bigint not null,
  constraint feed_key primary key (local_id, scope, entity, row_id)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create unique index feed_order on sync.feed (local_id, scope, number);

-- The last number of each scope. Hot rows: narrow, nearly empty pages, so that every bump finds room on its page.
create table sync.feed_counter (
  local_id uuid not null,
  scope text collate "C" not null,
  number bigint not null,
  constraint feed_counter_key primary key (local_id, scope)
) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 500);

-- What a transaction has touched and not yet numbered: one row a statement, gone when numbered, so that a committed
-- transaction leaves none behind. Not logged: after a crash there is nothing in it that anybody needs.
create unlogged table sync.feed_mark (
  local_id uuid not null,
  writer xid8 not null default pg_current_xact_id(),
  position bigint generated always as identity,
  entity text collate "C" not null,
  scopes text[] collate "C" not null,
  row_ids uuid[] not null,
  exits boolean[] not null,
  constraint feed_mark_key primary key (writer, position)
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000);

alter table sync.feed enable row level security;
alter table sync.feed force row level security;
alter table sync.feed_counter enable row level security;
alter table sync.feed_counter force row level security;
alter table sync.feed_mark enable row level security;
alter table sync.feed_mark force row level security;
create policy feed_select on sync.feed for select to public using (local_id = (select public.current_local_id()));
create policy feed_counter_select on sync.feed_counter for select to public using (local_id = (select public.current_local_id()));
create policy feed_numbered on sync.feed to unionhall_recorder using (true) with check (true);
create policy feed_counter_numbered on sync.feed_counter to unionhall_recorder using (true) with check (true);
create policy feed_mark_numbered on sync.feed_mark to unionhall_recorder using (true) with check (true);
grant select on sync.feed, sync.feed_counter to unionhall_app;

-- Second statement trigger of every entity table; TG_ARGV[0] is the entity.
create function sync.rows_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select a.local_id, tg_argv[0], array_agg(s.scope), array_agg(a.id), array_agg(false)
    from after_rows a cross join lateral unnest(a.scopes) s (scope)
    where a.deleted_at is null
    group by a.local_id;
  elsif tg_op = 'UPDATE' then
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select a.local_id, tg_argv[0], array_agg(m.scope), array_agg(a.id), array_agg(m.is_exit)
    from before_rows b
    join after_rows a on a.local_id = b.local_id and a.id = b.id
    cross join lateral (
      select s.scope, false as is_exit from unnest(a.scopes) s (scope) where a.deleted_at is null
      union all
      select s.scope, true from unnest(b.scopes) s (scope)
      where b.deleted_at is null and (a.deleted_at is not null or s.scope <> all (a.scopes))
    ) m
    group by a.local_id;
  else
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select b.local_id, tg_argv[0], array_agg(s.scope), array_agg(b.id), array_agg(true)
    from before_rows b cross join lateral unnest(b.scopes) s (scope)
    where b.deleted_at is null
    group by b.local_id;
  end if;
  return null;
end
$$;

-- Numbers all that this transaction has marked. Runs at COMMIT, or at SET CONSTRAINTS ALL IMMEDIATE when the numbers are
-- wanted before. The counters are locked first and in one order, whatever the order of the writes was, and stay locked
-- until the commit: hence numbers become visible in their own order, and two writers cannot wait for each other.
create function sync.number_feed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  numbered jsonb;
begin
  with mark as materialized (
    delete from sync.feed_mark where writer = pg_current_xact_id() returning local_id, position, entity, scopes, row_ids, exits
  ),
  entry as materialized (
    -- The last word counts: a row that left and came back within the transaction is here.
    select distinct on (m.local_id, e.scope, m.entity, e.row_id) m.local_id, e.scope, m.entity, e.row_id, e.is_exit
    from mark m
    cross join lateral (
      select u.scope collate "C" as scope, u.row_id, u.is_exit, u.position
      from unnest(m.scopes, m.row_ids, m.exits) with ordinality u (scope, row_id, is_exit, position)
    ) e
    order by m.local_id, e.scope, m.entity, e.row_id, m.position desc, e.position desc
  ),
  counter as materialized (
    insert into sync.feed_counter as c (local_id, scope, number)
    select e.local_id, e.scope, count(*) from entry e group by e.local_id, e.scope order by e.local_id, e.scope
    on conflict (local_id, scope) do update set number = c.number + excluded.number
    returning c.local_id, c.scope, c.number
  ),
  fed as (
    insert into sync.feed as f (local_id, scope, entity, row_id, is_exit, number)
    select e.local_id, e.scope, e.entity, e.row_id, e.is_exit,
           c.number + 1 - row_number() over (partition by e.local_id, e.scope order by e.entity desc, e.row_id desc)
    from entry e
    join counter c on c.local_id = e.local_id and c.scope = e.scope
    on conflict (local_id, scope, entity, row_id) do update set is_exit = excluded.is_exit, number = excluded.number
  )
  select jsonb_object_agg(c.scope, c.number) into numbered from counter c where c.local_id = public.current_local_id();
  if numbered is not null then
    perform set_config('sync.touched',
      (coalesce(nullif(current_setting('sync.touched', true), '')::jsonb, '{}') || numbered)::text, true);
  end if;
  return null;
end
$$;

create constraint trigger number_feed after insert on sync.feed_mark
  deferrable initially deferred for each row execute function sync.number_feed();

-- The scopes that this transaction has numbered, and how far. Empty before SET CONSTRAINTS ALL IMMEDIATE.
create function sync.touched() returns table (scope text, number bigint)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select t.key, t.value::bigint
  from jsonb_each_text(coalesce(nullif(current_setting('sync.touched', true), ''), '{}')::jsonb) t
  order by t.key;
end;

-- ---------------------------------------------------------------------------------------------------------------
-- Epoch (P7)
-- ---------------------------------------------------------------------------------------------------------------
-- Which life of the database this is. One row; belongs to the whole database, hence no local_id.
create table sync.epoch (
  only_row boolean not null default true constraint epoch_key primary key constraint epoch_one check (only_row),
  epoch uuid not null,
  previous uuid,
  reason text not null constraint epoch_reason check (reason in ('first', 'command', 'cluster', 'timeline', 'database', 'behind')),
  system_identifier text not null,
  timeline integer not null,
  database_oid bigint not null,
  since timestamptz not null default now()
);
grant select on sync.epoch to unionhall_app;

-- What this database can say about the cluster it lives in. The flushed position: what is not flushed may be gone after
-- a crash, which is no restore. A standby cannot be asked.
create function sync.cluster_state(
  out system_identifier text, out timeline integer, out database_oid bigint, out wal_position pg_lsn
) language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  select s.system_identifier::text, ('x' || left(pg_walfile_name(w.lsn), 8))::bit(32)::integer, d.oid::bigint, w.lsn
  from pg_control_system() s, pg_database d, (select pg_current_wal_flush_lsn() as lsn) w
  where d.datname = current_database();
end;

-- The epoch now, and the mark to keep outside the database. A new epoch begins by itself when the cluster, its timeline
-- or the database is not the one stored, or when the database is behind the mark that was kept. A mark from another
-- database says nothing, nor does one from the epoch before this one: some other server has already seen that restore.
create function sync.observe_epoch(
  kept_mark jsonb default null,
  out epoch uuid, out reason text, out is_new boolean, out since timestamptz, out mark jsonb
) language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here record;
  stored record;
  is_about_here boolean;
begin
  perform pg_advisory_xact_lock(4600003);
  select * into here from sync.cluster_state();
  select * into stored from sync.epoch;
  is_about_here := kept_mark ->> 'systemIdentifier' = here.system_identifier
    and (kept_mark ->> 'databaseOid')::bigint = here.database_oid;
  reason := case
    when stored.epoch is null then 'first'
    when stored.system_identifier <> here.system_identifier then 'cluster'
    when stored.timeline <> here.timeline then 'timeline'
    when stored.database_oid <> here.database_oid then 'database'
    when not coalesce(is_about_here, false) then null
    when (kept_mark ->> 'epoch')::uuid = stored.epoch and (kept_mark ->> 'timeline')::integer <> here.timeline then 'timeline'
    when (kept_mark ->> 'epoch')::uuid = stored.epoch and (kept_mark ->> 'walPosition')::pg_lsn > here.wal_position then 'behind'
    when (kept_mark ->> 'epoch')::uuid <> stored.epoch and (kept_mark ->> 'epoch')::uuid is distinct from stored.previous then 'behind'
  end;
  is_new := reason is not null;
  if is_new then
    perform sync.begin_epoch(reason);
    select * into stored from sync.epoch;
  end if;
  epoch := stored.epoch;
  reason := stored.reason;
  since := stored.since;
  mark := jsonb_build_object('epoch', stored.epoch, 'systemIdentifier', here.system_identifier,
    'timeline', here.timeline, 'databaseOid', here.database_oid, 'walPosition', here.wal_position);
end
$$;

create function sync.begin_epoch(because text default 'command') returns uuid
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into sync.epoch as e (epoch, reason, system_identifier, timeline, database_oid)
  select gen_random_uuid(), because, c.system_identifier, c.timeline, c.database_oid from sync.cluster_state() c
  on conflict (only_row) do update set
    epoch = excluded.epoch, previous = e.epoch, reason = excluded.reason, system_identifier = excluded.system_identifier,
    timeline = excluded.timeline, database_oid = excluded.database_oid, since = now()
  returning e.epoch;
end;

revoke execute on all functions in schema sync from public;
grant execute on function sync.rows_written() to unionhall_owner;
grant execute on function sync.touched() to unionhall_app;
grant execute on function sync.observe_epoch(jsonb) to unionhall_app;
grant execute on function sync.begin_epoch(text) to unionhall_app, unionhall_owner;

reset role;

-- ---------------------------------------------------------------------------------------------------------------
-- Receipts (P2) and number series
-- ---------------------------------------------------------------------------------------------------------------
-- Stands before every DELETE and TRUNCATE of a table that only grows.
create function public.refuse_removal() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'Rows of %.% are never removed: % is refused.', tg_table_schema, tg_table_name, tg_op
    using errcode = 'insufficient_privilege';
end
$$;

-- Inserted first, in the transaction that applies the change: that is what makes it happen once, for ever.
create table public.receipts (
  local_id uuid not null,
  change_id uuid not null,
  device_id uuid,
  -- The device's own counting of its changes; a hole in it means loss.
  sequence bigint,
  user_id uuid,
  entity text,
  row_id uuid,
  outcome text not null,
  answer jsonb,
  received_at timestamptz not null default now(),
  constraint receipts_key primary key (local_id, change_id)
);
create unique index receipts_sequence on public.receipts (local_id, device_id, sequence)
  where device_id is not null and sequence is not null;

-- Human numbers: the last one given in each series and year.
create table public.series (
  local_id uuid not null,
  name text not null,
  year integer not null,
  last integer not null constraint series_last check (last >= 0),
  constraint series_key primary key (local_id, name, year)
);

alter table public.receipts enable row level security;
alter table public.receipts force row level security;
create policy receipts_select on public.receipts for select to public using (local_id = (select public.current_local_id()));
create policy receipts_insert on public.receipts for insert to public with check (local_id = (select public.current_local_id()));
create policy receipts_update on public.receipts for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));
alter table public.series enable row level security;
alter table public.series force row level security;
create policy series_select on public.series for select to public using (local_id = (select public.current_local_id()));
create policy series_insert on public.series for insert to public with check (local_id = (select public.current_local_id()));
create policy series_update on public.series for update to public
  using (local_id = (select public.current_local_id())) with check (local_id = (select public.current_local_id()));

grant select, insert on public.receipts to unionhall_app;
grant update (outcome, answer, entity, row_id) on public.receipts to unionhall_app;
grant select, insert on public.series to unionhall_app;
grant update (last) on public.series to unionhall_app;

create trigger refuse_removal before delete or truncate on public.receipts
  for each statement execute function public.refuse_removal();
create trigger refuse_removal before delete or truncate on public.series
  for each statement execute function public.refuse_removal();
