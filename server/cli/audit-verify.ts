/**
 * npm run audit:verify
 * npm run -s audit:verify -- --row <id>
 *
 * Says of every local whether each audit row and seal still agrees; exit code 1 if not. With --row it prints the proof
 * that this row of the log was sealed, for whoever checks it without us.
 *
 * Reads the database of DATABASE_URL, or the private one, and the seals in AUDIT_DIR.
 */
import { loadAuditKey } from '../access/keys.ts';
import { openSealStore } from '../audit/seal-store.ts';
import { loggedLocals } from '../audit/seal.ts';
import type { Finding, Verdict, VerifyingParts } from '../audit/verify-seals.ts';
import { proveRow, sealedLocals, verifyLocal } from '../audit/verify-seals.ts';
import { createDatabase } from '../database/connection.ts';
import { readEnvironment } from '../environment.ts';
import { readCommandLine } from './command-line.ts';
import { openPrivateDatabase } from './private-database.ts';
import { exitOnFailure } from './process-end.ts';

const said = ({ seal, what }: Finding): string => (seal === null ? what : `seal ${seal}: ${what}`);

function report({ localId, seals, rows, unsealed, findings }: Verdict): void {
  const counts = `${seals} seals over ${rows} rows, ${unsealed} rows not sealed yet`;
  console.log(
    `Local ${localId}: ${counts}. ${findings.length === 0 ? 'Everything agrees.' : 'IT DOES NOT AGREE:'}`,
  );
  for (const finding of findings) console.log(`  - ${said(finding)}`);
}

async function prove(parts: VerifyingParts, rowId: number): Promise<number> {
  for (const localId of await loggedLocals(parts.sql)) {
    const proof = await proveRow(parts, localId, rowId);
    if (!proof) continue;
    const publicKey = parts.publicKey.export({ format: 'jwk' });
    console.log(JSON.stringify({ ...proof, publicKey }, null, 2));
    return 0;
  }
  console.error(`No seal covers log row ${rowId}: it is not there, or was written after the last seal.`);
  return 1;
}

async function verifyAll(parts: VerifyingParts): Promise<number> {
  let faults = 0;
  for (const localId of await sealedLocals(parts)) {
    const verdict = await verifyLocal(parts, localId);
    report(verdict);
    faults += verdict.findings.length;
  }
  return faults === 0 ? 0 : 1;
}

await exitOnFailure(async () => {
  const line = readCommandLine(import.meta.url, { row: { type: 'string' } });
  const row = line.values.row === undefined ? undefined : line.whole('row', 1);
  const settings = readEnvironment();
  const own =
    settings.databaseUrl === undefined && !settings.production
      ? await openPrivateDatabase(settings, () => undefined)
      : undefined;
  const url = settings.databaseUrl ?? own?.settings.databaseUrl;
  if (url === undefined) throw new Error('DATABASE_URL is missing: set it to the role unionhall_app.');
  const sql = createDatabase({ url, max: 2, preparedStatements: settings.preparedStatements });
  const publicKey = loadAuditKey(settings).publicKey;
  const parts = { sql, publicKey, store: openSealStore(settings.auditDir) };
  try {
    process.exitCode = row === undefined ? await verifyAll(parts) : await prove(parts, row);
  } finally {
    await sql.end();
    await own?.stop();
  }
});
