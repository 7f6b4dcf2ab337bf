/** That a load run still runs: a few devices for three seconds end without an error, and nobody misses a poke. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../../server/cli/command-line.ts';
import { Endings } from '../bench/endings.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { openGround } from './ground.ts';
import { readOptions } from './options.ts';
import { runLoad } from './run.ts';

const endings = new Endings();
afterAll(() => endings.run());

test('a few devices for three seconds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unionhall-load-'));
  endings.add(() => rmSync(folder, { recursive: true, force: true }));
  const database = await freshDatabase();
  endings.add(() => database.drop());
  const args = '--devices 30 --streams 22 --workers 20 --herd 4 --seconds 3'.split(' ');
  const options = readOptions(args);
  const ground = await openGround(options, database, folder, endings, () => undefined);
  const { operations, problems, pokes } = await runLoad(ground, options, () => undefined);
  expect(problems).toEqual([]);
  expect(operations).toMatchObject({
    'open stream': { count: 22 },
    'herd: open stream': { count: 4 },
  });
  // One, or another where the machine was slow to end.
  expect(operations['announce']?.count).toBeGreaterThanOrEqual(1);
  expect(operations['push']?.count).toBeGreaterThan(5);
  expect(operations['pull']?.count).toBeGreaterThan(20);
  expect(operations['news to a device']?.count).toBeGreaterThanOrEqual(22);
  expect(pokes).toBeGreaterThan(40);
});

test.each([['--devices', 'many'], ['--workers', '0'], ['--fast']])('%s %s is no option', (...args) => {
  expect(() => readOptions(args)).toThrow(UsageError);
});
