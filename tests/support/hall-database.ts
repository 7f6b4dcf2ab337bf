/** The test server's own Postgres, seen from outside the application: as its role, as the migrations' role. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase } from '../../server/database/connection.ts';

/** super: sees all locals, for a look at what really stands. */
export type Role = 'app' | 'owner' | 'super';

const secretsOf = (): ((pattern: RegExp) => string) => {
  const folder = process.env['UNIONHALL_TEST_DATA_DIR'] ?? '';
  const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>;
  return (pattern) => Object.entries(secrets).find(([name]) => pattern.test(name))?.[1] ?? '';
};
const userOf = (role: Role): string => (role === 'super' ? 'postgres' : `unionhall_${role}`);

/** One connection; end it with `.end()`. */
export function openHallDatabase(role: Role): postgres.Sql {
  const find = secretsOf();
  return postgres({
    host: '127.0.0.1',
    port: Number(find(/port/i)),
    database: 'unionhall',
    username: userOf(role),
    password: find(new RegExp(role, 'i')),
    max: 1,
    onnotice: () => undefined,
  });
}

/** As the server itself opens it, for what is written by the server's own functions. */
export function openAsServer(): Sql {
  const find = secretsOf();
  const password = encodeURIComponent(find(/app/i));
  return createDatabase({
    url: `postgres://${userOf('app')}:${password}@127.0.0.1:${find(/port/i)}/unionhall`,
    max: 1,
  });
}

/** Runs inside the demo local, as the application does. */
export async function inDemoLocal<T>(
  sql: postgres.Sql,
  localId: string,
  read: (tx: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  return (await sql.begin(async (tx) => {
    await tx`select set_config('app.local_id', ${localId}, true)`;
    return read(tx);
  })) as T;
}
