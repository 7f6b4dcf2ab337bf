/**
 * npm run simulate -- [--seeds 100] [--from 1] [--seed X] [--steps 80] [--workers 3] [--skip N,N] [--controls [--control words]] [--verbose]
 *
 * Runs seeds and says which promise was broken in which; a failing seed is made smaller and prints how to see it again.
 * With `--controls` the code is spoiled in one place after another, and each time some seed must fail.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { orEnd } from '../../server/cli/command-line.ts';
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { migrate } from '../../server/database/migrate.ts';
import { bootstrap } from '../../server/database/roles.ts';
import { commitNow } from '../prove/commit-now.ts';
import { buildWorker } from './build-worker.ts';
import type { Control } from './controls.ts';
import { controls } from './controls.ts';
import { emptyRun } from './empty-run.ts';
import { readOptions } from './options.ts';
import { regressions } from './regressions.ts';
import type { RunResult } from './run.ts';
import { shrink } from './shrink.ts';
import { spoilFunction } from './spoil-function.ts';

const options = orEnd(() => readOptions(process.argv.slice(2)));
const { steps } = options;
/** How many seeds a control may pass before it counts as missed. */
const seedsPerControl = 60;
const stepsPerControl = 150;
/** A process grows by some megabytes with each seed; after so many another one goes on. */
const seedsPerProcess = 100;
const outDir = fileURLToPath(new URL('../../test-results/simulation', import.meta.url));
mkdirSync(outDir, { recursive: true });

/** `isLast`: the process ended with it. */
type Told = RunResult & { readonly realMs: number; readonly isLast?: boolean };
interface Place {
  readonly postgres: { readonly superUrl: string; readonly appUrl: string; readonly template: string };
  readonly worker: string;
}
interface Wanted {
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly skip?: readonly number[];
  /** True ends it early. */
  readonly enough?: (result: Told) => boolean;
}

