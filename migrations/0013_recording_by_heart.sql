-- 0013: every entity has recorders of its own, so that Postgres need not think anew about each statement.
-- Written by hand. Never edited after landing.
--
-- Until now one function put the audit's statement together from audit.entities whenever a row was written, and Postgres
-- planned it anew: two milliseconds, of which the recording itself took a tenth. Now the statement stands in a function
-- of the entity, made from the same row of audit.entities, and its plan is kept. What is recorded stays the same to the
-- letter.
--
-- 1. audit.compile makes an entity's function. It runs whenever the entity's row in audit.entities is written, so that
--    function and row cannot disagree; the row therefore comes before the triggers of a new table.
-- 2. A plan is made for one row and then meets thousands: no nested loops (0005), and no compiling for a cost that only
--    stands for "forbidden".

set local role unionhall_recorder;

-- An entity's fields in their order; a secret one is in no value of the log, a sensitive one as a digest only.
create function audit.fields_of(entity_name text)
returns table (col text, name text, place bigint, is_secret boolean, is_withheld boolean)
language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  select c.key, c.value, c.ordinality, c.value = any (e.secret), c.value = any (e.sensitive) and c.value <> all (e.secret)
  from audit.entities e, jsonb_each_text(e.columns) with ordinality c (key, value, ordinality)
  where e.entity = entity_name;
end;

