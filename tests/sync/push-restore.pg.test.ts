/** After a restore: devices offer again what had been accepted, and everything ends where it was (P7). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Course } from '../../shared/entities/course.ts';
import { Cohort } from '../../shared/entities/cohort.ts';
import { Member } from '../../shared/entities/member.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import { Student } from '../../shared/entities/student.ts';
import type { Hall } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { newId } from '../support/make-row.ts';

let hall: Hall;

beforeEach(async () => {
  hall = await openHall();
  // The epoch is dated by the database's own clock.
  hall.clock.advance(Math.max(0, Date.now() + 60_000 - hall.clock.now()));
});
afterEach(() => hall.close());

/** As if the database had been put back to an earlier state: another life of it begins. */
const restore = () => hall.sql`select sync.begin_epoch()`;
const before = () => new Date(Date.now() - 3_600_000).toISOString();
const was = (version: number, values?: Record<string, string>) => ({
  version,
  at: before(),
  ...(values ? { values } : {}),
});

test('a lost edit wins over the older row that the backup brought back', async () => {
  const course = await hall.make(Course, { name: 'Old' });
  const tablet = (await hall.addPerson(['staff'])).tablet();
  await restore();
  const again: Change = {
    ...tablet.update(Course, course.id, { name: 'New' }, { name: 'Something else' }),
    was: was(4),
  };
  const answer = await tablet.send(again);
  expect(answer).toMatchObject({ outcome: 'applied', row: { name: 'New', version: 4 } });
  const events = await hall.audit({ changeId: again.id });
  expect(events.map(({ action, note }) => [action, note])).toEqual([
    ['UPDATE', null],
    ['COMMAND', 'offered again after restore'],
  ]);
  expect((await tablet.send(again)).outcome).toBe('repeated');
});

test('of two that are offered again the higher original number wins, in either order, and nobody is asked', async () => {
  for (const highFirst of [true, false]) {
    const course = await hall.make(Course, { name: 'Old' });
    const one = (await hall.addPerson(['staff'])).tablet();
    const two = (await hall.addPerson(['staff'])).tablet();
    await restore();
    const low = { ...one.update(Course, course.id, { name: 'Second' }, { name: 'Old' }), was: was(2) };
    const high = { ...two.update(Course, course.id, { name: 'Third' }, { name: 'Second' }), was: was(3) };
    const first = highFirst ? await two.send(high) : await one.send(low);
    const second = highFirst ? await one.send(low) : await two.send(high);
    expect([first.outcome, second.outcome]).toEqual(['applied', highFirst ? 'merged' : 'applied']);
    expect((await hall.read(Course, course.id))?.row).toMatchObject({ name: 'Third', version: 3 });
  }
});

test('a student keeps the number it had been given, and the series goes on behind it', async () => {
  const tablet = (await hall.addPerson(['staff'])).tablet();
  const [one, two] = [await hall.make(Member), await hall.make(Member)];
  await restore();
  const set = { memberId: one.id, applicationDate: '2026-05-01' };
  const again = { ...tablet.create(Student, set), was: was(1, { studentNumber: '2026-0017' }) };
  expect((await tablet.send(again)).row).toMatchObject({ studentNumber: '2026-0017' });
  const next = await tablet.send(tablet.create(Student, { ...set, memberId: two.id }));
  expect(next.row).toMatchObject({ studentNumber: '2026-0018' });
});

test('what is no longer within the author’s rights is set aside for review', async () => {
  const cohort = await hall.make(Cohort);
  const member = (await hall.addPerson(['member'])).tablet();
  await restore();
  const again = { ...member.update(Cohort, cohort.id, { name: 'Mine' }, { name: 'x' }), was: was(9) };
  const answer = await member.send(again);
  expect(answer.refusal?.code).toBe('set_aside');
  expect((await hall.read(SetAside, answer.record ?? ''))?.row).toMatchObject({
    reason: 'restored',
    about: 'cohort',
  });
  const lost = { ...member.update(Cohort, newId(), { name: 'Lost' }, {}), was: was(2) };
  expect((await member.send(lost)).refusal?.code).toBe('set_aside');
});

test('nobody gains by the claim when there was no restore, or when the claim is younger than it', async () => {
  const course = await hall.make(Course, { name: 'Old' });
  const office = (await hall.addPerson(['staff'])).tablet();
  await office.send(office.update(Course, course.id, { name: 'Standing' }, { name: 'Old' }));
  const liar = (await hall.addPerson(['staff'])).tablet();
  const claim = (at: string, version: number) => ({
    ...liar.update(Course, course.id, { name: 'Claimed' }, { name: 'Old' }),
    was: { version, at },
  });
  expect((await liar.send(claim(before(), 99))).outcome).toBe('conflict');
  await restore();
  const future = new Date(Date.now() + 30_000).toISOString();
  expect((await liar.send(claim(future, 99))).outcome).toBe('conflict');
  expect((await liar.send(claim(before(), 2_000_000_000))).outcome).toBe('conflict');
  expect((await hall.read(Course, course.id))?.row).toMatchObject({ name: 'Standing' });
});
