-- Which account sits where. A seat is a `users` row of one local; an account may have several, and must be able to find
-- them before any local is chosen, which row-level security rightly forbids on `users` itself. So this index of
-- (account, local, user) stands outside the locals. It is kept by a trigger on `users`, so that no command can forget
-- it, and says nothing else: names and roles are read inside each local.

create table identity.seat (
  account_id uuid not null references identity.account (id),
  local_id uuid not null,
  user_id uuid not null,
  is_active boolean not null,
  primary key (account_id, local_id)
);
create unique index seat_user on identity.seat (local_id, user_id);

revoke all on identity.seat from public;
-- Forced like every table that carries local_id. The one policy is for the owner of the functions below, who alone
-- looks across locals; the application has neither a grant nor a policy.
alter table identity.seat enable row level security;
alter table identity.seat force row level security;
create policy seat_kept_by_owner on identity.seat to unionhall_owner using (true) with check (true);

-- Seats an account in the local of this transaction, and in no other. A null account empties the seat. A person who
-- comes back under a new user takes over the seat of the inactive one; an active seat is not taken from anybody.
create function identity.put_seat(p_account uuid, p_local uuid, p_user uuid, p_active boolean) returns void
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  if p_local is distinct from nullif(current_setting('app.local_id', true), '')::uuid then
    raise exception 'A seat can only be given in the local of the transaction.' using errcode = 'insufficient_privilege';
  end if;
  delete from identity.seat s
  where s.local_id = p_local and s.user_id = p_user and s.account_id is distinct from p_account;
  if p_account is null then
    return;
  end if;
  insert into identity.seat as s (account_id, local_id, user_id, is_active)
  values (p_account, p_local, p_user, p_active)
  on conflict (account_id, local_id) do update
  set user_id = excluded.user_id, is_active = excluded.is_active
  where s.user_id = excluded.user_id or not s.is_active;
  if not found and p_active then
    raise exception 'This account already has a seat in this local.' using errcode = 'unique_violation';
  end if;
end
$$;

create function identity.seats_of(p_account uuid) returns table (local_id uuid, user_id uuid)
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select s.local_id, s.user_id from identity.seat s where s.account_id = p_account and s.is_active order by s.local_id
$$;

create function identity.keep_seat() returns trigger
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  perform identity.put_seat(
    nullif(new.account_id, '')::uuid, new.local_id, new.id, new.is_active and new.deleted_at is null
  );
  return null;
end
$$;

create trigger keep_seat_inserted after insert on public.users
  for each row when (new.account_id is not null) execute function identity.keep_seat();
create trigger keep_seat_updated after update on public.users
  for each row
  when ((old.account_id, old.is_active, old.deleted_at) is distinct from (new.account_id, new.is_active, new.deleted_at))
  execute function identity.keep_seat();

revoke all on function
  identity.put_seat(uuid, uuid, uuid, boolean), identity.seats_of(uuid), identity.keep_seat()
from public;
grant execute on function identity.put_seat(uuid, uuid, uuid, boolean), identity.seats_of(uuid) to unionhall_app;
