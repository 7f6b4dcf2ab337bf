/**
 * The restore drill (P7): three people work on three devices, the database is put back to before their work, and every
 * change comes back by itself, once, and the audit says so. `npm run restore:drill` prints what it found; the figures
 * stand in test-results/restore.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDrill } from '../support/restore-drill.ts';
import type { Drill } from '../support/restore-drill.ts';

let drill: Drill;

beforeEach(async () => {
  drill = await openDrill();
});
afterEach(() => drill.close());

test('a copy is put back under three devices: what they did since comes back once, with its numbers', async () => {
  await drill.work();
  await drill.copy();
  await drill.work();
  const before = await drill.rows();
  await drill.putBack();
  expect(await drill.rows()).not.toEqual(before);
  const report = await drill.comeBack();
  console.log(drill.words(report));
  mkdirSync('test-results', { recursive: true });
  writeFileSync('test-results/restore.json', `${JSON.stringify(report)}\n`);
  expect(report.offered).toBeGreaterThanOrEqual(3 * 8);
  expect(report).toMatchObject({ cameBack: report.offered, twice: 0, lost: 0 });
  expect(report.ms).toBeLessThan(60_000);
  // The values as they were; a version may be higher, never lower.
  const after = await drill.rows();
  const version = expect.any(Number) as number;
  expect(after).toEqual(before.map((row) => ({ ...row, version })));
  for (const [index, row] of after.entries())
    expect(row.version).toBeGreaterThanOrEqual(before[index]?.version ?? 0);
  expect(await drill.toldByAudit()).toBe(report.offered);
  // Work goes on in the new epoch.
  await drill.work();
});
