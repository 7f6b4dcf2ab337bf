-- 0009: seals over the audit. Written by hand. Never edited after landing.

-- Every hour the rows since the last seal are gathered into one Merkle root, signed with a key that is kept outside of the
-- database, and chained to the seal before. A copy of each seal is kept outside, too (server/audit/seal.ts).
set local role unionhall_recorder;
create table audit.seals (
  local_id uuid not null,
  number integer not null constraint seals_number check (number >= 1),
  -- Covers the log rows with after_id < id <= upto_id.
  after_id bigint not null,
  upto_id bigint not null,
  -- What was signed, to the letter, and the signature (ECDSA P-256 with SHA-256, r and s in base64url).
  payload text not null,
  signature text not null,
  constraint seals_key primary key (local_id, number),
  constraint seals_order check (upto_id >= after_id)
);
alter table audit.seals enable row level security;
alter table audit.seals force row level security;
create policy seals_select on audit.seals for select to public using (local_id = (select public.current_local_id()));
create policy seals_recorded on audit.seals for insert to unionhall_recorder with check (true);
create policy seals_lookup on audit.seals for select to unionhall_recorder using (true);
grant select on audit.seals to unionhall_app;
create trigger refuse_bending before update or delete or truncate on audit.seals
  for each statement execute function audit.refuse_bending('seals');

-- The highest id of the log, once everybody who is writing has finished: no row can appear at or below it later.
-- Waits at most two seconds, and holds writers up for as long as it takes to read one number.
create function audit.boundary() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
begin
  lock table audit.log in share mode;
  return coalesce((select max(id) from audit.log), 0);
end
$$;

-- The locals that the log knows, the nil local included. Steps along the primary key's first column.
create function audit.logged_locals() returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_id uuid;
begin
  select local_id into found_id from audit.log order by local_id limit 1;
  while found_id is not null loop
    return next found_id;
    select (select l.local_id from audit.log l where l.local_id > found_id order by l.local_id limit 1) into found_id;
  end loop;
end
$$;

-- The leaf of each row: SHA-256 over a zero byte and the row's columns as one JSON list. A column that is added to the log
-- later is not in here: it needs a second form of leaf, and `form` in the payload says which.
create function audit.leaves(sealed_local uuid, after_id bigint, upto_id bigint)
returns table (id bigint, recorded_at timestamptz, leaf bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
  select l.id, l.recorded_at, sha256('\x00'::bytea || convert_to(jsonb_build_array(
    l.local_id, l.id, l.recorded_at, l.entity, l.row_id, l.action, l.changed_fields, l.before, l.after, l.account_id,
    l.user_id, l.device_id, l.change_id, l.device_at, l.request_id, l.note)::text, 'UTF8'))
  from audit.log l
  where l.local_id = sealed_local and l.id > leaves.after_id and l.id <= leaves.upto_id
  order by l.id
$$;

-- All seals of a local, and the setting down of a new one. Neither gives a right over rows: a seal that the key has not
-- signed is found out by whoever verifies.
create function audit.seals_of(sealed_local uuid) returns setof audit.seals
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from audit.seals s where s.local_id = sealed_local order by s.number
$$;

create function audit.set_seal(sealed_local uuid, number integer, after_id bigint, upto_id bigint, payload text, signature text)
returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into audit.seals values (sealed_local, number, after_id, upto_id, payload, signature)
$$;

revoke all on function audit.boundary(), audit.logged_locals(), audit.leaves(uuid, bigint, bigint), audit.seals_of(uuid),
  audit.set_seal(uuid, integer, bigint, bigint, text, text) from public;
grant execute on function audit.boundary(), audit.logged_locals(), audit.leaves(uuid, bigint, bigint), audit.seals_of(uuid),
  audit.set_seal(uuid, integer, bigint, bigint, text, text) to unionhall_app;
reset role;
