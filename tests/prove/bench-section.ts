import { notRun, readResult, table } from './results.ts';

interface Bench {
  readonly startedAt: string;
  readonly commit?: string;
  readonly options: { readonly rounds: number; readonly only: readonly string[] };
  readonly machine: {
    readonly processors: number;
    readonly processor: string;
    readonly memoryGb: number;
    readonly node: string;
  };
  readonly notes: readonly string[];
  readonly series: readonly {
    readonly measure: string;
    readonly contender: string;
    readonly unit: string;
    readonly median: number;
    readonly least: number;
    readonly most: number;
    readonly ratio: number | null;
    readonly target?: number;
    readonly targetIs?: 'most' | 'least' | 'absolute';
    readonly met?: boolean | null;
  }[];
}

const units: Readonly<Record<string, string>> = { bytes: 'B', percent: '%' };

const figure = (value: number, unit: string): string =>
  `${value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(1)} ${units[unit] ?? unit}`;

function targetOf({ target, targetIs, unit }: Bench['series'][number]): string {
  if (target === undefined) return '';
  if (targetIs === 'absolute') return `≤ ${figure(target, unit)}`;
  return `${targetIs === 'least' ? '≥' : '≤'} ${target}×`;
}

const verdict = (met: boolean | null | undefined): string =>
  met === true ? 'yes' : met === false ? '**no**' : '';

export function benchSection(): string {
  const result = readResult<Bench>('bench.json');
  if (!result) return `## Speed beside the floors\n\n${notRun('bench')}`;
  const { processors, processor, memoryGb, node } = result.machine;
  return [
    '## Speed beside the floors',
    `${result.startedAt.slice(0, 16).replace('T', ' ')} UTC, commit ${result.commit ?? 'not recorded'}; ${processors} cores (${processor}), ${memoryGb} GB, Node ${node}; measured: ${result.options.only.join(', ')}.`,
    table(
      ['Measure', 'What', 'Median', 'Least – most', 'Times the floor', 'Wanted', 'Met'],
      result.series.map((one) => [
        one.measure,
        one.contender,
        figure(one.median, one.unit),
        `${figure(one.least, one.unit)} – ${figure(one.most, one.unit)}`,
        one.ratio === null ? '' : `${one.ratio.toFixed(2)}×`,
        targetOf(one),
        verdict(one.met),
      ]),
    ),
    ...result.notes.map((note) => `- ${note}`),
  ].join('\n\n');
}
