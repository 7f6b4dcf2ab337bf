import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimFolder, clearLeftovers } from './data-folder.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { preparePostgresBinaries } from './postgres-binaries.ts';
import { processMark } from './running-process.ts';
import { openSecretStore } from './secrets.ts';
import { findClosedFolder, type UnprivilegedUser } from './unprivileged-user.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'unionhall-embedded-'));
  chmodSync(dataDir, 0o755);
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (log?: (line: string) => void): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({
    dataDir,
    fsync: false,
    stopOnSignals: false,
    ...(log === undefined ? {} : { log }),
  });

async function ask(url: string, question: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return (await sql.unsafe(question))[0]?.['answer'];
  } finally {
    await sql.end();
  }
}

describe('the private Postgres', () => {
  test('keeps its data, port and passwords over a restart, and listens on loopback only', async () => {
    const first = await start();
    await ask(first.url('super', 'postgres'), 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    try {
      expect(second.port).toBe(first.port);
      expect(await ask(second.url('super', 'postgres'), 'select answer from kept')).toBe(42);
      expect(
        await ask(second.url('super', 'postgres'), "select current_setting('listen_addresses') as answer"),
      ).toBe('127.0.0.1');
      await expect(
        ask(second.url('super', 'postgres').replace(/:[^:@]+@/, ':wrong@'), 'select 1'),
      ).rejects.toThrow(/password authentication failed/);
      expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    } finally {
      await second.stop();
    }
  });

  test('is not started twice on one folder', async () => {
    const first = await start();
    try {
      await expect(start()).rejects.toThrow(/Another unionhall \(process \d+\) already uses .*: stop it/);
    } finally {
      await first.stop();
    }
  });

  test('a database whose password was deleted is set aside, not lost', async () => {
    const first = await start();
    await first.stop();
    rmSync(join(dataDir, 'secrets.json'));
    const lines: string[] = [];
    const second = await start((line) => lines.push(line));
    await second.stop();
    expect(lines.join()).toMatch(/There is no password any more .* moved to .*without-password/);
  });
});

describe('what a killed unionhall leaves', () => {
  test('a stale claim gives way, a living one does not', () => {
    writeFileSync(
      join(dataDir, 'postgres.owner'),
      JSON.stringify({ pid: process.pid, mark: 'of another time' }),
    );
    const release = claimFolder(dataDir);
    expect(() => claimFolder(dataDir)).toThrow(/already uses/);
    release();
    expect(existsSync(join(dataDir, 'postgres.owner'))).toBe(false);
  });

  test('a postmaster.pid whose number belongs to a stranger is removed, and the stranger left alone', async () => {
    const stranger = spawn('sleep', ['30'], { stdio: 'ignore' });
    try {
      writeFileSync(join(dataDir, 'postmaster.pid'), `${String(stranger.pid)}\n${dataDir}\n0\n5432\n`);
      await clearLeftovers(dataDir, () => undefined);
      expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
      expect(processMark(stranger.pid ?? 0)).toBeDefined();
    } finally {
      stranger.kill();
    }
  });
});

describe('programs and folders another user cannot reach', () => {
  const stranger: UnprivilegedUser = { name: 'stranger', uid: 61_234, gid: 61_234 };

  test('the closed folder is named, from the root down', () => {
    const closed = join(dataDir, 'closed');
    mkdirSync(join(closed, 'inner'), { recursive: true });
    expect(findClosedFolder(stranger, join(closed, 'inner'))).toBeUndefined();
    chmodSync(closed, 0o700);
    expect(findClosedFolder(stranger, join(closed, 'inner'))).toBe(closed);
    expect(findClosedFolder(undefined, join(closed, 'inner'))).toBeUndefined();
    const owner = { name: 'owner', uid: statSync(closed).uid, gid: 0 };
    expect(findClosedFolder(owner, join(closed, 'inner'))).toBeUndefined();
  });

  test('reachable programs are used where they are, and are whole', () => {
    const found = preparePostgresBinaries(undefined, dataDir, () => undefined);
    expect(found.postgres.startsWith(dataDir)).toBe(false);
    expect(statSync(found.postgres).mode & 0o111).toBe(0o111);
    expect(found.version).toMatch(/^\d+\./);
  });
});

test('secrets are made once, and a damaged file is not written over', () => {
  const secrets = openSecretStore(dataDir);
  const made = secrets.getOrMake('one', () => 'first');
  expect([made, secrets.getOrMake('one', () => 'second')]).toEqual(['first', 'first']);
  writeFileSync(join(dataDir, 'secrets.json'), '{ half');
  expect(() => secrets.put('two', 'x')).toThrow(/damaged/);
  expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toBe('{ half');
});
