/** P7, its first half: a database that has gone back in time is noticed, once, and by every server that looks. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase } from '../../server/database/connection.ts';
import { quoteIdentifier } from '../../server/database/roles.ts';
import { currentEpoch, newEpoch, writeMark } from '../../server/sync/epoch.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall, refusedWith, sqlStates } from '../support/test-hall.ts';

let hall: TestHall;
let folder: string;
const markFile = (name = 'epoch-mark.json') => join(folder, name);

beforeEach(async () => {
  hall = await openTestHall();
  folder = await mkdtemp(join(tmpdir(), 'epoch-'));
});
afterEach(async () => {
  await hall.close();
  await rm(folder, { recursive: true });
});

test('begins once, and stays through restarts and writes', async () => {
  const first = await currentEpoch(hall.app, markFile());
  expect(first).toMatchObject({ reason: 'first', isNew: true });
  await hall.behind`create table public.some_writes as select generate_series(1, 1000)`;
  expect(await writeMark(hall.app, markFile())).toMatchObject({ epoch: first.epoch, isNew: false });
  expect(await currentEpoch(hall.app, markFile())).toMatchObject({ epoch: first.epoch, isNew: false });
});

test('many servers that start together agree', async () => {
  const epochs = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => currentEpoch(hall.app, markFile(name))),
  );
  expect(new Set(epochs.map(({ epoch }) => epoch)).size).toBe(1);
  expect(epochs.filter(({ isNew }) => isNew)).toHaveLength(1);
});

test('a write position behind the mark is a restore; a second server with its old mark does not see it twice', async () => {
  const first = await currentEpoch(hall.app, markFile());
  const mark = JSON.parse(await readFile(markFile(), 'utf8')) as Record<string, unknown>;
  for (const name of ['a', 'b'])
    await writeFile(markFile(name), JSON.stringify({ ...mark, walPosition: 'FFFF/0' }));
  const noticed = await currentEpoch(hall.app, markFile('a'));
  expect(noticed).toMatchObject({ reason: 'behind', isNew: true });
  expect(noticed.epoch).not.toBe(first.epoch);
  expect(await currentEpoch(hall.app, markFile('b'))).toMatchObject({ epoch: noticed.epoch, isNew: false });
  expect(await currentEpoch(hall.app, markFile('a'))).toMatchObject({ epoch: noticed.epoch, isNew: false });
});

test('a backup from an earlier epoch is a restore', async () => {
  await currentEpoch(hall.app, markFile());
  const [backup] = await hall.behind`select * from sync.epoch`;
  await newEpoch(hall.app);
  await newEpoch(hall.app);
  const last = await currentEpoch(hall.app, markFile());
  await hall.behind`update sync.epoch set ${hall.behind(backup ?? {})}`;
  const noticed = await currentEpoch(hall.app, markFile());
  expect(noticed).toMatchObject({ reason: 'behind', isNew: true });
  expect([backup?.['epoch'], last.epoch]).not.toContain(noticed.epoch);
});

test.each([
  ['cluster', { system_identifier: '42' }],
  ['timeline', { timeline: 7 }],
  ['database', { database_oid: 1 }],
] as const)('another %s than the one stored is a restore', async (reason, stored) => {
  const first = await currentEpoch(hall.app, markFile());
  await hall.behind`update sync.epoch set ${hall.behind(stored)}`;
  const noticed = await currentEpoch(hall.app, markFile());
  expect(noticed).toMatchObject({ reason, isNew: true });
  expect(noticed.epoch).not.toBe(first.epoch);
  expect(await currentEpoch(hall.app, markFile())).toMatchObject({ epoch: noticed.epoch, isNew: false });
});

test('a copy of the database is another life', async () => {
  const first = await currentEpoch(hall.app, markFile());
  const [name, copy] = [new URL(hall.appUrl).pathname.slice(1), `copy_${Date.now()}`];
  await hall.app.end();
  await hall.behind.end();
  const elsewhere = new URL(hall.superUrl);
  elsewhere.pathname = '/postgres';
  const admin = createDatabase({ url: elsewhere.href, max: 1 });
  const copied = new URL(hall.appUrl);
  copied.pathname = `/${copy}`;
  await admin.unsafe(`create database ${quoteIdentifier(copy)} template ${quoteIdentifier(name)}`);
  const app = createDatabase({ url: copied.href, max: 1 });
  try {
    const noticed = await currentEpoch(app, markFile());
    expect(noticed).toMatchObject({ reason: 'database', isNew: true });
    expect(noticed.epoch).not.toBe(first.epoch);
  } finally {
    await app.end();
    await admin.unsafe(`drop database ${quoteIdentifier(copy)} with (force)`);
    await admin.end();
  }
});

test('the restore command begins an epoch by itself', async () => {
  const first = await currentEpoch(hall.app, markFile());
  const next = await newEpoch(hall.app);
  expect(next).not.toBe(first.epoch);
  expect(await currentEpoch(hall.app, markFile())).toMatchObject({
    epoch: next,
    reason: 'command',
    isNew: false,
  });
});

test.each([
  '',
  'not json',
  '{"epoch": 1}',
  '[]',
  '{"epoch":"x","systemIdentifier":"1","timeline":1,"databaseOid":1,"walPosition":"zz"}',
])('a damaged mark counts as none: %s', async (text) => {
  const first = await currentEpoch(hall.app, markFile());
  await writeFile(markFile(), text);
  expect(await currentEpoch(hall.app, markFile())).toMatchObject({ epoch: first.epoch, isNew: false });
});

test('the application cannot write the epoch itself', async () => {
  await currentEpoch(hall.app, markFile());
  for (const statement of [
    `update sync.epoch set epoch = gen_random_uuid()`,
    `delete from sync.epoch`,
    `truncate sync.epoch`,
  ])
    expect(await refusedWith(hall.app.unsafe(statement)), statement).toBe(sqlStates.denied);
});
