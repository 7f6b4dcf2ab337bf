/**
 * Fills unionhall's own tables the fast honest way: set-based statements as the application's role, inside the local, with
 * every trigger on. And one account with an officer's seat, whose device downloads it all.
 */
import { randomBytes } from 'node:crypto';
import { registry } from '../../shared/entities/index.ts';
import { createAccount } from '../../server/access/accounts.ts';
import { createPasswordHasher } from '../../server/access/passwords.ts';
import type { Sql } from '../../server/database/connection.ts';
import { inLocal } from '../../server/database/connection.ts';
import { entityNamed, insertRecords, recordOf } from '../support/insert-row.ts';
import type { Dataset } from './dataset.ts';
import { accountEmail } from './dataset.ts';

export interface Account {
  readonly email: string;
  readonly password: string;
}

const rowsAtOnce = 1000;

/** Rows written a second, audit and feed included, is worth knowing by itself. */
export async function seedUnionhall(sql: Sql, dataset: Dataset): Promise<Account> {
  const password = randomBytes(18).toString('base64url');
  const passwordHash = await createPasswordHasher().hash(password);
  const accountId = await createAccount(sql, { email: accountEmail, passwordHash });
  for (const [name, all] of dataset.rows) {
    const of = entityNamed(registry, name);
    const rows = name === 'user' ? all.map((row) => ({ ...row, accountId })) : all;
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const records = rows.slice(at, at + rowsAtOnce).map((row) => recordOf(of, row, dataset.localId));
      await inLocal(sql, { localId: dataset.localId }, (transaction) =>
        insertRecords(transaction, of, records),
      );
    }
  }
  return { email: accountEmail, password };
}
