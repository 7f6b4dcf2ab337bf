-- 0014: the feed is written on at its end, many rows to an entry, and never over.
-- Written by hand. Never edited after landing.
--
-- Until now the feed held one row for each (scope, row) and gave it a new number with every change: three rows updated for
-- an attendance mark, each in two indexes, which was a third of what Postgres did for a push and half of what it wrote.
-- It was two things at once, and becomes two (decision 0023):
--
-- 1. sync.places says which rows lie in which scope. It is written when a row enters or leaves, not when it changes.
-- 2. sync.feed says what came after what. An entry names all rows that one transaction put into (or took out of) one
--    scope of one entity, a thousand at most, under the last of their numbers. It is only ever added to.
-- 3. What later entries repeat is taken out of old ones by sync.compact_feed, each hour. A row may rise to a later number
--    by that and never sinks to an earlier one: whoever asks "what came after 41?" gets it once more, or once.
--
-- acknowledged: "drop table" below is the old feed; every entry of it stands in the two new tables.

set local role unionhall_recorder;

alter table sync.feed rename to feed_by_row;
alter table sync.feed_by_row rename constraint feed_key to feed_by_row_key;

create table sync.feed (
  local_id uuid not null,
  scope text collate "C" not null,
  -- The last of the numbers that its rows were given; whoever has reached it has seen all of them.
  number bigint not null,
  entity text collate "C" not null,
  is_exit boolean not null,
  row_ids uuid[] not null constraint feed_rows check (cardinality(row_ids) > 0),
  constraint feed_key primary key (local_id, scope, number)
);

create table sync.places (
  local_id uuid not null,
  scope text collate "C" not null,
  entity text collate "C" not null,
  row_id uuid not null,
  constraint places_key primary key (local_id, scope, entity, row_id)
);

alter table sync.feed enable row level security;
alter table sync.feed force row level security;
alter table sync.places enable row level security;
alter table sync.places force row level security;
create policy feed_select on sync.feed for select to public using (local_id = (select public.current_local_id()));
create policy feed_numbered on sync.feed to unionhall_recorder using (true) with check (true);
create policy places_select on sync.places for select to public using (local_id = (select public.current_local_id()));
create policy places_kept on sync.places to unionhall_recorder using (true) with check (true);
grant select on sync.feed, sync.places to unionhall_app;

insert into sync.places (local_id, scope, entity, row_id)
select f.local_id, f.scope, f.entity, f.row_id from sync.feed_by_row f where not f.is_exit;

insert into sync.feed (local_id, scope, number, entity, is_exit, row_ids)
select f.local_id, f.scope, max(f.number), f.entity, f.is_exit, array_agg(f.row_id order by f.number)
from (
  select r.*, row_number() over (partition by r.local_id, r.scope, r.entity, r.is_exit order by r.number) as place
  from sync.feed_by_row r
) f
group by f.local_id, f.scope, f.entity, f.is_exit, (f.place - 1) / 1000;

drop table sync.feed_by_row;

-- Rows that left a scope. A function of its own, because sync.rows_written may not look rows up one by one, and these are.
create function sync.leave_places(locals uuid[], scopes text[], entity_name text, row_ids uuid[]) returns void
language sql set search_path = pg_catalog, pg_temp
set enable_nestloop = on set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off
begin atomic
  delete from sync.places p
  using unnest(locals, scopes, row_ids) g (local_id, scope, row_id)
  where p.local_id = g.local_id and p.scope = g.scope collate "C" and p.entity = entity_name and p.row_id = g.row_id;
end;

create function sync.enter_places(locals uuid[], scopes text[], entity_name text, row_ids uuid[]) returns void
language sql set search_path = pg_catalog, pg_temp
begin atomic
  insert into sync.places (local_id, scope, entity, row_id)
  select g.local_id, g.scope, entity_name, g.row_id from unnest(locals, scopes, row_ids) g (local_id, scope, row_id)
  on conflict do nothing;
end;

revoke execute on function sync.leave_places(uuid[], text[], text, uuid[]), sync.enter_places(uuid[], text[], text, uuid[]) from public;

-- Second statement trigger of every entity table; TG_ARGV[0] is the entity.
create or replace function sync.rows_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set enable_nestloop = off set jit = off as $$
declare
  moved record;
