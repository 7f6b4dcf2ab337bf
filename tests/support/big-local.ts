/** A second local of ten thousand members on the browser tests' server, out of the way of the demo's people. */
import { makeDataset } from '../bench/dataset.ts';
import type { Account } from '../bench/seed.ts';
import { seedUnionhall } from '../bench/seed.ts';
import { openAsServer } from './hall-database.ts';

/** Whom to sign in as: an officer. The bench's people, without the marks, which no list of members shows. */
export async function openBigLocal(): Promise<Account & { readonly members: number }> {
  const { rows, ...dataset } = makeDataset(1);
  const wanted = new Map([...rows].filter(([entity]) => entity !== 'attendance'));
  const sql = openAsServer();
  try {
    const account = await seedUnionhall(sql, { ...dataset, rows: wanted });
    return { ...account, members: wanted.get('member')?.length ?? 0 };
  } finally {
    await sql.end();
  }
}
