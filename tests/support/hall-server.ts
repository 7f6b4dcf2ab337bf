/**
 * The product as `npm start` runs it, which a test can stop, kill and start again on the same data. Whoever started it
 * last, the process is found by the number in its data folder, so that the end of the run can always end it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const testPort = Number(process.env['UNIONHALL_TEST_PORT'] ?? 4611);
const startLimitMs = 120_000;
const lookEachMs = 100;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const pidFile = (dataDir: string): string => join(dataDir, 'server.pid');

export async function isUp(): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${testPort}/readyz`)).ok;
  } catch {
    return false;
  }
}

/** Resolves when it is ready to serve. */
export async function startHall(dataDir: string): Promise<void> {
  const server = spawn(process.execPath, ['--import', 'tsx', 'server/cli/start.ts'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PORT: String(testPort),
      PUBLIC_URL: `http://localhost:${testPort}`,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
    },
  });
  writeFileSync(pidFile(dataDir), String(server.pid));
  const limit = Date.now() + startLimitMs;
  while (!(await isUp())) {
    if (server.exitCode !== null)
      throw new Error(`The server ended with code ${server.exitCode} before it was up.`);
    if (Date.now() > limit) throw new Error(`The server was not up after ${startLimitMs / 1000} s.`);
    await pause(lookEachMs);
  }
}

/** One that has ended and that nobody has buried yet does not count. */
function isAlive(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

/** SIGTERM ends it in order, its Postgres too; SIGKILL leaves everything lying as it is. */
export async function endHall(dataDir: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const pid = Number(readFileSync(pidFile(dataDir), 'utf8'));
  if (!isAlive(pid)) return;
  process.kill(pid, signal);
  while (isAlive(pid)) await pause(lookEachMs);
}
