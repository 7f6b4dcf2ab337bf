/** The history of a record: to whom it shows, how much of it, and what stays hidden. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryEntry } from '../../server/audit/history.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let hall: Population;
let people: Record<'admin' | 'officer' | 'organizer' | 'staff' | 'teacher' | 'learner', Person>;

beforeAll(async () => {
  rig = await openRig();
  people = {
    admin: await rig.join({ roles: ['admin'] }),
    officer: await rig.join({ roles: ['officer'] }),
    organizer: await rig.join({ roles: ['organizer'] }),
    staff: await rig.join({ roles: ['staff'] }),
    teacher: await rig.join({ roles: ['instructor'], firstName: 'Tessa', lastName: 'Ito' }),
    learner: await rig.join({ roles: ['member'] }),
  };
  hall = await populate(rig, { teacher: people.teacher, learner: people.learner });
});
afterAll(() => rig.close());

async function historyFor(person: Person, path: string): Promise<readonly HistoryEntry[]> {
  const response = await person.send('GET', `/api/v1/${path}/history`);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { entries: HistoryEntry[] }).entries;
}

const valuesIn = (entries: readonly HistoryEntry[], field: string) =>
  entries.flatMap((entry) => entry.fields).filter((one) => one.field === field);

test('an instructor follows a class of their own, and sees who did what', async () => {
  const session = hall.sessions[0].id;
  expect(
    (await people.teacher.send('PATCH', `/api/v1/class-sessions/${session}`, { topic: 'Ohm' })).status,
  ).toBe(200);
  expect((await people.staff.send('PATCH', `/api/v1/class-sessions/${session}`, { room: 'B2' })).status).toBe(
    200,
  );
  const entries = await historyFor(people.teacher, `class-sessions/${session}`);
  expect(entries.map((entry) => entry.user?.id)).toEqual([
    people.staff.userId,
    people.teacher.userId,
    undefined,
  ]);
  expect(entries[1]).toMatchObject({ action: 'UPDATE', user: { name: 'Tessa Ito' } });
  expect(valuesIn(entries, 'topic')[0]).toMatchObject({ after: 'Ohm', hidden: false });
});

test('personal values show to the officers, birth dates to administrators, to others only that they changed', async () => {
  const path = `members/${hall.members[1]?.id}`;
  expect(
    (await people.staff.send('PATCH', `/api/v1/${path}`, { phone: '555 0123', dateOfBirth: '1990-01-02' }))
      .status,
  ).toBe(200);
  const officer = await historyFor(people.officer, path);
  expect(valuesIn(officer, 'phone')[0]).toMatchObject({ after: '555 0123', hidden: false });
  expect(valuesIn(officer, 'dateOfBirth')[0]).toMatchObject({ after: null, hidden: true });
  const admin = await historyFor(people.admin, path);
  expect(valuesIn(admin, 'dateOfBirth')[0]).toMatchObject({ after: '1990-01-02', hidden: false });
  const organizer = await historyFor(people.organizer, path);
  expect(valuesIn(organizer, 'phone')[0]).toMatchObject({ before: null, after: null, hidden: true });
  // Fields out of reach are not even named.
  expect(valuesIn(organizer, 'dateOfBirth')).toEqual([]);
  expect(valuesIn(organizer, 'generalNotes')).toEqual([]);
});

test('office staff see of a member record what they did themselves', async () => {
  const path = `members/${hall.members[2]?.id}`;
  await people.officer.send('PATCH', `/api/v1/${path}`, { city: 'Kent' });
  await people.staff.send('PATCH', `/api/v1/${path}`, { city: 'Auburn' });
  const entries = await historyFor(people.staff, path);
  expect(entries.map((entry) => entry.user?.id)).toEqual([people.staff.userId]);
});

test('a removed record keeps its history for the officers, and is nowhere for others', async () => {
  const id = hall.attendances[3]?.id;
  expect((await people.admin.send('DELETE', `/api/v1/attendances/${id}`)).status).toBe(204);
  expect((await historyFor(people.officer, `attendances/${id}`))[0]).toMatchObject({ action: 'DELETE' });
  expect((await people.staff.send('GET', `/api/v1/attendances/${id}/history`)).status).toBe(404);
});

test('members see none, not even of their own record', async () => {
  const own = await people.learner.send('GET', `/api/v1/members/${hall.members[0]?.id}/history`);
  expect(own.status).toBe(403);
});

test('a page at a time; limits are said', async () => {
  const path = `members/${hall.members[3]?.id}`;
  for (const city of ['A', 'B', 'C', 'D']) await people.admin.send('PATCH', `/api/v1/${path}`, { city });
  const all = await historyFor(people.admin, path);
  expect(all.length).toBe(5);
  const response = await people.admin.send('GET', `/api/v1/${path}/history?limit=2&olderThan=${all[1]?.id}`);
  expect(((await response.json()) as { entries: HistoryEntry[] }).entries.map((entry) => entry.id)).toEqual([
    all[2]?.id,
    all[3]?.id,
  ]);
  for (const wrong of ['limit=0', 'limit=201', 'limit=x', 'olderThan=-1', 'olderThan=1e9'])
    expect([wrong, (await people.admin.send('GET', `/api/v1/${path}/history?${wrong}`)).status]).toEqual([
      wrong,
      422,
    ]);
});
