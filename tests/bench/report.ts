/** The table for people and the JSON for machines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Options } from './options.ts';
import type { Series } from './statistics.ts';
import { summarize } from './statistics.ts';

export interface Circumstances {
  /** As the working tree stood when it was written down. */
  readonly commit: string;
  readonly options: Options;
  readonly startedAt: string;
  readonly seconds: number;
  readonly chromium: string;
  readonly postgres: string;
  /** What was measured on, and what a reader must know to believe the figures. */
  readonly notes: readonly string[];
}

const heads = [
  'measure',
  'contender',
  'median',
  'least – most',
  'x floor',
  'x best',
  'target',
  'met',
  'floor',
] as const;

function figure(value: number, unit: Series['unit']): string {
  if (unit === 'percent') return `${value.toFixed(1)} %`;
  if (unit === 'changes/s') return `${value.toFixed(0)} /s`;
  if (unit === 'bytes') return `${(value / 1e6).toFixed(2)} MB`;
  return value < 100 ? `${value.toFixed(1)} ms` : `${value.toFixed(0)} ms`;
}

function targetOf({ target, targetIs, unit }: Series): string {
  if (target === undefined) return '';
  if (targetIs === 'absolute') return `≤ ${figure(target, unit)}`;
  return `${targetIs === 'least' ? '≥' : '≤'} ${target}`;
}

function cells(series: Series, all: readonly Series[]): readonly string[] {
  const { median, least, most, ratio, bestRatio, met } = summarize(series, all);
  return [
    series.measure,
    series.contender,
    figure(median, series.unit),
    `${figure(least, series.unit)} – ${figure(most, series.unit)}`,
    ratio === null ? '' : ratio.toFixed(2),
    bestRatio === null ? '' : bestRatio.toFixed(2),
    targetOf(series),
    met === null ? '' : met ? 'yes' : 'no',
    series.floor ?? '',
  ];
}

export function tableOf(all: readonly Series[]): string {
  const rows = [heads, ...all.map((series) => cells(series, all))];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const [head, ...body] = rows.map(line);
  return [head, '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)), ...body].join('\n');
}

export function jsonOf(all: readonly Series[], circumstances: Circumstances): string {
  const machine = {
    processors: cpus().length,
    processor: cpus()[0]?.model ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const series = all.map((one) => ({ ...one, ...summarize(one, all) }));
  return `${JSON.stringify({ ...circumstances, machine, series }, null, 2)}\n`;
}

export function writeReport(path: string, all: readonly Series[], circumstances: Circumstances): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, jsonOf(all, circumstances));
}
