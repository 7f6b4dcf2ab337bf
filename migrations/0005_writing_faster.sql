-- 0005: writing faster. What is recorded stays the same to the letter; how it is found out is what changes.
--
-- 1. The audit compares columns as they are, and makes JSON of what differs only. Turning every row into JSON twice, and
--    all of them into one array, took most of the time of a push.
-- 2. Both statement triggers take one row or thousands. A plan made for one row joins thousands in a circle of a million
--    steps, so neither may keep one: the audit's statement is made anew, the feed's may not be a nested loop.
-- 3. Entity tables leave room on their pages: a row that is edited finds place beside itself and touches no index.
--
-- acknowledged: "drop function" and "drop type" below are the old way of finding out; no table and no value is touched.

set local role unionhall_recorder;

-- Without STRICT and without a search path of its own it is folded into the statement that calls it; its body was
-- resolved when it was made, so that no search path can turn it.
create or replace function audit.digest(salt uuid, value jsonb) returns jsonb
language sql immutable parallel safe
  return case when salt is not null and value is not null then
    jsonb_build_object('digest', encode(sha256(convert_to(salt::text || value::text, 'UTF8')), 'hex')) end;

-- One field of an entity as a query over o, the row as it was, and n, the row as it became: no row when they agree.
create function audit.cell_query(column_name text, field text, is_sensitive boolean, is_secret boolean) returns text
language sql immutable parallel safe
  return format(
    'select %L as name, %s as salt, %L::boolean as is_secret,'
    ' nullif(to_jsonb(o.%I), ''null'') as before, nullif(to_jsonb(n.%I), ''null'') as after'
    ' where o.%I is distinct from n.%I',
    field, case when is_sensitive then 'gen_random_uuid()' else 'null::uuid' end, is_secret,
    column_name, column_name, column_name, column_name);