const dataDir = mkdtempSync(join(tmpdir(), 'unionhall-simulation-'));
chmodSync(dataDir, 0o755);
const server = await startEmbeddedPostgres({ dataDir, fsync: false, stopOnSignals: false });
const began = Date.now();
/** Of what is built now: the tree may move while a thousand seeds run. */
const commit = commitNow();
try {
  const sound = { postgres: await prepare('unionhall_template'), worker: await build('sound') };
  const results = await simulate(sound);
  const caught = options.controls ? await tryControls(sound) : [];
  report(results, caught);
  await sayShortest(sound, results);
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function prepare(template: string, sql?: Control['sql']): Promise<Place['postgres']> {
  await bootstrap(server.url('super', 'postgres'), template, server.passwords);
  await migrate(server.url('owner', template));
  if (sql) await spoilFunction(server.url('super', template), sql);
  return { superUrl: server.url('super', 'postgres'), appUrl: server.url('app', template), template };
}

function build(name: string, code?: Control['code']): Promise<string> {
  return buildWorker(join(outDir, name), code);
}

async function simulate(place: Place): Promise<readonly Told[]> {
  const { seeds, skip, isNamed } = options;
  const old = isNamed ? Promise.resolve([]) : runRegressions(place);
  return [...(await spread(place, { seeds, steps, skip })), ...(await old)];
}

async function runRegressions(place: Place): Promise<readonly Told[]> {
  const results: Told[] = [];
  for (const { seed, ...story } of regressions)
    results.push(...(await work(place, { seeds: [seed], ...story })));
  return results;
}

/** The seeds shared out among the workers. */
async function spread(place: Place, wanted: Wanted): Promise<readonly Told[]> {
  const workers = Math.min(options.workers, wanted.seeds.length);
  const parts = Array.from({ length: workers }, (_, part) =>
    wanted.seeds.filter((_seed, at) => at % workers === part),
  );
  return (await Promise.all(parts.map((seeds) => work(place, { ...wanted, seeds })))).flat();
}

/** A process that ends before its seeds do has failed in the one it was at; another goes on with the rest. */
async function work(place: Place, wanted: Wanted): Promise<readonly Told[]> {
  const results: Told[] = [];
  for (let left = wanted.seeds; left.length > 0; left = wanted.seeds.slice(results.length)) {
    const seeds = left.slice(0, seedsPerProcess);
    const { told, isEnough, ending } = await runProcess(place, { ...wanted, seeds });
    results.push(...told);
    if (isEnough) break;
    const seed = seeds[told.length];
    if (seed === undefined || told.at(-1)?.isLast) continue;
    const violation = `The process ended (${ending}).`;
    console.log(`seed ${seed}: ${violation}`);
    results.push({ ...emptyRun, seed, violations: [violation], realMs: 0 });
  }
  return results;
}

interface Ended {
  readonly told: readonly Told[];
  readonly isEnough: boolean;
  readonly ending: string;
}

async function runProcess(place: Place, { enough, ...wanted }: Wanted): Promise<Ended> {
  const task = JSON.stringify({ ...wanted, postgres: place.postgres, verbose: options.verbose });
  // Most of what a run makes is thrown away at once: a larger nursery spares the collector every twentieth second.
  const flags = ['--enable-source-maps', '--max-semi-space-size=64'];
  const child = spawn(process.execPath, [...flags, place.worker, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`)),
  );
  const told: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const result = JSON.parse(line) as Told;
    told.push(result);
    if (result.violations.length > 0)
      console.log(`seed ${result.seed}: ${result.violations[0]?.slice(0, 200)}`);
    if (options.verbose) console.log(`seed ${result.seed}:`, JSON.stringify(result, undefined, 1));
    if (enough?.(result)) {
      child.kill();
      return { told, isEnough: true, ending: 'enough' };
    }
  }
  return { told, isEnough: false, ending: await ended };
}

/** How to see the first failure again, with as little around it as possible. */
async function sayShortest(place: Place, results: readonly Told[]): Promise<void> {
  const first = results.find((one) => one.violations.length > 0 && one.steps > 0);
  if (!first) return;
  const { seed } = first;
  const short = await shrink(
    first,
    async (attempt) => (await work(place, { seeds: [seed], ...attempt }))[0] ?? first,
  );
  const skip = short.skip.length > 0 ? ` --skip ${short.skip.join()}` : '';
  console.log(`Shortest: npm run simulate -- --seed ${seed} --steps ${short.steps}${skip} --verbose`);
}

interface Caught {
  readonly control: string;
  readonly seed: number | undefined;
  readonly violation: string | undefined;
  readonly seeds: number;
}

/** As many side by side as there are workers: each needs one process, for a seed or two mostly. */
async function tryControls(sound: Place): Promise<readonly Caught[]> {
  const waiting = [...controls.entries()].filter(([, { name }]) => name.includes(options.control));
  const all: Caught[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      // What cannot be spoiled any more is missed; what the seeds found must not go with it.
      all.push(await tryControl(sound, ...next).catch((error: unknown) => missed(next[1], String(error), 0)));
  };
  await Promise.all(Array.from({ length: options.workers }, lane));
  return all;
}

async function tryControl(sound: Place, index: number, control: Control): Promise<Caught> {
  const name = `unionhall_control_${index}`;
  const place = {
    postgres: control.sql ? await prepare(name, control.sql) : sound.postgres,
    worker: await build(name, control.code),
  };
  const seeds = Array.from({ length: seedsPerControl }, (_, at) => (control.from ?? 1) + at);
  const whatBroke = ({ violations }: Told): string | undefined =>
    violations.find((one) => control.breaks.test(one));
  const isCaught = (result: Told): boolean => whatBroke(result) !== undefined;
  const results = await work(place, { seeds, steps: stepsPerControl, enough: isCaught });
  const failed = results.find(isCaught);
  if (!failed) return missed(control, `in ${results.length} seeds`, results.length);
  const violation = whatBroke(failed);
  console.log(`caught: ${control.name} (seed ${failed.seed}: ${violation?.slice(0, 160)})`);
  return { control: control.name, seed: failed.seed, violation, seeds: results.length };
}

function missed({ name }: Control, why: string, seeds: number): Caught {
  console.log(`MISSED: ${name}, ${why}`);
  return { control: name, seed: undefined, violation: undefined, seeds };
}

function report(results: readonly Told[], caught: readonly Caught[]): void {
  const failed = results.filter(({ violations }) => violations.length > 0);
  const faults: Record<string, number> = {};
  for (const result of results)
    for (const [name, times] of Object.entries(result.faults)) faults[name] = (faults[name] ?? 0) + times;
  const heal = results.map(({ healMs }) => healMs).sort((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(heal[Math.min(heal.length - 1, Math.floor(heal.length * share))] ?? 0);
  const summary = {
    commit,
    startedAt: new Date(began).toISOString(),
    seeds: results.length,
    steps,
    saves: results.reduce((sum, { saved }) => sum + saved, 0),
    violations: failed.map(({ seed, violations }) => ({ seed, violations })),
    faults,
    healedMs: { p50: at(0.5), p99: at(0.99), most: at(1) },
    controls: caught,
    seconds: Math.round((Date.now() - began) / 1000),
  };
  writeFileSync(join(outDir, '../simulation.json'), JSON.stringify(summary, undefined, 1));
  for (const [name, times] of Object.entries(faults).sort(([, one], [, other]) => other - one))
    console.log(`${String(times).padStart(6)}  ${name}`);
  for (const { seed, violations } of failed)
    console.log(`seed ${seed}: ${violations.slice(0, 3).join('\n  ')}`);
  console.log(
    `${summary.seeds} seeds, ${summary.saves} saves, ${failed.length} with violations, ` +
      `healed p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (virtual), ${summary.seconds} s`,
  );
  const uncaught = caught.filter(({ seed }) => seed === undefined);
  if (options.controls) console.log(`${caught.length - uncaught.length} of ${caught.length} controls caught`);
  if (failed[0])
    console.log(`Again: npm run simulate -- --seed ${failed[0].seed} --steps ${steps} --verbose`);
  if (failed.length > 0 || uncaught.length > 0) process.exitCode = 1;
}
