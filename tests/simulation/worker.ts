/** Runs seeds one after another in a process whose clock and chance are the run's; one JSON line for each. */
import { watchWrites } from './disk.ts';
import { run } from './run.ts';
import { createSimDatabase } from './sim-database.ts';
import { realNow, takeOver, virtual } from './virtual-world.ts';

takeOver();
watchWrites();

const task = JSON.parse(process.argv[2] ?? '{}') as {
  readonly postgres: { superUrl: string; appUrl: string; template: string };
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly verbose?: boolean;
};
console.warn = () => undefined;
const complain = console.error;
console.error = () => undefined;

process.on('unhandledRejection', (error) => complain(`unhandled: ${String(error)}`));
const say = (what: string): void => void (task.verbose && process.stderr.write(`${what}\n`));
for (const seed of task.seeds) {
  virtual.begin(seed);
  const began = realNow();
  say('a database');
  const database = await createSimDatabase(task.postgres, `sim_${process.pid}_${seed}`);
  try {
    const onStep = task.verbose ? (line: string) => process.stderr.write(`${line}\n`) : undefined;
    const result = await run(seed, database, { steps: task.steps, onStep });
    process.stdout.write(`${JSON.stringify({ ...result, realMs: realNow() - began })}\n`);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(
      `${JSON.stringify({ seed, violations: [`The run failed: ${text}`], faults: {}, saved: 0, healMs: 0, steps: 0, trace: '', realMs: realNow() - began })}\n`,
    );
  } finally {
    await database.drop();
  }
}
process.exit(0);
