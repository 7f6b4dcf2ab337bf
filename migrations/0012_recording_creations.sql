-- 0012: what a new row leaves in the audit, found out in a third of the time. What is recorded stays the same to the letter.
-- Written by hand. Never edited after landing.
--
-- A row that was not there before differs from nothing in every field that has a value: there is nothing to compare field
-- by field. One statement, made from the entity's fields, says so for all rows of an insert. Updates and removals are
-- recorded as before (0010).

set local role unionhall_recorder;

-- The statement that records the creation of after_rows; $1 is the entity. Null for an entity the audit does not know.
-- A field's salt stands in s under the column's name, so that the digest in the log and the value beside it share it.
create function audit.creation_query(entity_name text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  with field as (
    select c.key as col, c.value as name, c.ordinality as place, c.value = any (e.secret) as is_secret,
           c.value = any (e.sensitive) and c.value <> all (e.secret) as is_withheld
    from audit.entities e, jsonb_each_text(e.columns) with ordinality c
    where e.entity = entity_name
  ),
  -- A function takes a hundred arguments at most.
  object as (
    select 'jsonb_build_object(' || string_agg(format('%L, %s', f.name,
             case when f.is_withheld then format('audit.digest(s.%I, nullif(to_jsonb(w.%I), ''null''))', f.col, f.col)
                  else format('to_jsonb(w.%I)', f.col) end), ', ' order by f.place) || ')' as part
    from field f where not f.is_secret group by f.place / 40
  ),
  list as (
    select string_agg(format('case when w.%I is not null then %L end', f.col, f.name), ', ' order by f.place) as present,
           string_agg(format('case when w.%I is null then %L end', f.col, f.name), ', ' order by f.place) as absent,
           coalesce(' cross join lateral (select ' || string_agg(format('case when w.%I is not null then gen_random_uuid() end as %I', f.col, f.col), ', ')
             filter (where f.is_withheld) || ') s', '') as salts,
           string_agg(format('(%L, l.salts[%s], l.values[%s])', f.name, f.turn, f.turn), ', ')
             filter (where f.is_withheld) as withheld,
           coalesce(string_agg(format('s.%I', f.col), ', ' order by f.turn) filter (where f.is_withheld), '') as salt_names,
           coalesce(string_agg(format('nullif(to_jsonb(w.%I), ''null'')', f.col), ', ' order by f.turn)
             filter (where f.is_withheld), '') as withheld_values
    from (select f.*, count(*) filter (where f.is_withheld) over (order by f.place) as turn from field f) f
  )
  select format($query$
    with circumstances as materialized (
      select clock_timestamp() as recorded_at, public.current_account_id() as account_id, public.current_user_id() as user_id,
             public.current_device_id() as device_id, public.current_request_id() as request_id,
             nullif(current_setting('app.note', true), '') as note
    ),
    logged as materialized (
      select nextval('audit.log_id') as id, w.local_id, w.id as row_id, w.change_id, w.changed_at,
             array[%1$s]::uuid[] as salts, array[%7$s]::jsonb[] as values,
             array_remove(array[%2$s]::text[], null) as changed_fields,
             nullif((%3$s) - array_remove(array[%4$s]::text[], null), '{}') as after
      from after_rows w%5$s
    )%6$s
    insert into audit.log (local_id, id, recorded_at, entity, row_id, action, changed_fields, after,
                           account_id, user_id, device_id, change_id, device_at, request_id, note)
    select l.local_id, l.id, m.recorded_at, $1, l.row_id, 'CREATE', l.changed_fields, l.after,
           m.account_id, m.user_id, m.device_id, l.change_id, l.changed_at, m.request_id, m.note
    from logged l, circumstances m
    $query$,
    salt_names, present, coalesce((select string_agg(o.part, ' || ') from object o), '''{}''::jsonb'), absent, salts,
    coalesce($kept$,
    kept as (
      insert into audit.values (local_id, log_id, recorded_at, field, salt, after)
      select l.local_id, l.id, m.recorded_at, v.field, v.salt, v.after
      from logged l, circumstances m, lateral (values $kept$ || withheld || $kept$) v (field, salt, after)
      where v.salt is not null
    )$kept$, ''),
    withheld_values)
  from list where present is not null
$$;
revoke execute on function audit.creation_query(text) from public;

create or replace function audit.rows_written() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  query text;
  cells text;
begin
  if tg_op = 'INSERT' then
    query := audit.creation_query(tg_argv[0]);
  else
    select string_agg(audit.cell_query(c.key, c.value, c.value = any (e.sensitive), c.value = any (e.secret)), ' union all ')
      into cells
      from audit.entities e, jsonb_each_text(e.columns) c
      where e.entity = tg_argv[0];
  end if;
  if query is null and cells is null then
    raise exception 'The audit does not know the entity "%": its row in audit.entities is missing.', tg_argv[0];
  end if;
  if query is not null then
    execute query using tg_argv[0];
    return null;
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
