/** Every command of package.json that is ours says what it may be told, and nothing but that when it was told something else. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const ours = Object.entries(scripts)
  .filter(([, line]) => line.startsWith('tsx '))
  .map(([name, line]) => [name, line.slice('tsx '.length)] as const);

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'unionhall-commands-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

interface Said {
  readonly code: unknown;
  readonly out: string;
  readonly complaint: string;
}

const tell = (file: string, ...words: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    // Nothing of the demo's may be touched by a command that does not listen.
    const env = { PATH: process.env['PATH'], DATA_DIR: dataDir, NODE_ENV: 'production' };
    execFile(
      process.execPath,
      ['--import', 'tsx', file, ...words],
      { cwd: root, env, timeout: 25_000 },
      (error, out, complaint) => resolve({ code: error ? error.code : 0, out, complaint }),
    );
  });

describe.each(ours)('npm run %s', (name, file) => {
  const command = new RegExp(`^npm (run (-s )?)?${name}\\b`);

  test('explains itself', async () => {
    const { code, out, complaint } = await tell(file, '--help');
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(out).toMatch(command);
    expect(out.length).toBeGreaterThan(60);
  });

  test('refuses what it does not know with one sentence and its usage', async () => {
    const { code, out, complaint } = await tell(file, '--nonsense');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const [sentence, ...usage] = complaint.trim().split('\n');
    expect(sentence).toBe("Unknown option '--nonsense'.");
    expect(usage.length).toBeLessThan(3);
    for (const line of usage) expect(line).toMatch(command);
  });
});

test.each([
  ['server/cli/seed.ts', '--size', 'huge', '--size is one of quick, normal, stress.'],
  ['server/cli/audit-verify.ts', '--row', 'last', '--row needs a whole number of at least 1.'],
  ['tests/bench/main.ts', '--only', 'dowload', '--only needs names of measures: download,'],
  ['tests/simulation/main.ts', '--seeds', 'many', '--seeds needs a whole number of at least 1.'],
  ['tests/prove/main.ts', '--seeds', '0', '--seeds needs a whole number of at least 1.'],
  ['tests/load/main.ts', '--devices', '-4', "Option '--devices' argument is ambiguous."],
  ['server/cli/local-create.ts', '--zone', 'Mars', '--zone must be a time zone'],
])('%s %s %s', async (file, option, value, answer) => {
  const { code, out, complaint } = await tell(file, option, value);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(complaint).toContain(answer);
  expect(complaint).not.toMatch(/^\s+at /m);
});
