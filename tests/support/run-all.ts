/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find, then one closing line
 * `N passed, N failed`. Every step runs even when one before it failed, so that one run tells all.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve as absolute } from 'node:path';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Absolute: Vite's root is `client`, and Vitest lays a relative report there. */
const results = absolute('test-results');

/** Runs a command with its output shown; resolves with its exit code. */
function run(command: string, args: readonly string[]): Promise<number> {
  console.log(`\n── ${[command, ...args].join(' ')}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const whole =
  (command: string, ...args: readonly string[]) =>
  async (): Promise<Count> => {
    const code = await run(command, args);
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  };

/** A runner that writes a JSON report. A crash without a report, or a bad exit without a failed test, counts as one failure. */
async function reported(
  file: string,
  command: string,
  args: readonly string[],
  read: (report: Record<string, unknown>) => Count,
): Promise<Count> {
  const code = await run(command, args);
  try {
    const count = read(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
    return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const vitest = (): Promise<Count> =>
  reported(
    `${results}/vitest.json`,
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}/vitest.json`],
    (report) => ({ passed: Number(report['numPassedTests']), failed: Number(report['numFailedTests']) }),
  );

const playwright = (): Promise<Count> =>
  reported(`${results}/playwright.json`, 'playwright', ['test'], (report) => {
    const stats = report['stats'] as { expected: number; unexpected: number; flaky: number };
    if (stats.flaky > 0) console.log(`${stats.flaky} browser tests passed only at the second try.`);
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
  });

const steps: readonly (() => Promise<Count>)[] = [
  whole('tsc', '--noEmit'),
  whole('eslint', '.'),
  whole('prettier', '--check', '--log-level', 'warn', '.'),
  whole('vite', 'build'),
  vitest,
  playwright,
];

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
let total: Count = { passed: 0, failed: 0 };
for (const step of steps) {
  const count = await step();
  total = { passed: total.passed + count.passed, failed: total.failed + count.failed };
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
