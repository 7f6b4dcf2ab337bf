/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find, then one closing line
 * `N passed, N failed`. Every step runs even when one before it failed, so that one run tells all.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { buildClientWhenStale } from '../../server/cli/client-build.ts';
import { browserShares } from './browser-shares.ts';
import type { Command } from './side-by-side.ts';
import { sideBySide } from './side-by-side.ts';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Absolute: Vite's root is `client`, and Vitest lays a relative report there. */
const results = absolute('test-results');

const checks = async (): Promise<readonly Count[]> => {
  const codes = await sideBySide([
    { line: ['tsc', '--noEmit'] },
    { line: ['eslint', '.'] },
    { line: ['prettier', '--check', '--log-level', 'warn', '.'] },
  ]);
  return codes.map(oneOf);
};

const oneOf = (code: number): Count => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** With the stamp that servers look for: otherwise each of them would build it again. */
const build = async (): Promise<readonly Count[]> => {
  const code = await buildClientWhenStale(process.cwd(), console.log).then(
    () => 0,
    (error: unknown) => {
      console.error(error);
      return 1;
    },
  );
  return [oneOf(code)];
};

interface Reported extends Command {
  readonly file: string;
  readonly read: (report: Record<string, unknown>) => Count;
}

/** Runners that write a JSON report. A crash without a report, or a bad exit without a failed test, counts as one failure. */
async function reported(runners: readonly Reported[]): Promise<readonly Count[]> {
  const codes = await sideBySide(runners);
  return runners.map(({ file, read }, index) => {
    try {
      const count = read(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
      return codes[index] !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
    } catch {
      return { passed: 0, failed: 1 };
    }
  });
}

const vitest = (): Promise<readonly Count[]> => {
  const file = `${results}/vitest.json`;
  const line = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const read: Reported['read'] = (report) => ({
    passed: Number(report['numPassedTests']),
    failed: Number(report['numFailedTests']),
  });
  return reported([{ line, file, read }]);
};

/** Every seed and every control counts as a test. */
const simulate = (): Promise<readonly Count[]> => {
  const line = ['tsx', 'tests/simulation/main.ts', '--seeds', '100', '--steps', '80', '--controls'];
  const read: Reported['read'] = (report) => {
    const broken = (report['violations'] as readonly unknown[]).length;
    const controls = report['controls'] as readonly { readonly seed?: number }[];
    const missed = controls.filter(({ seed }) => seed === undefined).length;
    return { passed: Number(report['seeds']) - broken + controls.length - missed, failed: broken + missed };
  };
  return reported([{ line, file: `${results}/simulation.json`, read }]);
};

const firstPort = Number(process.env['UNIONHALL_TEST_PORT'] ?? 4611);

/** In shares, each with a server, a database and a browser of its own: half of a browser test is waiting. */
const playwright = (): Promise<readonly Count[]> =>
  reported(
    browserShares('tests/browser').map((files, index) => ({
      // `npm run faults` does those too.
      line: ['playwright', 'test', ...files, '--grep-invert', '@long'],
      env: {
        UNIONHALL_TEST_PORT: String(firstPort + index),
        UNIONHALL_TEST_PART: String(index + 1),
        UNIONHALL_PICTURES: process.env['UNIONHALL_PICTURES'] ?? 'no',
      },
      file: `${results}/playwright-${index + 1}.json`,
      read: (report) => {
        const stats = report['stats'] as { expected: number; unexpected: number; flaky: number };
        if (stats.flaky > 0) console.log(`${stats.flaky} browser tests passed only at the second try.`);
        return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
      },
    })),
  );

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
let total: Count = { passed: 0, failed: 0 };
for (const step of [checks, build, vitest, simulate, playwright])
  for (const count of await step())
    total = { passed: total.passed + count.passed, failed: total.failed + count.failed };
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
