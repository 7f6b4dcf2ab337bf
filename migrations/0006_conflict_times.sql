-- 0006: conflict times.
-- Generated from shared/entities by "npm run db:generate", then read. Never edited after landing.

-- conflicts: changed
alter table public.conflicts add column other_at timestamp with time zone;
grant select, insert on public.conflicts to unionhall_app;
grant update (
  other_at
) on public.conflicts to unionhall_app;
grant select (
  other_at
) on public.conflicts to unionhall_reporting;

-- What the audit must know of these entities.
set local role unionhall_recorder;
insert into audit.entities (entity, columns, sensitive, secret) values (
  'conflict',
  '{"about": "about", "row": "row", "field_change_id": "changeId", "values": "values", "user_id": "userId", "other_user_id": "otherUserId", "other_at": "otherAt", "field_changed_at": "changedAt", "kind": "kind", "state": "state", "resolved_by_id": "resolvedById", "resolved_at": "resolvedAt"}',
  array['values']::text[], array[]::text[])
on conflict (entity) do update set columns = excluded.columns, sensitive = excluded.sensitive, secret = excluded.secret;
reset role;
