-- Accounts, sessions, refresh tokens, throttle, sign-in log: identity is global, everything else belongs to a local.
-- The application's role holds no right on any table here. It reaches them only through the functions below, each of
-- which does one narrow thing as the owner (SECURITY DEFINER) with a fixed search path, so that nobody can slip an
-- object of their own under a name used inside. Passwords arrive hashed (argon2id), tokens as their SHA-256,
-- e-mail and network addresses in the log as keyed marks.

create schema if not exists identity;
revoke all on schema identity from public;
grant usage on schema identity to unionhall_app;

create table identity.account (
  id uuid primary key,
  -- Lower case and NFKC already when it arrives; the index makes sure of the former.
  email text not null check (char_length(email) between 3 and 254),
  password_hash text not null,
  -- An administrator's own decision. Strangers who guess passwords are slowed down (throttle), never able to lock.
  locked_until timestamptz,
  -- An access token carries the number it was made under; raising it ends them all.
  session_epoch integer not null default 1,
  created_at timestamptz not null default now(),
  password_changed_at timestamptz not null default now()
);
create unique index account_email_key on identity.account (lower(email));

create table identity.session (
  id uuid primary key,
  account_id uuid not null references identity.account (id),
  device_id uuid,
  device_label text check (char_length(device_label) <= 80),
  user_agent_label text not null check (char_length(user_agent_label) <= 80),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  ended_at timestamptz,
  end_reason text check (
    end_reason in ('signed_out', 'signed_out_everywhere', 'password_changed', 'reuse_detected', 'locked', 'expired')
  ),
  check ((ended_at is null) = (end_reason is null))
);
create index session_account on identity.session (account_id, device_id);

