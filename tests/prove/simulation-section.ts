import { notRun, readResult, table } from './results.ts';

interface Simulation {
  readonly commit: string;
  readonly startedAt: string;
  readonly seeds: number;
  readonly steps: number;
  readonly saves: number;
  readonly violations: readonly { readonly seed: number; readonly violations: readonly string[] }[];
  readonly faults: Readonly<Record<string, number>>;
  readonly healedMs: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly controls: readonly {
    readonly control: string;
    readonly seed?: number;
    readonly violation?: string;
    readonly seeds: number;
  }[];
  readonly seconds: number;
}

export function simulationSection(): string {
  const result = readResult<Simulation>('simulation.json');
  if (!result) return `## Simulation\n\n${notRun('simulate -- --seeds 1000 --controls')}`;
  const { seeds, steps, saves, violations, healedMs, seconds } = result;
  const total = Object.values(result.faults).reduce((sum, times) => sum + times, 0);
  const perRun = (times: number): string => (times / Math.max(seeds, 1)).toFixed(2);
  return [
    '## Simulation',
    `${result.startedAt.slice(0, 16).replace('T', ' ')} UTC, commit ${result.commit}: **${seeds} seeds** of ${steps} steps, ${saves} saves, ${total} faults, **${violations.length} with violations**, in ${seconds} s (with controls). Healed after p50 ${healedMs.p50} ms, p99 ${healedMs.p99} ms, at most ${healedMs.most} ms of virtual time.`,
    ...violations.map((one) => `- seed ${one.seed}: ${one.violations[0] ?? ''}`),
    table(
      ['Fault', 'Times', 'Per run'],
      Object.entries(result.faults)
        .sort(([, one], [, other]) => other - one)
        .map(([name, times]) => [name, times, perRun(times)]),
    ),
    '### Controls',
    result.controls.length === 0
      ? notRun('simulate -- --controls')
      : table(
          ['The code was spoiled into', 'Caught', 'By'],
          result.controls.map(({ control, seed, seeds: tried, violation }) => [
            control,
            seed === undefined ? `**not**, in ${tried} seeds` : `seed ${seed}`,
            (violation ?? '').replaceAll('|', '/').slice(0, 110),
          ]),
        ),
  ].join('\n\n');
}