-- Statement trigger of every entity table; TG_ARGV[0] is the entity. Setting or clearing deleted_at is what the house
-- calls deleting and restoring; a row truly removed (which no role of ours may do) is written down as well. An update
-- in which no field differs writes nothing.
create or replace function audit.rows_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  cells text;
begin
  select string_agg(audit.cell_query(c.key, c.value, c.value = any (e.sensitive), c.value = any (e.secret)), ' union all ')
    into cells
    from audit.entities e, jsonb_each_text(e.columns) c
    where e.entity = tg_argv[0];
  if cells is null then
    raise exception 'The audit does not know the entity "%": its row in audit.entities is missing.', tg_argv[0];
  end if;
  execute format($query$
    with circumstances as materialized (
      select clock_timestamp() as recorded_at, public.current_account_id() as account_id, public.current_user_id() as user_id,
             public.current_device_id() as device_id, public.current_request_id() as request_id
    ),
    logged as materialized (
      select nextval('audit.log_id') as id, w.local_id, w.id as row_id, k.action, w.change_id, w.changed_at, d.*
      from %1$s
      cross join lateral (
        select array_agg(c.name) as changed_fields,
               jsonb_object_agg(c.name, case when c.salt is null then c.before else audit.digest(c.salt, c.before) end)
                 filter (where not c.is_secret) as before,
               jsonb_object_agg(c.name, case when c.salt is null then c.after else audit.digest(c.salt, c.after) end)
                 filter (where not c.is_secret) as after,
               jsonb_object_agg(c.name, jsonb_build_array(c.salt, c.before, c.after))
                 filter (where c.salt is not null and not c.is_secret) as withheld
        from (%2$s) c
      ) d
      where d.changed_fields is not null or k.action <> 'UPDATE'
    ),
    log_rows as (
      insert into audit.log (local_id, id, recorded_at, entity, row_id, action, changed_fields, before, after,
                             account_id, user_id, device_id, change_id, device_at, request_id)
      select l.local_id, l.id, m.recorded_at, $1, l.row_id, l.action, coalesce(l.changed_fields, '{}'),
             case when l.action not in ('CREATE', 'RESTORE') then l.before end,
             case when l.action <> 'DELETE' then l.after end,
             m.account_id, m.user_id, m.device_id, l.change_id, l.changed_at, m.request_id
      from logged l, circumstances m
    )
    insert into audit.values (local_id, log_id, recorded_at, field, salt, before, after)
    select l.local_id, l.id, m.recorded_at, v.key, (v.value ->> 0)::uuid,
           nullif(v.value -> 1, 'null'), nullif(v.value -> 2, 'null')
    from logged l, circumstances m, jsonb_each(l.withheld) v
    where l.withheld is not null
    $query$,
    -- The written row w, what was done to it, and it before (o) and after (n); a side that is not there is all null.
    case tg_op
      when 'INSERT' then
        'after_rows w cross join (select ''CREATE'' as action) k
         left join lateral (select w.*) o on false cross join lateral (select w.*) n'
      when 'UPDATE' then
        'before_rows b join after_rows w on w.local_id = b.local_id and w.id = b.id
         cross join lateral (
           select case when b.deleted_at is null and w.deleted_at is not null then ''DELETE''
                       when b.deleted_at is not null and w.deleted_at is null then ''RESTORE''
                       else ''UPDATE'' end as action) k
         left join lateral (select b.*) o on k.action <> ''RESTORE''
         left join lateral (select w.*) n on k.action <> ''DELETE'''
      else
        'before_rows w cross join (select ''DELETE'' as action) k
         cross join lateral (select w.*) o left join lateral (select w.*) n on false'
    end,
    cells)
    using tg_argv[0];
  return null;
end
$$;

drop function audit.append(text, audit.written_row[]);
drop type audit.written_row;

revoke execute on function audit.cell_query(text, text, boolean, boolean) from public;

-- Second statement trigger of every entity table; TG_ARGV[0] is the entity.
create or replace function sync.rows_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off as $$
begin
  if tg_op = 'INSERT' then
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select a.local_id, tg_argv[0], array_agg(s.scope), array_agg(a.id), array_agg(false)
    from after_rows a cross join lateral unnest(a.scopes) s (scope)
    where a.deleted_at is null
    group by a.local_id;
  elsif tg_op = 'UPDATE' then
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select m.local_id, tg_argv[0], array_agg(m.scope), array_agg(m.id), array_agg(m.is_exit)
    from (
      select a.local_id, a.id, s.scope, false as is_exit
      from after_rows a cross join lateral unnest(a.scopes) s (scope)
      where a.deleted_at is null
      union all
      select b.local_id, b.id, s.scope, true
      from before_rows b
      join after_rows a on a.local_id = b.local_id and a.id = b.id
      cross join lateral unnest(b.scopes) s (scope)
      where b.deleted_at is null and (a.deleted_at is not null or a.scopes <> b.scopes)
        and (a.deleted_at is not null or s.scope <> all (a.scopes))
    ) m
    group by m.local_id;
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

reset role;

-- 3. Pages written from now on; those that are full stay so until their rows move.
alter table public.locals set (fillfactor = 80);
alter table public.roles set (fillfactor = 80);
alter table public.users set (fillfactor = 80);
alter table public.user_roles set (fillfactor = 80);
alter table public.devices set (fillfactor = 80);
alter table public.conflicts set (fillfactor = 80);
alter table public.refusals set (fillfactor = 80);
alter table public.set_asides set (fillfactor = 80);
alter table public.courses set (fillfactor = 80);
alter table public.cohorts set (fillfactor = 80);
alter table public.instructors set (fillfactor = 80);
alter table public.instructor_assignments set (fillfactor = 80);
alter table public.class_sessions set (fillfactor = 80);
alter table public.students set (fillfactor = 80);
alter table public.enrollments set (fillfactor = 80);
alter table public.attendances set (fillfactor = 80);
alter table public.members set (fillfactor = 80);
