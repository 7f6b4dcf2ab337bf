/** What `npm run load -- …` may be told. */
import { parseArgs } from 'node:util';
import { UsageError } from '../bench/usage-error.ts';

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

const usage =
  'npm run load -- [--devices 4000] [--streams 2000] [--workers 200] [--herd 500] [--seconds 60] [--processes 1] [--profile] [--verbose]';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const flag = { type: 'boolean', default: false } as const;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const given = parse(args);
  const whole = (name: string, value: string, least: number): number => {
    if (!/^\d+$/.test(value) || Number(value) < least)
      throw new UsageError(`--${name} needs a whole number of at least ${least}.`, usage);
    return Number(value);
  };
  const devices = whole('devices', given.devices, 1);
  const streams = Math.min(devices, whole('streams', given.streams, 1));
  return {
    devices,
    streams,
    workers: Math.min(streams, whole('workers', given.workers, 1)),
    herd: Math.min(devices - streams, whole('herd', given.herd, 0)),
    seconds: whole('seconds', given.seconds, 1),
    processes: whole('processes', given.processes, 1),
    verbose: given.verbose,
    profile: given.profile,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        devices: text('4000'),
        streams: text('2000'),
        workers: text('200'),
        herd: text('500'),
        seconds: text('60'),
        processes: text('1'),
        verbose: flag,
        profile: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), usage);
  }
}
