/**
 * One server for all browser tests, on a port and a data folder of its own. With UNIONHALL_TEST_DATA_DIR set and a
 * server of that folder running already, that one is used and left running.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endHall, isUp, startHall } from './hall-server.ts';

export default async function start(): Promise<() => Promise<void>> {
  if (process.env['UNIONHALL_TEST_DATA_DIR'] && (await isUp())) return () => Promise.resolve();
  const dataDir = mkdtempSync(join(tmpdir(), 'unionhall-browser-'));
  // Postgres runs as another user when the tests run as root.
  chmodSync(dataDir, 0o755);
  process.env['UNIONHALL_DEMO_PASSWORD'] ??= `demo ${randomBytes(12).toString('base64url')}`;
  process.env['UNIONHALL_TEST_DATA_DIR'] = dataDir;
  await startHall(dataDir);
  return async () => {
    await endHall(dataDir, 'SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  };
}
