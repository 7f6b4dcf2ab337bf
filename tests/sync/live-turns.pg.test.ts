/** A hall full of streams on a busy server: who is to be told waits for a turn, whatever else the stream has to say. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadActor } from '../../server/access/actor.ts';
import { createLive } from '../../server/sync/live.ts';
import type { Live } from '../../server/sync/live.ts';
import { seatOf } from '../../server/routes/asker.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';

const streams = 20;

let rig: Rig;
let staff: Person;
let live: Live;
let answering = 0;

beforeAll(async () => {
  rig = await openRig();
  staff = await rig.join({ roles: ['staff'] });
  live = createLive({
    sql: rig.hall.app,
    registry,
    now: Date.now,
    hub: rig.hub,
    loadActor: (transaction, context) => loadActor(transaction, seatOf(context), Date.now()),
    warn: (error) => console.error(error),
    busy: () => answering,
    begun: () => 0,
    pace: { heartbeatMs: 10, gatherMs: 0, jitterMs: 0 },
  });
});
afterAll(async () => {
  live.closeAll();
  await rig.close();
});

/** Counts the streams that have told this number of `roster`. */
function listen(): (number: number) => number {
  const told: number[] = Array.from({ length: streams }, () => -1);
  const { localId, userId, accountId } = staff;
  for (const index of told.keys()) {
    const body = live.open({
      context: { localId, userId, accountId },
      isSessionCurrent: () => Promise.resolve(true),
      onSessionEnd: () => () => undefined,
    });
    void (async () => {
      for await (const chunk of body) {
        const found = /"roster":(\d+)/.exec(new TextDecoder().decode(chunk))?.[1];
        if (found !== undefined) told[index] = Number(found);
      }
    })();
  }
  return (number) => told.filter((one) => one === number).length;
}

test('a sign of life is no turn to speak: while the server is busy, few are told, and all as soon as it is not', async () => {
  const countOf = listen();
  await expect.poll(() => live.count).toBe(streams);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  answering = 100;
  rig.hub.moved(rig.localId, { roster: 77_001 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(countOf(77_001)).toBeLessThan(streams / 2);
  answering = 0;
  await expect.poll(() => countOf(77_001), { timeout: 10_000 }).toBe(streams);
});
