/** What `npm run load -- …` may be told. */
import { readCommandLine } from '../../server/cli/command-line.ts';

export interface Options {
  /** Signed in, each a person of its own. */
  readonly devices: number;
  /** Of the devices: those that hold the live stream and pull when they are poked. */
  readonly streams: number;
  /** Of the streaming devices: those that push every few seconds. */
  readonly workers: number;
  /** Of the sleeping devices: those that all come back within ten seconds. */
  readonly herd: number;
  /** Of steady work. */
  readonly seconds: number;
  /** Server processes; more than one stand behind PgBouncer, when it is installed. */
  readonly processes: number;
  /** Prints what the processes underneath say. */
  readonly verbose: boolean;
  /** Server processes write CPU profiles to test-results/profiles as they end. */
  readonly profile: boolean;
}

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const flag = { type: 'boolean', default: false } as const;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { values, whole } = readCommandLine(
    new URL('./main.ts', import.meta.url),
    {
      devices: text('4000'),
      streams: text('2000'),
      workers: text('200'),
      herd: text('500'),
      seconds: text('60'),
      processes: text('1'),
      verbose: flag,
      profile: flag,
    },
    { args },
  );
  const devices = whole('devices', 1);
  const streams = Math.min(devices, whole('streams', 1));
  return {
    devices,
    streams,
    workers: Math.min(streams, whole('workers', 1)),
    herd: Math.min(devices - streams, whole('herd', 0)),
    seconds: whole('seconds', 1),
    processes: whole('processes', 1),
    verbose: values.verbose,
    profile: values.profile,
  };
}
