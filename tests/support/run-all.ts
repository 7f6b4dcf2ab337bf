/**
 * npm test
 *
 * Everything, in the order in which a mistake is cheapest to find, then one closing line "N passed, N failed". Every step
 * runs even when one before it failed, so that one run tells all. One file: npx vitest run <file>, or in a browser
 * npx playwright test <file>.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { buildClientWhenStale } from '../../server/cli/client-build.ts';
import { orEnd, readCommandLine } from '../../server/cli/command-line.ts';
import { browserShares } from './browser-shares.ts';
import type { Count, ReadReport } from './reports.ts';
import { readPlaywright, readSimulation, readVitest } from './reports.ts';
import type { Command } from './side-by-side.ts';
import { sideBySide } from './side-by-side.ts';

orEnd(() => readCommandLine(import.meta.url, {}));

/** Absolute: Vite's root is `client`, and Vitest lays a relative report there. */
const results = absolute('test-results');

const checks = async (): Promise<readonly Count[]> => {
  const commands = [
    { line: ['tsc', '--noEmit'] },
    { line: ['eslint', '.'] },
    { line: ['prettier', '--check', '--log-level', 'warn', '.'] },
  ];
  const endings = await sideBySide(commands);
  return commands.map(({ line }, index) => oneOf(line.join(' '), endings[index]?.code === 0));
};

const oneOf = (name: string, isGood: boolean): Count =>
  isGood ? { passed: 1, failed: [] } : { passed: 0, failed: [name] };

/** With the stamp that servers look for: otherwise each of them would build it again. */
const build = async (): Promise<readonly Count[]> => {
  const isBuilt = await buildClientWhenStale(process.cwd(), console.log).then(
    () => true,
    (error: unknown) => {
      console.error(error);
      return false;
    },
  );
  return [oneOf('the client’s build', isBuilt)];
};

interface Reported extends Command {
  readonly file: string;
  readonly read: ReadReport;
}

/** Runners that write a JSON report. A crash without a report, or a bad exit without a failed test, is a failure of its own. */
async function reported(runners: readonly Reported[]): Promise<readonly Count[]> {
  const endings = await sideBySide(runners);
  return runners.map(({ file, line, read }, index) => {
    const { code, lastWords } = endings[index] ?? { code: 1, lastWords: '' };
    const crashed = `${line.slice(0, 3).join(' ')} ended with ${code}, saying: ${lastWords}`;
    try {
      const count = read(JSON.parse(readFileSync(file, 'utf8')));
      return code !== 0 && count.failed.length === 0 ? { ...count, failed: [crashed] } : count;
    } catch {
      return { passed: 0, failed: [crashed] };
    }
  });
}

const vitest = (): Promise<readonly Count[]> => {
  const file = `${results}/vitest.json`;
  const line = ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return reported([{ line, file, read: readVitest }]);
};

const simulate = (): Promise<readonly Count[]> => {
  const line = ['tsx', 'tests/simulation/main.ts', '--seeds', '100', '--steps', '80', '--controls'];
  return reported([{ line, file: `${results}/simulation.json`, read: readSimulation }]);
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
      read: readPlaywright,
    })),
  );

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const counts: Count[] = [];
for (const step of [checks, build, vitest, simulate, playwright]) counts.push(...(await step()));
const failed = counts.flatMap((count) => count.failed);
for (const name of counts.flatMap(({ flaky = [] }) => flaky))
  console.log(`Passed only at the second try: ${name}`);
for (const name of failed) console.log(`Failed: ${name}`);
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
console.log(`\n${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