-- The statement that records what became of rows: o as they were, n as they are, k what was done, w the row to name; all
-- from `source`. A field's salt stands in s under the column's name, so that before, after and the values share it.
create function audit.change_query(entity_name text, source text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  with field as (
    select f.*, format('o.%1$I is distinct from n.%1$I', f.col) as differs,
           format('nullif(to_jsonb(o.%I), ''null'')', f.col) as before,
           format('nullif(to_jsonb(n.%I), ''null'')', f.col) as after
    from audit.fields_of(entity_name) f
  ),
  -- A function takes a hundred arguments at most.
  object as (
    select 'jsonb_build_object(' || string_agg(format('%L, %s', f.name,
             case when f.is_withheld then format('audit.digest(s.%I, %s)', f.col, f.before) else f.before end), ', ' order by f.place) || ')' as before,
           'jsonb_build_object(' || string_agg(format('%L, %s', f.name,
             case when f.is_withheld then format('audit.digest(s.%I, %s)', f.col, f.after) else f.after end), ', ' order by f.place) || ')' as after
    from field f where not f.is_secret group by f.place / 40
  ),
  whole as (
    select coalesce(string_agg(before, ' || '), '''{}''::jsonb') as before, coalesce(string_agg(after, ' || '), '''{}''::jsonb') as after from object
  ),
  list as (
    select string_agg(f.differs, ' or ' order by f.place) as any_differs,
           string_agg(format('case when %s then %L end', f.differs, f.name), ', ' order by f.place) as changed,
           string_agg(format('case when not (%s) then %L end', f.differs, f.name), ', ' order by f.place) as unchanged,
           coalesce(' cross join lateral (select ' || string_agg(format('case when %s then gen_random_uuid() end as %I', f.differs, f.col), ', ')
             filter (where f.is_withheld) || ') s', '') as salts,
           string_agg(format('(%L, l.salts[%s], l.befores[%s], l.afters[%s])', f.name, f.turn, f.turn, f.turn), ', ')
             filter (where f.is_withheld) as withheld,
           coalesce(string_agg(format('s.%I', f.col), ', ' order by f.turn) filter (where f.is_withheld), '') as salt_names,
           coalesce(string_agg(f.before, ', ' order by f.turn) filter (where f.is_withheld), '') as befores,
           coalesce(string_agg(f.after, ', ' order by f.turn) filter (where f.is_withheld), '') as afters
    from (select f.*, count(*) filter (where f.is_withheld) over (order by f.place) as turn from field f) f
  )
  select format($query$
    with circumstances as materialized (
      select clock_timestamp() as recorded_at, public.current_account_id() as account_id, public.current_user_id() as user_id,
             public.current_device_id() as device_id, public.current_request_id() as request_id,
             nullif(current_setting('app.note', true), '') as note
    ),
    logged as materialized (
      select nextval('audit.log_id') as id, w.local_id, w.id as row_id, k.action, w.change_id, w.changed_at,
             array[%1$s]::uuid[] as salts, array[%2$s]::jsonb[] as befores, array[%3$s]::jsonb[] as afters,
             array_remove(array[%4$s]::text[], null) as changed_fields,
             case when k.action <> 'RESTORE' then nullif((%5$s) - array_remove(array[%7$s]::text[], null), '{}') end as before,
             case when k.action <> 'DELETE' then nullif((%6$s) - array_remove(array[%7$s]::text[], null), '{}') end as after
      from %8$s%9$s
      where k.action <> 'UPDATE' or %10$s
    )%11$s
    insert into audit.log (local_id, id, recorded_at, entity, row_id, action, changed_fields, before, after,
                           account_id, user_id, device_id, change_id, device_at, request_id, note)
    select l.local_id, l.id, m.recorded_at, %12$L, l.row_id, l.action, l.changed_fields, l.before, l.after,
           m.account_id, m.user_id, m.device_id, l.change_id, l.changed_at, m.request_id, m.note
    from logged l, circumstances m
    $query$,
    l.salt_names, l.befores, l.afters, l.changed, w.before, w.after, l.unchanged, source, l.salts, l.any_differs,
    coalesce($kept$,
    kept as (
      insert into audit.values (local_id, log_id, recorded_at, field, salt, before, after)
      select l.local_id, l.id, m.recorded_at, v.field, v.salt, v.before, v.after
      from logged l, circumstances m, lateral (values $kept$ || l.withheld || $kept$) v (field, salt, before, after)
      where v.salt is not null
    )$kept$, ''),
    entity_name)
  from list l, whole w where l.changed is not null
$$;

-- The trigger function of an entity is named after it. Setting or clearing deleted_at is what the house calls deleting and
-- restoring; a row truly removed (which no role of ours may do) is written down as well.
create function audit.compile(entity_name text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  name text := entity_name || '_written';
begin
  execute format($definition$
    create or replace function audit.%1$I() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp set timezone = 'UTC' set enable_nestloop = off set jit = off as $body$
    begin
      case tg_op
        when 'INSERT' then %2$s;
        when 'UPDATE' then %3$s;
        else %4$s;
      end case;
      return null;
    end
    $body$
    $definition$,
    name,
    replace(audit.creation_query(entity_name), '$1', quote_literal(entity_name)),
    audit.change_query(entity_name,
      'before_rows b join after_rows w on w.local_id = b.local_id and w.id = b.id
       cross join lateral (
         select case when b.deleted_at is null and w.deleted_at is not null then ''DELETE''
                     when b.deleted_at is not null and w.deleted_at is null then ''RESTORE''
                     else ''UPDATE'' end as action) k
       left join lateral (select b.*) o on k.action <> ''RESTORE''
       left join lateral (select w.*) n on k.action <> ''DELETE'''),
    audit.change_query(entity_name,
      'before_rows w cross join (select ''DELETE'' as action) k
       cross join lateral (select w.*) o left join lateral (select w.*) n on false'));
  execute format('revoke execute on function audit.%I() from public', name);
  execute format('grant execute on function audit.%I() to unionhall_owner', name);
end
$$;

create function audit.entity_described() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform audit.compile(new.entity);
  return null;
end
$$;

revoke execute on function audit.fields_of(text), audit.change_query(text, text), audit.compile(text), audit.entity_described() from public;
create trigger compile after insert or update on audit.entities for each row execute function audit.entity_described();
select audit.compile(entity) from audit.entities;
reset role;

-- The tables' own triggers, as their generator writes them from now on (server/database/row-triggers.ts).
do $$
declare
  old record;
begin
  for old in
    select t.tgname as name, t.tgrelid::regclass as of_table, convert_from(substring(t.tgargs for length(t.tgargs) - 1), 'UTF8') as entity
    from pg_trigger t where t.tgfoid = 'audit.rows_written'::regproc
  loop
    execute format('create or replace trigger %I after %s on %s referencing %s for each statement execute function audit.%I()',
      old.name, substring(old.name from 'audit_(.*)'), old.of_table,
      case old.name when 'audit_insert' then 'new table as after_rows'
                    when 'audit_update' then 'old table as before_rows new table as after_rows'
                    else 'old table as before_rows' end,
      old.entity || '_written');
  end loop;
end
$$;

set local role unionhall_recorder;
drop function audit.rows_written();
drop function audit.cell_query(text, text, boolean, boolean);
alter function sync.rows_written() set jit = off;
reset role;
