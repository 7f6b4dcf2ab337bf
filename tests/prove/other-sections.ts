import { notRun, readLines, readResult, table } from './results.ts';

interface Heal {
  readonly fault: string;
  readonly ms: number;
}

export function faultSection(): string {
  const healed = readLines<Heal>('heal.jsonl');
  const heading = '## Faults in real browsers';
  if (healed.length === 0) return `${heading}\n\n${notRun('faults')}`;
  const byFault = new Map<string, number[]>();
  for (const { fault, ms } of healed) byFault.set(fault, [...(byFault.get(fault) ?? []), ms]);
  const all = healed.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number): number => all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? 0;
  return [
    heading,
    `${healed.length} runs, healed without a person after p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (at most 60,000).`,
    table(
      ['Fault', 'Runs', 'Longest, ms'],
      [...byFault].map(([fault, times]) => [fault, times.length, Math.max(...times)]),
    ),
  ].join('\n\n');
}

interface Restore {
  readonly offered: number;
  readonly cameBack: number;
  readonly twice: number;
  readonly lost: number;
  readonly ms: number;
}

export function restoreSection(): string {
  const result = readResult<Restore>('restore.json');
  const heading = '## Restore drill';
  if (!result) return `${heading}\n\n${notRun('restore:drill')}`;
  const { offered, cameBack, twice, lost, ms } = result;
  return `${heading}\n\nThree devices worked after the copy was made. After the older copy was put back they offered ${offered} changes by themselves; ${cameBack} came back, ${twice} twice, ${lost} lost, within ${ms} ms.`;
}

interface Load {
  readonly commit?: string;
  readonly startedAt: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly count: number;
        readonly p50: number;
        readonly p95: number;
        readonly p99: number;
        readonly errors: number;
      }
    >
  >;
  readonly rss: readonly (number | null)[];
  readonly pokes: number;
  readonly notes?: readonly string[];
}

export function loadSection(): string {
  const results = [1, 2].flatMap((processes) => readResult<Load>(`load-${processes}.json`) ?? []);
  const heading = '## Load';
  return [heading, ...(results.length > 0 ? results.map(loadText) : [notRun('load')])].join('\n\n');
}

function loadText(result: Load): string {
  const options = Object.entries(result.options)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
  const { errors: lost = 0 } = result.operations['lost poke'] ?? {};
  return [
    `${result.startedAt.slice(0, 16).replace('T', ' ')} UTC, commit ${result.commit ?? 'not recorded'}; ${options}. ${result.pokes} pokes, ${lost} lost; most memory of a server process: ${result.rss.map((most) => `${most ?? '?'} MB`).join(', ')}.`,
    table(
      ['Operation', 'Count', 'p50 ms', 'p95 ms', 'p99 ms', 'Errors'],
      Object.entries(result.operations).map(([name, { count, p50, p95, p99, errors }]) => [
        name,
        count,
        p50,
        p95,
        p99,
        errors,
      ]),
    ),
    ...(result.notes ?? []).map((note) => `- ${note}`),
  ].join('\n\n');
}
