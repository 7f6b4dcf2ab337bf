/** Runs seeds one after another in a process whose clock and chance are the run's; one JSON line for each. */
import './take-over.ts';
import { isDatabaseAway } from '../../server/database/database-away.ts';
import { emptyRun } from './empty-run.ts';
import { run } from './run.ts';
import type { SimDatabase } from './sim-database.ts';
import { createSimDatabase } from './sim-database.ts';
import { realNow, virtual, whatIsOutstanding } from './virtual-world.ts';
import { createWatcher } from './watcher.ts';

/** Every so many runs there is a database of its own, which can be put back to an older copy. */
const restoringOneIn = 8;

const task = JSON.parse(process.argv[2] ?? '{}') as {
  readonly postgres: { superUrl: string; appUrl: string; template: string };
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly skip?: readonly number[];
  readonly verbose?: boolean;
};
console.warn = () => undefined;
console.error = () => undefined;

/** As the server's process does (server/database/database-away.ts); any other would end it, and is a violation. */
const unhandled: string[] = [];
process.on('unhandledRejection', (error) => {
  if (!isDatabaseAway(error)) unhandled.push(`Nobody held: ${wordsOf(error)}`);
});
process.on('uncaughtException', (error) => void unhandled.push(`Nobody caught: ${wordsOf(error)}`));
const wordsOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
const onStep = task.verbose ? (line: string) => process.stderr.write(`${line}\n`) : undefined;
/** Nothing is left that could go on: the run would end without a word. */
let underWay: number | undefined;
process.on('exit', () => {
  if (underWay !== undefined)
    tell({
      ...emptyRun,
      isLast: true,
      seed: underWay,
      violations: [`The run stood still: ${whatIsOutstanding().join('; ')}`],
    });
});
const complain = (error: unknown): void => void process.stderr.write(`${wordsOf(error)}\n`);
const tell = (result: object): void => void process.stdout.write(`${JSON.stringify(result)}\n`);
/** Runs live side by side in one database, each in a local of its own; a run that restores has a database of its own. */
/** The handlers above hold whatever nobody waits for: without this a process that cannot begin would end in silence. */
const fatal = (error: unknown): never => {
  complain(error);
  process.exit(1);
};
const watcher = await createWatcher(task.postgres.superUrl).catch(fatal);
const shared = await createSimDatabase(task.postgres, `sim_${process.pid}`).catch(fatal);

async function oneRun(seed: number): Promise<void> {
  const began = realNow();
  underWay = seed;
  virtual.begin(seed);
  const isAlone = seed % restoringOneIn === 0;
  let database: SimDatabase | undefined;
  try {
    unhandled.length = 0;
    database = isAlone ? await createSimDatabase(task.postgres, `sim_${process.pid}_${seed}`) : shared;
    const result = await run(seed, database, {
      watcher,
      steps: task.steps,
      skip: new Set(task.skip),
      onStep,
      canRestore: isAlone,
    });
    tell({ ...result, realMs: realNow() - began, violations: [...result.violations, ...unhandled] });
  } catch (error) {
    tell({
      ...emptyRun,
      realMs: realNow() - began,
      seed,
      violations: [`The run failed: ${wordsOf(error)}`],
    });
  } finally {
    // Postgres goes with the batch; a copy that cannot be dropped must not take the other seeds with it.
    if (isAlone) await database?.drop().catch(complain);
    underWay = undefined;
  }
}

for (const seed of task.seeds) await oneRun(seed);
await shared.drop().catch(complain);
process.exit(0);
