/** What `npm run bench -- …` may be told. */
import { UsageError } from './usage-error.ts';
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

const usage = `npm run bench -- [--rounds 5] [--scale 1] [--only ${measureNames.join(',')}] [--profile] [--verbose]`;

function positive(name: string, text: string | undefined): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--${name} needs a number above 0.`, usage);
  return value;
}

function chosen(text: string | undefined): readonly MeasureName[] {
  const names = (text ?? '').split(',').filter((name) => name !== '');
  const known = measureNames.filter((name) => names.includes(name));
  if (known.length === 0 || known.length < names.length)
    throw new UsageError('--only needs names of measures.', usage);
  return known;
}

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  let options: Options = {
    rounds: 5,
    scale: 1,
    only: measureNames.filter((name) => !onlyWhenNamed.has(name)),
    verbose: false,
    profile: false,
  };
  const rest = [...args];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '--rounds') options = { ...options, rounds: Math.ceil(positive('rounds', rest.shift())) };
    else if (name === '--scale') options = { ...options, scale: positive('scale', rest.shift()) };
    else if (name === '--only') options = { ...options, only: chosen(rest.shift()) };
    else if (name === '--verbose') options = { ...options, verbose: true };
    else if (name === '--profile') options = { ...options, profile: true };
    else throw new UsageError(`${name} is not known.`, usage);
  }
  return options;
}
