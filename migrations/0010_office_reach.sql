-- 0010: office reach.
-- The first part is generated from shared/entities by "npm run db:generate", then read; the others are written by hand.
-- Never edited after landing.

-- devices: changed
alter table public.devices add column resync_asked_at timestamp with time zone;
alter table public.devices add column resync_done_at timestamp with time zone;
grant select, insert on public.devices to unionhall_app;
grant update (
  resync_asked_at, resync_done_at
) on public.devices to unionhall_app;
grant select (
  resync_asked_at, resync_done_at
) on public.devices to unionhall_reporting;

-- What the audit must know of these entities.
set local role unionhall_recorder;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'device',
  '{"user_id": "userId", "label": "label", "app_version": "appVersion", "last_contact_at": "lastContactAt", "unsent_count": "unsentCount", "oldest_unsent_at": "oldestUnsentAt", "last_sequence": "lastSequence", "clock_offset_ms": "clockOffsetMs", "storage_used_mb": "storageUsedMb", "ended_at": "endedAt", "resync_asked_at": "resyncAskedAt", "resync_done_at": "resyncDoneAt"}',
  array[]::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
reset role;

-- A correction says why: the reason stands in the row of the log that the correction makes. It is told by the
-- transaction (app.note), as who acts is. Otherwise the trigger is that of 0005.
set local role unionhall_recorder;
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
             public.current_device_id() as device_id, public.current_request_id() as request_id,
             nullif(current_setting('app.note', true), '') as note
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
                             account_id, user_id, device_id, change_id, device_at, request_id, note)
      select l.local_id, l.id, m.recorded_at, $1, l.row_id, l.action, coalesce(l.changed_fields, '{}'),
             case when l.action not in ('CREATE', 'RESTORE') then l.before end,
             case when l.action <> 'DELETE' then l.after end,
             m.account_id, m.user_id, m.device_id, l.change_id, l.changed_at, m.request_id, m.note
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
reset role;

-- Which session speaks for a device of a local. A device's number is made by its store and a session knows none of it, so
-- the server notes the pair when they are heard together. An administrator can then end the session of a device.
create table identity.session_device (
  session_id uuid not null references identity.session (id) on delete cascade,
  local_id uuid not null,
  device_id uuid not null,
  primary key (session_id, local_id, device_id)
);
create index session_device_device on identity.session_device (local_id, device_id);
revoke all on identity.session_device from public;
-- Forced like every table that carries local_id; the one policy is for the owner of the functions below.
alter table identity.session_device enable row level security;
alter table identity.session_device force row level security;
create policy session_device_kept_by_owner on identity.session_device to unionhall_owner using (true) with check (true);

alter table identity.session drop constraint session_end_reason_check;
alter table identity.session add constraint session_end_reason_check check (
  end_reason in ('signed_out', 'signed_out_everywhere', 'password_changed', 'reuse_detected', 'locked', 'expired',
                 'ended_by_office')
);

create function identity.note_session_device(p_session uuid, p_device uuid) returns void
language sql security definer set search_path = pg_catalog, identity, pg_temp
as $$
  insert into identity.session_device (session_id, local_id, device_id)
  select s.id, t.local_id, p_device
  from identity.session s, (values (nullif(current_setting('app.local_id', true), '')::uuid)) t (local_id)
  where s.id = p_session and t.local_id is not null
  on conflict do nothing
$$;

-- Ends what stands of the sessions that spoke for this device in the transaction's local, and of no account but the one
-- that sits in this seat: a session that claimed somebody else's device is not touched. Gives the sessions that it ended.
create function identity.end_device_sessions(p_user uuid, p_device uuid) returns setof uuid
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
declare
  v_local constant uuid := nullif(current_setting('app.local_id', true), '')::uuid;
  v_account uuid;
  v_session uuid;
begin
  select s.account_id into v_account from identity.seat s where s.local_id = v_local and s.user_id = p_user;
  for v_session in
    select s.id
    from identity.session_device d
    join identity.session s on s.id = d.session_id
    where d.local_id = v_local and d.device_id = p_device and s.account_id = v_account and s.ended_at is null
    order by s.id
  loop
    perform identity.end_sessions_where(v_account, v_session, null, 'ended_by_office');
    return next v_session;
  end loop;
end
$$;

revoke all on function
  identity.note_session_device(uuid, uuid), identity.end_device_sessions(uuid, uuid)
from public;
grant execute on function
  identity.note_session_device(uuid, uuid), identity.end_device_sessions(uuid, uuid)
to unionhall_app;
