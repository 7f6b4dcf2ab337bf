/** What `npm run simulate -- …` may be told. */
import { readCommandLine } from '../../server/cli/command-line.ts';
import { controls } from './controls.ts';

export interface Options {
  /** One alone when it was named. */
  readonly seeds: readonly number[];
  readonly isNamed: boolean;
  readonly steps: number;
  readonly workers: number;
  /** Steps that are left out. */
  readonly skip: readonly number[];
  /** Whether the code is spoiled too, and only where a control's name has these words. */
  readonly controls: boolean;
  readonly control: string;
  readonly verbose: boolean;
}

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const flag = { type: 'boolean', default: false } as const;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { values, whole, wrong } = readCommandLine(
    new URL('./main.ts', import.meta.url),
    {
      seeds: text('100'),
      from: text('1'),
      seed: { type: 'string' },
      steps: text('80'),
      workers: text('3'),
      skip: text(''),
      controls: flag,
      control: text(''),
      verbose: flag,
    },
    { args },
  );
  const isNamed = values.seed !== undefined;
  const first = isNamed ? whole('seed', 0) : whole('from', 0);
  const count = isNamed ? 1 : whole('seeds', 1);
  if (!/^(\d+(,\d+)*)?$/.test(values.skip)) throw wrong('--skip needs numbers of steps, such as 3,17.');
  if (!controls.some(({ name }) => name.includes(values.control)))
    throw wrong(`--control: no control has “${values.control}” in its name.`);
  return {
    seeds: Array.from({ length: count }, (_, index) => first + index),
    isNamed,
    steps: whole('steps', 1),
    workers: whole('workers', 1),
    skip: values.skip === '' ? [] : values.skip.split(',').map(Number),
    controls: values.controls,
    control: values.control,
    verbose: values.verbose,
  };
}