begin
  if tg_op = 'INSERT' then
    insert into sync.places (local_id, scope, entity, row_id)
    select a.local_id, s.scope, tg_argv[0], a.id
    from after_rows a cross join lateral unnest(a.scopes) s (scope)
    where a.deleted_at is null
    on conflict do nothing;
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select a.local_id, tg_argv[0], array_agg(s.scope), array_agg(a.id), array_agg(false)
    from after_rows a cross join lateral unnest(a.scopes) s (scope)
    where a.deleted_at is null
    group by a.local_id;
  elsif tg_op = 'UPDATE' then
    -- Each (row, scope) that is there on one side only.
    select array_agg(m.local_id) filter (where m.is_exit) as left_locals, array_agg(m.scope) filter (where m.is_exit) as left_scopes,
           array_agg(m.id) filter (where m.is_exit) as left_ids,
           array_agg(m.local_id) filter (where not m.is_exit) as come_locals, array_agg(m.scope) filter (where not m.is_exit) as come_scopes,
           array_agg(m.id) filter (where not m.is_exit) as come_ids
    into moved
    from before_rows b
    join after_rows a on a.local_id = b.local_id and a.id = b.id
    cross join lateral (
      select a.local_id, a.id, s.scope, true as is_exit from unnest(b.scopes) s (scope)
      where b.deleted_at is null and (a.deleted_at is not null or s.scope <> all (a.scopes))
      union all
      select a.local_id, a.id, s.scope, false from unnest(a.scopes) s (scope)
      where a.deleted_at is null and (b.deleted_at is not null or s.scope <> all (b.scopes))
    ) m
    where a.scopes <> b.scopes or (a.deleted_at is null) <> (b.deleted_at is null);
    if moved.left_ids is not null then
      perform sync.leave_places(moved.left_locals, moved.left_scopes, tg_argv[0], moved.left_ids);
    end if;
    if moved.come_ids is not null then
      perform sync.enter_places(moved.come_locals, moved.come_scopes, tg_argv[0], moved.come_ids);
    end if;
    insert into sync.feed_mark (local_id, entity, scopes, row_ids, exits)
    select m.local_id, tg_argv[0], array_agg(m.scope), array_agg(m.id), array_agg(m.is_exit)
    from (
      select a.local_id, a.id, s.scope, false as is_exit
      from after_rows a cross join lateral unnest(a.scopes) s (scope)
      where a.deleted_at is null
      union all
      select g.local_id, g.id, g.scope, true
      from unnest(moved.left_locals, moved.left_ids, moved.left_scopes) g (local_id, id, scope)
    ) m
    group by m.local_id;
  else
    perform sync.leave_places(array_agg(b.local_id), array_agg(s.scope), tg_argv[0], array_agg(b.id))
    from before_rows b cross join lateral unnest(b.scopes) s (scope)
    where b.deleted_at is null
    having count(*) > 0;
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
create or replace function sync.number_feed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  numbered jsonb;
begin
  with mark as materialized (
    delete from sync.feed_mark where writer = pg_current_xact_id() returning local_id, position, entity, scopes, row_ids, exits
  ),
  word as materialized (
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
    select w.local_id, w.scope, count(*) from word w group by w.local_id, w.scope order by w.local_id, w.scope
    on conflict (local_id, scope) do update set number = c.number + excluded.number
    returning c.local_id, c.scope, c.number
  ),
  placed as (
    select w.*, row_number() over (partition by w.local_id, w.scope order by w.entity, w.is_exit, w.row_id) as place,
           count(*) over (partition by w.local_id, w.scope) as words
    from word w
  ),
  entry as (
    select p.local_id, p.scope, p.entity, p.is_exit, max(p.words) - max(p.place) as behind, array_agg(p.row_id order by p.place) as row_ids
    from placed p
    group by p.local_id, p.scope, p.entity, p.is_exit, (p.place - 1) / 1000
  ),
  fed as (
    insert into sync.feed (local_id, scope, number, entity, is_exit, row_ids)
    select e.local_id, e.scope, c.number - e.behind, e.entity, e.is_exit, e.row_ids
    from entry e
    join counter c on c.local_id = e.local_id and c.scope = e.scope
  )
  select jsonb_object_agg(c.scope, c.number) into numbered from counter c where c.local_id = public.current_local_id();
  if numbered is not null then
    perform set_config('sync.touched',
      (coalesce(nullif(current_setting('sync.touched', true), '')::jsonb, '{}') || numbered)::text, true);
  end if;
  return null;
end
$$;

-- Packs old entries of the scopes that need it most: a row is left in its latest entry, and entries of one entity become
-- one of a thousand rows and more under the highest of their numbers. The newest `kept` numbers stay as they are, for
-- those who were away for a while only. Returns how many scopes were packed; asked again until that is 0.
create function sync.compact_feed(kept bigint, most integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp set jit = off as $$
declare
  one record;
  packed integer := 0;
begin
  -- Two servers do not do the same work twice.
  if not pg_try_advisory_xact_lock(4600005) then
    return 0;
  end if;
  for one in
    select f.local_id, f.scope, max(f.number) as until
    from sync.feed f
    join sync.feed_counter c on c.local_id = f.local_id and c.scope = f.scope
    where f.number <= c.number - kept
    group by f.local_id, f.scope
    having count(*) > 100 and sum(cardinality(f.row_ids)) < count(*) * 50
    order by count(*) desc limit most
  loop
    with old as (
      delete from sync.feed f where f.local_id = one.local_id and f.scope = one.scope and f.number <= one.until
      returning f.number, f.entity, f.is_exit, f.row_ids
    ),
    word as (
      select distinct on (o.entity, u.row_id) o.entity, u.row_id, o.is_exit, o.number
      from old o cross join lateral unnest(o.row_ids) u (row_id)
      order by o.entity, u.row_id, o.number desc
    ),
    -- Rows of one number stay together: two entries may not have the same.
    placed as (
      select w.*, rank() over (partition by w.entity, w.is_exit order by w.number) as place from word w
    )
    insert into sync.feed (local_id, scope, number, entity, is_exit, row_ids)
    select one.local_id, one.scope, max(p.number), p.entity, p.is_exit, array_agg(p.row_id order by p.number, p.row_id)
    from placed p
    group by p.entity, p.is_exit, (p.place - 1) / 1000;
    packed := packed + 1;
  end loop;
  return packed;
end
$$;

revoke execute on function sync.compact_feed(bigint, integer) from public;
grant execute on function sync.compact_feed(bigint, integer) to unionhall_app;
reset role;
