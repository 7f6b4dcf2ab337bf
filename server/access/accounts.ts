/**
 * Accounts: global, one per e-mail address. A person's seats in locals are `users` rows that carry the account's id.
 * Whoever creates an account answers for its password; a person's own choice goes through password-rules.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Queryable } from '../database/connection.ts';

export interface NewAccount {
  readonly email: string;
  /** From `access.hasher.hash(password)`. */
  readonly passwordHash: string;
}

/** One spelling per address, so that a capital letter makes no second account. */
export function normalizeEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** @throws unique_violation (23505) when the address has an account already. */
export async function createAccount(sql: Queryable, account: NewAccount): Promise<string> {
  const id = randomUUID();
  await sql`select identity.create_account(${id}, ${normalizeEmail(account.email)}, ${account.passwordHash})`;
  return id;
}

export async function findAccountId(sql: Queryable, email: string): Promise<string | undefined> {
  const [row] = await sql<
    { id: string | null }[]
  >`select identity.find_account(${normalizeEmail(email)}) as id`;
  return row?.id ?? undefined;
}

/** An administrator's decision; `until` null unlocks. Its sessions end; tell `access.sessions.forgetAccount` as well. */
export async function lockAccount(sql: Queryable, accountId: string, until: Date | null): Promise<void> {
  await sql`select identity.lock_account(${accountId}, ${until})`;
}

/** Removes expired tokens and idle counters. Cheap; once an hour is plenty. */
export async function sweepIdentity(sql: Queryable): Promise<void> {
  await sql`select identity.sweep()`;
}
