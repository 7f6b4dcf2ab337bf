/**
 * npm run load -- [--devices 4000] [--streams 2000] [--workers 200] [--herd 500] [--seconds 60] [--processes 1] [--profile] [--verbose]
 *
 * A hall full of simulated devices against the real server, over HTTP, each in a process of its own.
 *
 * Prints a table and writes test-results/load-<processes>.json. Fails on an error, never for being slow.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import type { Endings } from '../bench/endings.ts';
import { runToItsEnd } from '../bench/endings.ts';
import { commitNow } from '../prove/commit-now.ts';
import { makeFolder, openGround, startDatabase } from './ground.ts';
import type { Options } from './options.ts';
import { readOptions } from './options.ts';
import type { Outcome } from './run.ts';
import { runLoad } from './run.ts';

const say = (line: string): void => console.log(line);

function table({ operations, rss, pokes }: Outcome): string {
  const head = ['operation', 'count', 'p50 ms', 'p95 ms', 'p99 ms', 'errors'];
  const rows = Object.entries(operations).map(([name, { count, p50, p95, p99, errors }]) =>
    [name, count, p50, p95, p99, errors].map(String),
  );
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const memory = rss.map((most) => `${most ?? '?'} MB`).join(', ');
  return [...lines, '', `${pokes} pokes; most memory of a server process: ${memory}`].join('\n');
}

/** Each device that streams holds a connection here and one in its server. */
function warnOfDescriptors({ streams, herd, workers }: Options): void {
  try {
    const needed = streams + herd + workers + 200;
    const allowed = Number(
      /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1],
    );
    if (allowed < needed)
      say(`Danger: ${allowed} open files are allowed, ${needed} are needed: ulimit -n ${needed}`);
  } catch {
    // Another system: it will say so itself.
  }
}

async function run(options: Options, endings: Endings): Promise<boolean> {
  warnOfDescriptors(options);
  const startedAt = new Date().toISOString();
  const commit = commitNow();
  const folder = makeFolder(endings);
  say('starting Postgres (fsync on) …');
  const ground = await openGround(options, await startDatabase(folder, endings), folder, endings, say);
  const outcome = await runLoad(ground, options, say);
  const notes = [...ground.notes, ...outcome.problems];
  say(['', table(outcome), ...notes].join('\n'));
  const reportPath = `test-results/load-${options.processes}.json`;
  mkdirSync(dirname(reportPath), { recursive: true });
  const circumstances = {
    commit,
    options,
    startedAt,
    processors: cpus().length,
    node: process.version,
    notes: ground.notes,
  };
  writeFileSync(reportPath, `${JSON.stringify({ ...circumstances, ...outcome }, null, 2)}\n`);
  say(`Written to ${reportPath}.`);
  return Object.values(outcome.operations).every(({ errors }) => errors === 0);
}

process.exitCode = await runToItsEnd((endings) => run(readOptions(process.argv.slice(2)), endings));