create table identity.refresh_family (
  id uuid primary key,
  session_id uuid not null references identity.session (id) on delete cascade,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index refresh_family_session on identity.refresh_family (session_id);

create table identity.refresh_token (
  hash bytea primary key check (octet_length(hash) = 32),
  family_id uuid not null references identity.refresh_family (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  replaced_by bytea,
  -- The token that replaced this one, sealed under a key only the holder of this one can derive: a lost answer
  -- can be given again, and whoever reads this table learns nothing.
  successor_sealed bytea
);
create index refresh_token_family on identity.refresh_token (family_id);
create index refresh_token_expiry on identity.refresh_token (expires_at);

create table identity.throttle (
  key text primary key check (char_length(key) <= 200),
  failures integer not null default 0,
  last_failure_at timestamptz not null default now(),
  blocked_until timestamptz not null default '-infinity'
);
create index throttle_idle on identity.throttle (last_failure_at);

create table identity.sign_in_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  account_id uuid,
  email_mark text not null,
  address_mark text not null,
  device_id uuid,
  outcome text not null check (outcome in ('success', 'bad_credentials', 'locked', 'throttled', 'reuse_detected'))
);
create index sign_in_event_account on identity.sign_in_event (account_id, at);
create index sign_in_event_at on identity.sign_in_event (at);

revoke all on all tables in schema identity from public;

-- Accounts -------------------------------------------------------------------------------------------------

create function identity.create_account(p_id uuid, p_email text, p_password_hash text) returns void
language sql security definer set search_path = pg_catalog, identity, pg_temp
as $$
  insert into identity.account (id, email, password_hash) values (p_id, lower(p_email), p_password_hash)
$$;

create function identity.find_account(p_email text) returns uuid
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select id from identity.account where lower(email) = lower(p_email)
$$;

-- What a sign-in needs, and nothing when there is no such account. A device is known to an account when it has
-- signed in there before; its failures are counted apart, so that strangers cannot slow it down.
create function identity.sign_in_lookup(p_email text, p_device uuid)
returns table (account_id uuid, password_hash text, locked boolean, known_device boolean)
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select a.id, a.password_hash, coalesce(a.locked_until > clock_timestamp(), false),
         exists (
           select from identity.session s
           where s.account_id = a.id and s.device_id = p_device and s.end_reason is distinct from 'reuse_detected'
         )
  from identity.account a
  where lower(a.email) = lower(p_email)
$$;

create function identity.account_of(p_account uuid)
returns table (email text, password_hash text)
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select email, password_hash from identity.account where id = p_account
$$;

-- Raises the hash to today's cost. Only over the hash that was verified: a password changed meanwhile stays changed.
create function identity.rehash_password(p_account uuid, p_old_hash text, p_new_hash text) returns void
language sql security definer set search_path = pg_catalog, identity, pg_temp
as $$
  update identity.account set password_hash = p_new_hash where id = p_account and password_hash = p_old_hash
$$;

-- Sessions -------------------------------------------------------------------------------------------------

create function identity.open_session(
  p_session uuid, p_account uuid, p_device uuid, p_device_label text, p_user_agent_label text,
  p_family uuid, p_token_hash bytea, p_lifetime_seconds integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  insert into identity.session (id, account_id, device_id, device_label, user_agent_label)
  values (p_session, p_account, p_device, p_device_label, p_user_agent_label);
  insert into identity.refresh_family (id, session_id) values (p_family, p_session);
  insert into identity.refresh_token (hash, family_id, expires_at)
  values (p_token_hash, p_family, clock_timestamp() + make_interval(secs => p_lifetime_seconds));
  return (select session_epoch from identity.account where id = p_account);
end
$$;

-- Asked for every request (and kept by the server for at most five seconds): one row by its key.
create function identity.session_state(p_session uuid)
returns table (account_id uuid, device_id uuid, session_epoch integer, end_reason text)
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select s.account_id, s.device_id, a.session_epoch,
         case when a.locked_until > clock_timestamp() then coalesce(s.end_reason, 'locked') else s.end_reason end
  from identity.session s
  join identity.account a on a.id = s.account_id
  where s.id = p_session
$$;

-- Ends the sessions of an account: all, all but one, or one; those ended already keep their reason.
-- Not granted to anybody: the functions below call it.
create function identity.end_sessions_where(p_account uuid, p_only uuid, p_except uuid, p_reason text) returns void
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  update identity.session s
  set ended_at = clock_timestamp(), end_reason = p_reason
  where s.account_id = p_account and s.ended_at is null
    and (p_only is null or s.id = p_only) and (p_except is null or s.id <> p_except);
  update identity.refresh_family f
  set revoked_at = clock_timestamp()
  from identity.session s
  where s.id = f.session_id and s.account_id = p_account and f.revoked_at is null
    and (p_only is null or s.id = p_only) and (p_except is null or s.id <> p_except);
end
$$;

create function identity.end_session(p_session uuid) returns void
language sql security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select identity.end_sessions_where(s.account_id, s.id, null, 'signed_out')
  from identity.session s where s.id = p_session
$$;

create function identity.end_all_sessions(p_account uuid) returns void
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  update identity.account set session_epoch = session_epoch + 1 where id = p_account;
  perform identity.end_sessions_where(p_account, null, null, 'signed_out_everywhere');
end
$$;

-- An administrator's decision; null unlocks. Sessions end at once.
create function identity.lock_account(p_account uuid, p_until timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  update identity.account
  set locked_until = p_until, session_epoch = session_epoch + case when p_until is null then 0 else 1 end
  where id = p_account;
  if p_until is not null then
    perform identity.end_sessions_where(p_account, null, null, 'locked');
  end if;
end
$$;

-- A new password ends every other session and every refresh token; the session it was changed in goes on with a
-- new family. Returns the new epoch, or null when the password was changed by somebody else meanwhile.
create function identity.change_password(
  p_account uuid, p_old_hash text, p_new_hash text, p_keep_session uuid,
  p_family uuid, p_token_hash bytea, p_lifetime_seconds integer
) returns integer
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
declare
  v_epoch integer;
begin
  update identity.account
  set password_hash = p_new_hash, password_changed_at = clock_timestamp(), session_epoch = session_epoch + 1
  where id = p_account and password_hash = p_old_hash
  returning session_epoch into v_epoch;
  if v_epoch is null then
    return null;
  end if;
  perform identity.end_sessions_where(p_account, null, p_keep_session, 'password_changed');
  update identity.refresh_family
  set revoked_at = clock_timestamp()
  where session_id = p_keep_session and revoked_at is null;
  insert into identity.refresh_family (id, session_id) values (p_family, p_keep_session);
  insert into identity.refresh_token (hash, family_id, expires_at)
  values (p_token_hash, p_family, clock_timestamp() + make_interval(secs => p_lifetime_seconds));
  return v_epoch;
end
$$;

-- Refresh --------------------------------------------------------------------------------------------------

-- One step of a refresh. Outcomes:
--   rotated   the token was unused and is now replaced by p_new_hash
--   current   the token is unused, and p_rotate was false
--   replayed  used moments ago by the same device: its successor comes back, sealed (an answer was lost, or two tabs asked)
--   reused    used before: somebody has a copy. The family is revoked and the session ended
--   ended     the session or family is over, or the token has expired
--   unknown   no such token
create function identity.rotate_refresh(
  p_hash bytea, p_device uuid, p_label text, p_new_hash bytea, p_new_sealed bytea,
  p_lifetime_seconds integer, p_grace_seconds integer, p_rotate boolean
)
returns table (
  outcome text, account_id uuid, session_id uuid, device_id uuid, session_epoch integer, successor bytea, reason text
)
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
declare
  v_family identity.refresh_family;
  v_token identity.refresh_token;
  v_session identity.session;
  v_locked boolean;
  v_same_device boolean;
begin
  -- The family is locked first and the token read after: of two refreshes at once the second sees what the first did.
  select f.* into v_family
  from identity.refresh_family f
  where f.id = (select t.family_id from identity.refresh_token t where t.hash = p_hash)
  for update;
  if not found then
    outcome := 'unknown';
    return next;
    return;
  end if;
  select t.* into v_token from identity.refresh_token t where t.hash = p_hash;
  select s.* into v_session from identity.session s where s.id = v_family.session_id;
  select a.session_epoch, coalesce(a.locked_until > clock_timestamp(), false) into session_epoch, v_locked
  from identity.account a where a.id = v_session.account_id;
  account_id := v_session.account_id;
  session_id := v_session.id;
  device_id := v_session.device_id;

  if v_session.ended_at is not null or v_family.revoked_at is not null or v_locked then
    outcome := 'ended';
    reason := case when v_locked then 'locked' else coalesce(v_session.end_reason, 'password_changed') end;
  elsif v_token.expires_at <= clock_timestamp() then
    outcome := 'ended';
    reason := 'expired';
    perform identity.end_sessions_where(v_session.account_id, v_session.id, null, 'expired');
  elsif v_token.used_at is null and not p_rotate then
    outcome := 'current';
  elsif v_token.used_at is null then
    outcome := 'rotated';
    insert into identity.refresh_token (hash, family_id, expires_at)
    values (p_new_hash, v_family.id, clock_timestamp() + make_interval(secs => p_lifetime_seconds));
    update identity.refresh_token t
    set used_at = clock_timestamp(), replaced_by = p_new_hash, successor_sealed = p_new_sealed
    where t.hash = p_hash;
    update identity.session s set last_seen_at = clock_timestamp() where s.id = v_session.id;
  else
    v_same_device := case
      when p_device is null or v_session.device_id is null then p_label = v_session.user_agent_label
      else p_device = v_session.device_id
    end;
    if v_same_device and v_token.used_at + make_interval(secs => p_grace_seconds) > clock_timestamp() then
      outcome := 'replayed';
      successor := v_token.successor_sealed;
    else
      outcome := 'reused';
      reason := 'reuse_detected';
      perform identity.end_sessions_where(v_session.account_id, v_session.id, null, 'reuse_detected');
    end if;
  end if;
  return next;
end
$$;

-- Which session a refresh token belongs to, for signing out when the access token has run out. Used tokens do not count.
create function identity.session_of_token(p_hash bytea) returns table (session_id uuid, account_id uuid)
language sql stable security definer set search_path = pg_catalog, identity, pg_temp
as $$
  select s.id, s.account_id
  from identity.refresh_token t
  join identity.refresh_family f on f.id = t.family_id
  join identity.session s on s.id = f.session_id
  where t.hash = p_hash and t.used_at is null and f.revoked_at is null and t.expires_at > clock_timestamp()
$$;

-- Throttle -------------------------------------------------------------------------------------------------

-- Counts an attempt under every key before it is made, or, when one of them is waiting, counts nothing and returns the
-- seconds to wait. Counting first means that a thousand guesses sent at once are a thousand failures, not one.
-- One failure in p_forget_seconds is forgotten. Past p_free failures the wait doubles, up to p_caps seconds.
create function identity.throttle_take(p_keys text[], p_free integer[], p_caps integer[], p_forget_seconds integer)
returns integer
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
declare
  v_now timestamptz;
  v_wait integer;
begin
  -- In the order of the keys, both times: two attempts that share keys then wait for each other and never deadlock.
  insert into identity.throttle (key) select k from unnest(p_keys) k order by k on conflict do nothing;
  perform from identity.throttle t where t.key = any (p_keys) order by t.key for update;
  v_now := clock_timestamp();
  select coalesce(max(ceil(extract(epoch from t.blocked_until - v_now))), 0)::integer into v_wait
  from identity.throttle t
  where t.key = any (p_keys) and t.blocked_until > v_now;
  if v_wait > 0 then
    return v_wait;
  end if;
  update identity.throttle t
  set failures = counted.failures,
      last_failure_at = v_now,
      blocked_until = case
        when counted.failures > counted.free
        then v_now + make_interval(secs => least(counted.cap, power(2, counted.failures - counted.free)))
        else '-infinity'
      end
  from (
    select old.key, asked.free, asked.cap,
           least(
             greatest(0, old.failures - floor(extract(epoch from v_now - old.last_failure_at) / p_forget_seconds)::integer),
             asked.free + 20
           ) + 1 as failures
    from unnest(p_keys, p_free, p_caps) as asked (key, free, cap)
    join identity.throttle old on old.key = asked.key
  ) counted
  where t.key = counted.key;
  return 0;
end
$$;

-- After a success: some keys are forgotten, of the others only this attempt is taken back.
create function identity.throttle_forgive(p_forgotten text[], p_taken_back text[]) returns void
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  perform from identity.throttle t where t.key = any (p_forgotten || p_taken_back) order by t.key for update;
  delete from identity.throttle t where t.key = any (p_forgotten);
  update identity.throttle t
  set failures = greatest(0, t.failures - 1), blocked_until = '-infinity'
  where t.key = any (p_taken_back);
end
$$;

create function identity.record_sign_in(
  p_account uuid, p_email_mark text, p_address_mark text, p_device uuid, p_outcome text
) returns void
language sql security definer set search_path = pg_catalog, identity, pg_temp
as $$
  insert into identity.sign_in_event (account_id, email_mark, address_mark, device_id, outcome)
  values (p_account, p_email_mark, p_address_mark, p_device, p_outcome)
$$;

-- Removes what nobody asks for any more: tokens a week past their end, sessions ended a year ago, idle throttle keys,
-- sign-in events older than a year.
create function identity.sweep() returns void
language plpgsql security definer set search_path = pg_catalog, identity, pg_temp
as $$
begin
  delete from identity.refresh_token where expires_at < now() - interval '7 days';
  delete from identity.session where ended_at < now() - interval '1 year';
  delete from identity.throttle where last_failure_at < now() - interval '2 days' and blocked_until < now();
  delete from identity.sign_in_event where at < now() - interval '1 year';
end
$$;

revoke all on all functions in schema identity from public;
grant execute on function
  identity.create_account(uuid, text, text),
  identity.find_account(text),
  identity.sign_in_lookup(text, uuid),
  identity.account_of(uuid),
  identity.rehash_password(uuid, text, text),
  identity.open_session(uuid, uuid, uuid, text, text, uuid, bytea, integer),
  identity.session_state(uuid),
  identity.end_session(uuid),
  identity.end_all_sessions(uuid),
  identity.lock_account(uuid, timestamptz),
  identity.change_password(uuid, text, text, uuid, uuid, bytea, integer),
  identity.rotate_refresh(bytea, uuid, text, bytea, bytea, integer, integer, boolean),
  identity.session_of_token(bytea),
  identity.throttle_take(text[], integer[], integer[], integer),
  identity.throttle_forgive(text[], text[]),
  identity.record_sign_in(uuid, text, text, uuid, text),
  identity.sweep()
to unionhall_app;
