/**
 * npm run db:generate -- <name>
 * npm run db:generate -- --check
 *
 * Compares the registry with the snapshot of the last generated migration and writes the next one. Touches no database.
 * With --check it writes nothing and fails when a migration is missing.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '../../shared/entities/index.ts';
import { generateMigration } from '../database/generate.ts';
import type { DatabaseModel } from '../database/table-model.ts';
import { databaseModel } from '../database/table-model.ts';
import { orEnd, readCommandLine } from './command-line.ts';

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url));
const snapshotFile = join(migrations, 'meta', 'entities.json');

function readSnapshot(): DatabaseModel {
  try {
    return JSON.parse(readFileSync(snapshotFile, 'utf8')) as DatabaseModel;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

function nextNumber(): string {
  const numbers = readdirSync(migrations).map((name) => Number(/^(\d{4})_.*\.sql$/.exec(name)?.[1] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(4, '0');
}

function main(isCheck: boolean, words: readonly string[]): number {
  const name =
    words
      .join('_')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_') || 'entities';
  const after = databaseModel(registry);
  const number = nextNumber();
  const sql = generateMigration(number, name, readSnapshot(), after);
  if (sql === undefined) {
    console.info('The registry and the migrations agree: nothing to generate.');
    return 0;
  }
  if (isCheck) {
    console.error(
      'The registry has changed since the last migration: run "npm run db:generate -- <name>", read the file, commit both.',
    );
    return 1;
  }
  const file = join(migrations, `${number}_${name}.sql`);
  writeFileSync(file, sql, { flag: 'wx' });
  writeFileSync(snapshotFile, `${JSON.stringify(after, null, 1)}\n`);
  const toFill = sql.includes('acknowledged:') ? ', fill in every "acknowledged" line' : '';
  console.info(`Wrote migrations/${number}_${name}.sql. Read it${toFill}, then: npm run db:migrate`);
  return 0;
}

const { values, words } = orEnd(() =>
  readCommandLine(import.meta.url, { check: { type: 'boolean', default: false } }, { words: 10 }),
);
process.exitCode = main(values.check, words);
