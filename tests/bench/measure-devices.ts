/**
 * Fifty devices that send at once, each its own queue in batches of twenty: changes a second beside plain Postgres, and
 * what the server's process holds in memory meanwhile.
 */
import type { Browser } from '@playwright/test';
import { inLocal } from '../../server/database/connection.ts';
import type { Ground } from './ground.ts';
import type { Mark } from './marks.ts';
import { marksFor, unmarked } from './marks.ts';
import { pushPlain } from './measure-push.ts';
import { residentBytes } from './processes.ts';
import type { Contender, Say } from './rounds.ts';
import { interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { changesOf, signInWire } from './wire-client.ts';

const devices = 50;
const perDevice = 100;
const perBatch = 20;
const sampleMs = 100;
/** Other times than the other measures set. */
const firstTurn = 40;
const mostServerBytes = 256 * 2 ** 20;
const plain = 'floor (c): the same writes, plain Postgres';
const real = 'unionhall';

interface Pushed {
  readonly perSecond: number;
  /** The most that was seen while they pushed. */
  readonly bytes: number;
}

export async function measureDevices(
  ground: Ground,
  _browser: Browser,
  say: Say,
): Promise<readonly Series[]> {
  const wire = await signInWire(ground);
  const inAll = devices * perDevice;
  let turn = firstTurn;
  let standing = await asTheyStand(ground, unmarked(ground.dataset, inAll));
  const nextMarks = (): readonly Mark[] => marksFor(ground.dataset, inAll, (turn += 1));
  const contenders: readonly Contender<Pushed>[] = [
    {
      name: plain,
      run: () => {
        const queues = inQueues(nextMarks());
        return timed(ground.floor.pid, () =>
          Promise.all(queues.map((queue) => pushPlain(ground, queue, perBatch))),
        );
      },
    },
    {
      name: real,
      run: () => {
        const before = inQueues(standing);
        standing = nextMarks();
        const queues = inQueues(standing).map((queue, index) => changesOf(queue, before[index] ?? []));
        return timed(ground.real.pid(), () => Promise.all(queues.map((queue) => wire.push(queue, perBatch))));
      },
    },
  ];
  const results = [...(await interleave(ground.options.rounds, contenders, say))];
  return [
    ...results.map(([contender, all]): Series => ({
      measure: `${devices} devices push, ${perBatch} to a batch`,
      contender,
      unit: 'changes/s',
      values: all.map(({ perSecond }) => perSecond),
      ...(contender === real ? { floor: plain, target: 0.5, targetIs: 'least' } : {}),
    })),
    ...results.map(([contender, all]): Series => ({
      measure: '… memory of the server meanwhile',
      contender,
      unit: 'bytes',
      values: all.map(({ bytes }) => bytes),
      ...(contender === real ? { target: mostServerBytes, targetIs: 'absolute' } : {}),
    })),
  ];
}

/** Other measures may have marked some of these rows before. */
async function asTheyStand(ground: Ground, marks: readonly Mark[]): Promise<readonly Mark[]> {
  const { localId } = ground.dataset;
  const found = await inLocal(
    ground.real.sql,
    { localId },
    (tx) => tx<Mark[]>`
      select id, status, arrival_time as "arrivalTime", departure_time as "departureTime"
      from attendances where id = any (${marks.map(({ id }) => id)}::uuid[])`,
  );
  const byId = new Map(found.map((mark) => [mark.id, { ...mark }]));
  return marks.map((mark) => byId.get(mark.id) ?? mark);
}

const inQueues = (marks: readonly Mark[]): readonly (readonly Mark[])[] =>
  Array.from({ length: devices }, (_, index) => marks.slice(index * perDevice, (index + 1) * perDevice));

async function timed(pid: number, work: () => Promise<unknown>): Promise<Pushed> {
  let bytes = residentBytes(pid);
  const sampling = setInterval(() => (bytes = Math.max(bytes, residentBytes(pid))), sampleMs);
  const began = performance.now();
  try {
    await work();
  } finally {
    clearInterval(sampling);
  }
  return { perSecond: (devices * perDevice) / ((performance.now() - began) / 1000), bytes };
}
