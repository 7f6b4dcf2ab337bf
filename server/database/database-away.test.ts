/** In a process of its own: what ends it cannot be looked at from inside. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('database-away.ts', import.meta.url));

const live = (code: string) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `import { surviveLostConnections } from ${JSON.stringify(module)};
       surviveLostConnections({ warn: (_, words) => console.log(words) });
       void Promise.reject(Object.assign(new Error('lost'), { code: ${JSON.stringify(code)} }));
       setTimeout(() => console.log('still here'), 50);`,
    ],
    { encoding: 'utf8' },
  );

test('a connection lost while it is opened does not end the process', () => {
  const { status, stdout } = live('CONNECTION_DESTROYED');
  expect(stdout).toContain('lost while it was opened');
  expect(stdout).toContain('still here');
  expect(status).toBe(0);
});

test('any other promise that nobody holds ends it', () => {
  const { status, stdout } = live('23505');
  expect(status).not.toBe(0);
  expect(stdout).not.toContain('still here');
});
