/**
 * The demo local's people: one sign-in per role, one password for all, generated or from UNIONHALL_DEMO_PASSWORD.
 * Seeds when the database has none of them yet. Never in production.
 */
import { randomInt } from 'node:crypto';
import { roles, type Role } from '../../shared/access/roles.ts';
import { findAccountId } from '../access/accounts.ts';
import { createPasswordHasher, type PasswordHasher } from '../access/passwords.ts';
import { createDatabase, type Sql } from '../database/connection.ts';
import { openSecretStore } from '../database/secrets.ts';
import type { Settings } from '../environment.ts';

export interface DemoSignIns {
  readonly password: string;
  readonly people: readonly { readonly role: Role; readonly email: string }[];
}

export function demoEmail(role: Role): string {
  return `${role}@demo.example`;
}

/** Undefined in production. */
export async function prepareDemo(
  settings: Settings,
  log: (line: string) => void,
): Promise<DemoSignIns | undefined> {
  if (settings.production || settings.databaseUrl === undefined) return undefined;
  const secrets = openSecretStore(settings.dataDir);
  const stored = secrets.find('demoPassword');
  const password = settings.demoPassword ?? stored ?? makeDemoPassword();
  const sql = createDatabase({ url: settings.databaseUrl, max: 4 });
  const hasher = createPasswordHasher();
  try {
    if ((await findAccountId(sql, demoEmail('admin'))) === undefined) {
      log('Inventing a demo local …');
      // Only now: the demo's data and the whole write path are of no use to a hall that has its people already.
      const { seedDemo } = await import('./seed-demo.ts');
      await seedDemo({ sql, hasher, password, log });
    } else {
      if (stored !== password) await setDemoPassword(sql, hasher, password);
      const { planDemoClasses } = await import('./seed-demo.ts');
      await planDemoClasses({ sql, log });
    }
  } finally {
    await sql.end();
  }
  if (stored !== password) secrets.put('demoPassword', password);
  return { password, people: roles.map((role) => ({ role, email: demoEmail(role) })) };
}

/** Twenty letters and digits that cannot be mistaken for each other, in groups that can be read aloud. */
function makeDemoPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return [group(), group(), group(), group()].join('-');
}

async function setDemoPassword(sql: Sql, hasher: PasswordHasher, password: string): Promise<void> {
  const hash = await hasher.hash(password);
  for (const role of roles) {
    await sql`
      select identity.rehash_password(account_id, password_hash, ${hash})
      from identity.sign_in_lookup(${demoEmail(role)}, null)`;
  }
}
