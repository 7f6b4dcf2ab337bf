/** A database of one's own for a test: a copy of the migrated template, gone when the test drops it. */
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { createDatabase } from '../../server/database/connection.ts';
import type { Sql } from '../../server/database/connection.ts';
import { quoteIdentifier } from '../../server/database/roles.ts';
import { asSuperuser, inDatabase } from './as-superuser.ts';

export interface FreshDatabase {
  readonly name: string;
  /** What the server connects with: subject to row-level security, owns nothing. */
  readonly appUrl: string;
  readonly ownerUrl: string;
  /** Only to look behind the curtain in assertions, and for what needs an administrator. */
  readonly superUrl: string;
  drop(): Promise<void>;
}

export async function freshDatabase(): Promise<FreshDatabase> {
  const given = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await copyDatabase(given.superUrl, given.template, name);
  return {
    name,
    appUrl: inDatabase(given.appUrl, name),
    ownerUrl: inDatabase(given.ownerUrl, name),
    superUrl: inDatabase(given.superUrl, name),
    drop: () => asSuperuser(given.superUrl, `drop database if exists ${quoteIdentifier(name)} with (force)`),
  };
}

/** The same, with a connection as the server has it; `drop` ends both. */
export async function connectedDatabase(): Promise<{ sql: Sql; drop: () => Promise<void> }> {
  const database = await freshDatabase();
  const sql = createDatabase({ url: database.appUrl, max: 4 });
  return { sql, drop: () => sql.end().then(database.drop) };
}

/** Nobody may be connected to the one that is copied. */
export async function copyDatabase(superUrl: string, from: string, to: string): Promise<void> {
  await asSuperuser(superUrl, `create database ${quoteIdentifier(to)} template ${quoteIdentifier(from)}`);
  // The rights on a database itself are not copied from its template.
  await asSuperuser(
    superUrl,
    `revoke all on database ${quoteIdentifier(to)} from public;
     grant connect, create, temporary on database ${quoteIdentifier(to)} to unionhall_owner;
     grant connect on database ${quoteIdentifier(to)} to unionhall_app, unionhall_reporting`,
  );
}
