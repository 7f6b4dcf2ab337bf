/**
 * npm run bench -- [--rounds 5] [--scale 1] [--only name,…] [--profile] [--verbose]
 *
 * How fast the promises are, beside floors that promise nothing, all in one run on one machine.
 *
 * Prints a table and writes test-results/bench.json. Each figure says whether it meets
 * what is wanted, and nothing fails for being slow; everything it starts ends with it.
 */
import { cpus, loadavg } from 'node:os';
import type { Browser } from '@playwright/test';
import { launch } from './browser.ts';
import type { Endings } from './endings.ts';
import { runToItsEnd } from './endings.ts';
import { openGround } from './ground.ts';
import type { Ground } from './ground.ts';
import { commitNow } from '../prove/commit-now.ts';
import { measureColdStart } from './measure-cold-start.ts';
import { measureDevices } from './measure-devices.ts';
import { measureDownload } from './measure-download.ts';
import { measureEdit } from './measure-edit.ts';
import { measureGrowth } from './measure-growth.ts';
import { measureMemory } from './measure-memory.ts';
import { measurePropagation } from './measure-propagation.ts';
import { measurePush } from './measure-push.ts';
import { measureSearch } from './measure-search.ts';
import { measureThrottled } from './measure-throttled.ts';
import { measureToday } from './measure-today.ts';
import type { MeasureName, Options } from './options.ts';
import { measureNames, readOptions } from './options.ts';
import { tableOf, writeReport } from './report.ts';
import type { Say } from './rounds.ts';
import type { Series } from './statistics.ts';

type Measure = (ground: Ground, browser: Browser, say: Say) => Promise<readonly Series[]>;

const reportPath = 'test-results/bench.json';

const measures: Readonly<Record<MeasureName, Measure>> = {
  download: measureDownload,
  throttled: measureThrottled,
  push: measurePush,
  devices: measureDevices,
  edit: measureEdit,
  cold: measureColdStart,
  today: measureToday,
  propagation: measurePropagation,
  search: measureSearch,
  memory: measureMemory,
  growth: measureGrowth,
};

/** Judges nothing: true whenever it could measure. */
async function run(options: Options, endings: Endings): Promise<boolean> {
  const startedAt = new Date();
  const say: Say = (line) => console.log(line);
  const ground = await openGround(options, endings, say);
  const browser = await launch();
  endings.add(() => browser.close());
  const all: Series[] = [];
  for (const name of measureNames.filter((one) => options.only.includes(one))) {
    say(`${name} …`);
    all.push(...(await measures[name](ground, browser, say)));
  }
  const notes = [
    `Load of the machine at the end: ${loadavg()[0]?.toFixed(1) ?? ''} on ${cpus().length} processors.`,
    `Medians of ${options.rounds} interleaved rounds; ratios are medians of the ratios within a round.`,
    ...ground.notes,
  ];
  say(`\n${tableOf(all)}\n\n${notes.join('\n')}`);
  writeReport(reportPath, all, {
    commit: commitNow(),
    options,
    startedAt: startedAt.toISOString(),
    seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    chromium: browser.version(),
    postgres: ground.postgresVersion,
    notes,
  });
  say(`Written to ${reportPath}.`);
  return true;
}

process.exitCode = await runToItsEnd((endings) => run(readOptions(process.argv.slice(2)), endings));
