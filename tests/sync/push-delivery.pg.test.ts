/** Exactly once, and nothing lost: repeats, lost answers, dying servers, copied devices, forged ids. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Course } from '../../shared/entities/course.ts';
import { Device } from '../../shared/entities/device.ts';
import { Member } from '../../shared/entities/member.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import { newId } from '../support/make-row.ts';
import { Unseated } from '../../server/sync/push.ts';

let hall: Hall;
let staff: Person;

beforeAll(async () => {
  hall = await openHall({ connections: 12 });
  staff = await hall.addPerson(['staff']);
});
afterAll(() => hall.close());

const course = (code: string) => ({ code, name: `Course ${code}` });
const receipts = (ids: readonly string[]) =>
  hall.behind<
    { outcome: string }[]
  >`select outcome from receipts where change_id = any (${[...ids]}::uuid[])`;

describe('exactly once', () => {
  test('a batch sent again has no further effect and gets the same answers', async () => {
    const tablet = staff.tablet();
    const batch = [
      tablet.create(Course, course('ONCE-1')),
      tablet.create(Course, { ...course('ONCE-2'), name: '' }),
      tablet.create(Course, course('ONCE-3')),
    ];
    const first = await tablet.push(batch);
    const second = await tablet.push(batch);
    expect(first.answers.map((answer) => answer.outcome)).toEqual(['applied', 'refused', 'applied']);
    expect(second.answers.map((answer) => [answer.outcome, answer.first])).toEqual([
      ['repeated', 'applied'],
      ['repeated', 'refused'],
      ['repeated', 'applied'],
    ]);
    expect(second.answers.map((answer) => [answer.id, answer.row, answer.refusal, answer.record])).toEqual(
      first.answers.map((answer) => [answer.id, answer.row, answer.refusal, answer.record]),
    );
    const refusals = (await hall.all(RefusalEntity)).filter(({ row }) => row['changeId'] === batch[1]?.id);
    expect(refusals).toHaveLength(1);
    expect(await hall.audit({ changeId: batch[0]?.id ?? '' })).toHaveLength(1);
    expect(second.receivedUpTo).toBe(3);
  });

  test('a repeat shows the row under the rights of today', async () => {
    const teacher = await hall.addPerson([
      { role: 'staff', expiresAt: new Date(hall.clock.now() + 5000).toISOString() },
    ]);
    const member = await hall.make(Member);
    const tablet = teacher.tablet();
    const change = tablet.update(Member, member.id, { city: 'Calder' }, { city: null });
    expect((await tablet.send(change)).row).toMatchObject({ city: 'Calder' });
    hall.clock.advance(6000);
    const repeat = await tablet.send(change);
    expect(repeat).toMatchObject({ outcome: 'repeated', first: 'applied' });
    expect(repeat.row).toBeUndefined();
  });

  test('twenty at the same moment leave one effect', async () => {
    const tablet = staff.tablet();
    const batch = ['A', 'B', 'C'].map((name) => tablet.create(Course, course(`TWENTY-${name}`)));
    const all = await Promise.all(Array.from({ length: 20 }, () => tablet.push(batch)));
    const outcomes = all.flatMap((answer) => answer.answers.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(57);
    for (const change of batch) {
      expect((await hall.read(Course, change.row ?? ''))?.row.version).toBe(1);
      expect(await hall.audit({ changeId: change.id })).toHaveLength(1);
    }
  });

  test('the same change twice in one batch is taken once', async () => {
    const tablet = staff.tablet();
    const change = tablet.create(Course, course('TWICE'));
    const { answers } = await tablet.push([change, change]);
    expect(answers.map(({ outcome, first }) => [outcome, first])).toEqual([
      ['applied', undefined],
      ['repeated', 'applied'],
    ]);
  });

  test('a chain of edits in one batch is no conflict with itself, and each edit is in the history', async () => {
    const tablet = staff.tablet();
    const create = tablet.create(Course, course('CHAIN'));
    const id = create.row ?? '';
    const { answers } = await tablet.push([
      create,
      tablet.update(Course, id, { name: 'Two' }, { name: 'Course CHAIN' }),
      tablet.update(Course, id, { name: 'Three' }, { name: 'Two' }),
    ]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(answers.map(({ row }) => row?.['name'])).toEqual(['Three', 'Three', 'Three']);
    expect(await hall.audit({ rowId: id })).toHaveLength(3);
  });

  const points = [
    'received',
    'loaded',
    'written',
    'followed',
    'recorded',
    'answered',
    'touched',
    'numbered',
    'committed',
  ];
  test.each(points)(
    'a server that dies at "%s" has done all of it or nothing, and the retry makes it once',
    async (point) => {
      const tablet = staff.tablet();
      const batch = [tablet.create(Course, course(`DIE-${point}`)), tablet.create(Course, { code: 'x' })];
      const dying = hall.openDoor({
        reach: (reached) => {
          if (reached === point) throw new Error('The lights went out.');
        },
      });
      await expect(tablet.push(batch, dying)).rejects.toThrow(point);
      const kept = await receipts(batch.map((change) => change.id));
      expect(kept).toHaveLength(point === 'committed' ? 2 : 0);
      const { answers } = await tablet.push(batch);
      expect(answers.map(({ outcome, first }) => first ?? outcome)).toEqual(['applied', 'refused']);
      expect(await hall.audit({ changeId: batch[0]?.id ?? '' })).toHaveLength(1);
      expect((await hall.read(Course, batch[0]?.row ?? ''))?.row.version).toBe(1);
    },
  );

  test('streams are poked once, after the commit, with the scopes that moved', async () => {
    const tablet = staff.tablet();
    hall.pokes.length = 0;
    await tablet.send(tablet.create(Course, course('POKE')));
    expect(hall.pokes).toHaveLength(1);
    expect(Object.keys(hall.pokes[0] ?? {}).sort()).toEqual(
      ['local', 'review:device', `user:${staff.userId}`].sort(),
    );
  });
});

describe('numbers of a device', () => {
  test('the answer says how far they are complete, and a hole is not skipped', async () => {
    const tablet = staff.tablet();
    const [one, two, three] = ['1', '2', '3'].map((name) => tablet.create(Course, course(`SEQ-${name}`)));
    if (!one || !two || !three) throw new Error('Three changes were made.');
    expect((await tablet.push([one])).receivedUpTo).toBe(1);
    expect((await tablet.push([three])).receivedUpTo).toBe(1);
    expect((await tablet.push([two])).receivedUpTo).toBe(3);
  });

  test('how far they are complete is written down within a minute, not with every push', async () => {
    const tablet = staff.tablet();
    const known = async () => (await hall.read(Device, tablet.id))?.row;
    await tablet.send(tablet.create(Course, course('FAR-1')));
    expect(await known()).toMatchObject({ lastSequence: 1, version: 1, userId: staff.userId });
    await tablet.send(tablet.create(Course, course('FAR-2')));
    expect(await known()).toMatchObject({ lastSequence: 1, version: 1 });
    hall.clock.advance(61_000);
    await tablet.send(tablet.create(Course, course('FAR-3')));
    expect(await known()).toMatchObject({ lastSequence: 3, version: 2 });
  });

  test('a withdraw fills the number of a change that will not come', async () => {
    const tablet = staff.tablet();
    const discarded = tablet.create(Course, course('GONE'));
    const withdraw = {
      id: newId(),
      sequence: discarded.sequence,
      entity: 'course',
      row: null,
      op: 'withdraw',
      at: discarded.at,
      input: { change: discarded.id },
    };
    const answer = await tablet.push([withdraw]);
    expect(answer).toMatchObject({ receivedUpTo: 1, answers: [{ outcome: 'applied' }] });
    // A copy of the discarded change that was still on its way.
    const late = await tablet.send(discarded);
    expect(late).toMatchObject({ outcome: 'repeated', first: 'applied' });
    expect(await hall.read(Course, discarded.row ?? '')).toBeUndefined();
  });

  test('a withdraw that comes too late is told so', async () => {
    const tablet = staff.tablet();
    const change = tablet.create(Course, course('TOO-LATE'));
    await tablet.send(change);
    const withdraw = {
      id: newId(),
      sequence: change.sequence,
      entity: 'course',
      row: null,
      op: 'withdraw',
      at: change.at,
      input: { change: change.id },
    };
    const { answers } = await tablet.push([withdraw]);
    expect(answers).toMatchObject([{ outcome: 'repeated', first: 'applied', row: { code: 'TOO-LATE' } }]);
  });

  test('a copied profile is noticed by its numbers and loses nothing', async () => {
    const original = staff.tablet();
    const copy = staff.tablet({ id: original.id });
    await original.send(original.create(Course, course('FORK-1')));
    const change = copy.create(Course, course('FORK-2'));
    const answer = await copy.send(change);
    expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: 'device_forked' } });
    expect(await receipts([change.id])).toHaveLength(0);
    const renamed = staff.tablet();
    expect((await renamed.send({ ...change, sequence: 1 })).outcome).toBe('applied');
  });

  test('a device that took a new name sends again what the server has: once is enough, and it hears so', async () => {
    const [before, renamed] = [staff.tablet(), staff.tablet()];
    const change = before.create(Course, course('RENAMED'));
    const first = await before.send(change);
    const again = await renamed.send({ ...change, sequence: 1 });
    expect(again).toMatchObject({ outcome: 'repeated', first: 'applied', row: first.row });
    expect(await hall.audit({ changeId: change.id })).toHaveLength(1);
  });

  test('the changes of one gesture are tied together, also in the history', async () => {
    const tablet = staff.tablet();
    const group = newId();
    const batch = ['TIED-1', 'TIED-2'].map((code) => ({ ...tablet.create(Course, course(code)), group }));
    const alone = tablet.create(Course, course('ALONE'));
    await tablet.push([...batch, alone]);
    const gestures = await hall.behind<{ gesture: string | null }[]>`
      select gesture_id as gesture from receipts
      where change_id = any (${[...batch, alone].map(({ id }) => id)}::uuid[])
      order by sequence`;
    expect(gestures.map(({ gesture }) => gesture)).toEqual([group, group, null]);
  });

  test('two changes with one number in one batch: the first has it', async () => {
    const tablet = staff.tablet();
    const one = tablet.create(Course, course('SAME-1'));
    const two = { ...tablet.create(Course, course('SAME-2')), sequence: one.sequence };
    const { answers } = await tablet.push([one, two]);
    expect(answers.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
      'applied',
      'device_forked',
    ]);
  });
});

describe('forgery', () => {
  test('another person’s change id is unknown, and says nothing about it', async () => {
    const tablet = staff.tablet();
    const change = tablet.create(Course, course('MINE'));
    await tablet.send(change);
    const other = (await hall.addPerson(['admin'])).tablet();
    const answer = await other.send({ ...change, sequence: 1 });
    expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: 'not_allowed' } });
    expect(Object.keys(answer).sort()).toEqual(['at', 'id', 'outcome', 'refusal']);
  });
  test('what is refused or turned away leaves its trace, in the name of who asked', async () => {
    const tablet = staff.tablet();
    const [mine, empty] = [tablet.create(Course, course('TRACED')), tablet.create(Course, { code: 'EMPTY' })];
    await tablet.push([mine, empty]);
    await tablet.push([empty]);
    const other = await hall.addPerson(['admin']);
    await other.tablet().send({ ...mine, sequence: 1 });
    const traces = async (changeId: string) =>
      (await hall.audit({ changeId }))
        .filter(({ action }) => action === 'REFUSED')
        .map(({ userId, note }) => [userId, note]);
    expect(await traces(empty.id)).toEqual([[staff.userId, expect.stringContaining('invalid') as string]]);
    expect(await traces(mine.id)).toEqual([[other.userId, 'not_allowed']]);
  });
  test('another person’s device takes nothing', async () => {
    const own = staff.tablet();
    await own.send(own.create(Course, course('OWN-DEVICE')));
    const forger = (await hall.addPerson(['admin'])).tablet({ id: own.id });
    const changes = [forger.create(Course, course('FORGED'))];
    const answer = await forger.push(changes);
    expect(answer).toMatchObject({ receivedUpTo: 0, answers: [{ refusal: { code: 'device_forked' } }] });
    expect((await hall.read(Device, own.id))?.row['userId']).toBe(staff.userId);
    expect(await receipts(changes.map((change) => change.id))).toHaveLength(0);
  });
  test('a seat that is no seat takes nothing', async () => {
    const tablet = staff.tablet();
    const body = {
      protocol: 1,
      epoch: null,
      device: tablet.report(),
      changes: [tablet.create(Course, course('NOBODY'))],
    };
    const nobody = { ...staff.seat, userId: newId() };
    await expect(hall.door.push(nobody, body)).rejects.toThrow(Unseated);
    expect(await receipts(body.changes.map((change) => change.id))).toEqual([]);
    const traces = (await hall.audit({})).filter(({ userId }) => userId === nobody.userId);
    expect(traces).toMatchObject([{ action: 'REFUSED', note: 'not_allowed: no active seat' }]);
  });
  test('a seat cannot reach into another local', async () => {
    const tablet = staff.tablet();
    const body = {
      protocol: 1,
      epoch: null,
      device: tablet.report(),
      changes: [tablet.create(Course, course('ELSEWHERE'))],
    };
    await expect(hall.door.push({ ...staff.seat, localId: newId() }, body)).rejects.toThrow(Unseated);
    expect(await receipts(body.changes.map((change) => change.id))).toEqual([]);
  });
});
