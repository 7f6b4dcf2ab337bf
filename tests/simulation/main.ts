/** `npm run simulate -- --seeds 1000 [--seed X] [--steps N] [--workers N] [--verbose]` */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { migrate } from '../../server/database/migrate.ts';
import { bootstrap } from '../../server/database/roles.ts';
import { buildWorker } from './build-worker.ts';
import type { RunResult } from './run.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '250' },
    workers: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
  },
});

const template = 'unionhall_template';
const dataDir = mkdtempSync(join(tmpdir(), 'unionhall-simulation-'));
chmodSync(dataDir, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir, fsync: false, stopOnSignals: false });
const worker = await buildWorker(fileURLToPath(new URL('../../test-results/simulation', import.meta.url)));
const began = Date.now();
try {
  await bootstrap(postgres.url('super', 'postgres'), template, postgres.passwords);
  await migrate(postgres.url('owner', template));
  const given = {
    superUrl: postgres.url('super', 'postgres'),
    appUrl: postgres.url('app', template),
    template,
  };
  const first = Number(values.from);
  const seeds =
    values.seed === undefined
      ? Array.from({ length: Number(values.seeds) }, (_, index) => first + index)
      : [Number(values.seed)];
  const workers = Math.min(Number(values.workers), seeds.length);
  const parts = Array.from({ length: workers }, (_, part) =>
    seeds.filter((_seed, at) => at % workers === part),
  );
  const results = (await Promise.all(parts.map((part) => work(given, part)))).flat();
  report(results);
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

type Told = RunResult & { readonly realMs: number };

async function work(given: object, seeds: readonly number[]): Promise<readonly Told[]> {
  const task = JSON.stringify({
    postgres: given,
    seeds,
    steps: Number(values.steps),
    verbose: values.verbose,
  });
  const child = spawn(process.execPath, ['--enable-source-maps', worker, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const results: Told[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const result = JSON.parse(line) as Told;
    results.push(result);
    if (result.violations.length > 0 || values.verbose)
      console.log(`seed ${result.seed}:`, JSON.stringify(result, undefined, 1));
  }
  return results;
}

function report(results: readonly Told[]): void {
  const failed = results.filter(({ violations }) => violations.length > 0);
  const faults: Record<string, number> = {};
  for (const result of results)
    for (const [name, times] of Object.entries(result.faults)) faults[name] = (faults[name] ?? 0) + times;
  const heal = results.map(({ healMs }) => healMs).sort((one, other) => one - other);
  const at = (share: number): number => heal[Math.min(heal.length - 1, Math.floor(heal.length * share))] ?? 0;
  const saved = results.reduce((sum, one) => sum + one.saved, 0);
  console.log(JSON.stringify(faults, undefined, 1));
  console.log(
    `${results.length} seeds, ${saved} saves, ${failed.length} with violations, healed p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (virtual), ${Math.round((Date.now() - began) / 1000)} s`,
  );
  if (failed.length > 0) {
    console.log(`Again: npm run simulate -- --seed ${failed[0]?.seed} --verbose`);
    process.exitCode = 1;
  }
}
