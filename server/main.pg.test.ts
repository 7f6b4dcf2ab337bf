/** The server as a process has it: settings in, a port out, and an end in order. */
import { Agent, request } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rest } from '../tests/client/world.ts';
import type { FreshDatabase } from '../tests/support/fresh-database.ts';
import { freshDatabase } from '../tests/support/fresh-database.ts';
import { readEnvironment } from './environment.ts';
import { startServer } from './main.ts';

let database: FreshDatabase;
let dataDir: string;

beforeEach(async () => {
  database = await freshDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'unionhall-main-'));
});
afterEach(async () => {
  rmSync(dataDir, { recursive: true });
  await database.drop();
});

const start = () =>
  startServer(
    readEnvironment({
      DATABASE_URL: database.appUrl,
      DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'silent',
    }),
  );

/** One connection, kept: the first request is still being sent when the next ones want to be asked. */
function ask(url: string, agent: Agent, bodyAfterMs = 0): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/api/auth/sign-in`, { method: 'POST', agent }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode));
    });
    asked.once('error', reject);
    asked.flushHeaders();
    setTimeout(() => asked.end('{}'), bodyAfterMs);
  });
}

test('it ends at once though somebody keeps asking over the connection he has, and keeps its mark last', async () => {
  const serving = await start();
  const markFile = join(dataDir, 'epoch.json');
  const before = statSync(markFile).mtimeMs;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const first = ask(serving.url, agent, 500);
  await rest(200);
  const begun = Date.now();
  const closed = serving.close();
  expect(await first).toBe(415);
  const asking = (async () => {
    for (;;) {
      await rest(100);
      await ask(serving.url, agent);
    }
  })().catch(() => undefined);
  await closed;
  expect(Date.now() - begun).toBeLessThan(4_000);
  await asking;
  agent.destroy();
  expect(statSync(markFile).mtimeMs).toBeGreaterThan(before);
  expect(JSON.parse(readFileSync(markFile, 'utf8'))).toHaveProperty('walPosition');
});
