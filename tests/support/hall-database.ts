/** The test server's own Postgres, seen from outside the application: as its role, as the migrations' role. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';

/** super: sees all locals, for a look at what really stands. */
export type Role = 'app' | 'owner' | 'super';

/** One connection; end it with `.end()`. */
export function openHallDatabase(role: Role): postgres.Sql {
  const folder = process.env['UNIONHALL_TEST_DATA_DIR'] ?? '';
  const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>;
  const find = (pattern: RegExp): string =>
    Object.entries(secrets).find(([name]) => pattern.test(name))?.[1] ?? '';
  return postgres({
    host: '127.0.0.1',
    port: Number(find(/port/i)),
    database: 'unionhall',
    username: role === 'super' ? 'postgres' : `unionhall_${role}`,
    password: find(new RegExp(role, 'i')),
    max: 1,
    onnotice: () => undefined,
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
