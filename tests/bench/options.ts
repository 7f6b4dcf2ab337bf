/** What `npm run bench -- …` may be told. */
import { readCommandLine } from '../../server/cli/command-line.ts';

export const measureNames = [
  'download',
  'throttled',
  'push',
  'devices',
  'edit',
  'cold',
  'today',
  'propagation',
  'search',
  'memory',
  'growth',
] as const;
export type MeasureName = (typeof measureNames)[number];

export interface Options {
  readonly rounds: number;
  /** 1 is the dataset of the issue: 10,000 members and 20,000 attendance rows. */
  readonly scale: number;
  readonly only: readonly MeasureName[];
  /** Prints what the processes underneath say. */
  readonly verbose: boolean;
  /** Server processes write CPU profiles to test-results/profiles as they end. */
  readonly profile: boolean;
}

/** Too long to run unless they are named. */
const onlyWhenNamed: ReadonlySet<MeasureName> = new Set(['growth']);

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { values, wrong } = readCommandLine(
    new URL('./main.ts', import.meta.url),
    {
      rounds: { type: 'string', default: '5' },
      scale: { type: 'string', default: '1' },
      only: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
    { args },
  );
  const positive = (name: 'rounds' | 'scale'): number => {
    const value = Number(values[name]);
    if (!(value > 0 && value < Infinity)) throw wrong(`--${name} needs a number above 0.`);
    return value;
  };
  const named = values.only?.split(',').filter((name) => name !== '');
  const known = measureNames.filter((name) => named?.includes(name) ?? !onlyWhenNamed.has(name));
  if (named && (known.length === 0 || known.length < named.length))
    throw wrong(`--only needs names of measures: ${measureNames.join(', ')}.`);
  const { verbose, profile } = values;
  return { rounds: Math.ceil(positive('rounds')), scale: positive('scale'), only: known, verbose, profile };
}
