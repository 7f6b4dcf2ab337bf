/** The audit log across records: to whom it shows what, how it pages, and what leaves as a file. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogEntry, LogPage } from '../../server/audit/log.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let hall: Population;
type Name = 'admin' | 'officer' | 'organizer' | 'staff' | 'teacher' | 'learner' | 'stranger';
let people: Record<Name, Person>;
/** Id of a note or visit by the name this test gives it. */
const made: Record<string, string> = {};

const memberId = (): string => hall.members[0]?.id ?? '';

async function make(by: Person, path: string, values: object): Promise<string> {
  const response = await by.send('POST', `/api/v1/${path}`, values);
  if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { row: { id: string } }).row.id;
}

async function edit(by: Person, path: string, values: object): Promise<void> {
  const response = await by.send('PATCH', `/api/v1/${path}`, values);
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

const note = (by: Person, visibility: string, noteText: string): Promise<string> =>
  make(by, 'member-notes', { memberId: memberId(), visibility, noteText });

beforeAll(async () => {
  rig = await openRig();
  people = {
    admin: await rig.join({ roles: ['admin'], firstName: 'Ada', lastName: 'Min' }),
    officer: await rig.join({ roles: ['officer'] }),
    organizer: await rig.join({ roles: ['organizer'] }),
    staff: await rig.join({ roles: ['staff'] }),
    teacher: await rig.join({ roles: ['instructor'] }),
    learner: await rig.join({ roles: ['member'] }),
    stranger: await rig.join({ roles: ['admin'] }, await rig.makeLocal()),
  };
  hall = await populate(rig, { teacher: people.teacher, learner: people.learner });
  made['secret'] = await note(people.staff, 'staff_only', 'For me and the administrators.');
  made['officers'] = await note(people.officer, 'officers', 'For the officers.');
  made['open'] = await note(people.staff, 'all_authorized', 'For everybody who works with members.');
  const organizationId = await make(people.admin, 'organizations', { name: 'Tolland Electric' });
  made['organization'] = organizationId;
  made['visit'] = await make(people.organizer, 'salting-activities', {
    organizationId,
    activityType: 'site_visit',
    activityDate: '2026-11-02',
    description: 'Three stayed to talk.',
  });
  await edit(people.staff, `members/${memberId()}`, { phone: '555 0123', dateOfBirth: '1990-01-02' });
  await edit(people.teacher, `class-sessions/${hall.sessions[0].id}`, { topic: 'Ohm' });
});
afterAll(() => rig.close());

async function read(person: Person, query = ''): Promise<LogPage> {
  const response = await person.send('GET', `/api/v1/audit?${query}`);
  if (response.status !== 200) throw new Error(`${query}: ${response.status} ${await response.text()}`);
  return (await response.json()) as LogPage;
}

async function readAll(person: Person, query = ''): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for (let next: number | null = Number.MAX_SAFE_INTEGER; next !== null;) {
    const page: LogPage = await read(person, `${query}&limit=200&olderThan=${next}`);
    entries.push(...page.entries);
    next = page.next;
  }
  return entries;
}

const recordsIn = (entries: readonly LogEntry[]): ReadonlySet<string | null> =>
  new Set(entries.map((entry) => entry.rowId));

/** Which of the records above each role finds in the log. */
test.each<[Name, { sees: readonly string[]; not: readonly string[] }]>([
  ['admin', { sees: ['secret', 'officers', 'open', 'visit', 'organization'], not: [] }],
  ['officer', { sees: ['officers', 'open', 'visit', 'organization'], not: ['secret'] }],
  ['organizer', { sees: ['open', 'visit'], not: ['secret', 'officers', 'organization'] }],
  ['staff', { sees: ['secret', 'open'], not: ['officers', 'visit', 'organization'] }],
  ['teacher', { sees: [], not: ['secret', 'officers', 'open', 'visit', 'organization'] }],
])('%s', async (name, { sees, not }) => {
  const found = recordsIn(await readAll(people[name]));
  for (const key of sees) expect([key, found.has(made[key] ?? '')]).toEqual([key, true]);
  for (const key of not) expect([key, found.has(made[key] ?? '')]).toEqual([key, false]);
  for (const key of not) expect((await read(people[name], `record=${made[key]}`)).entries).toEqual([]);
});

test('staff and instructors see what they did themselves, and nothing else', async () => {
  for (const name of ['staff', 'teacher'] as const) {
    const entries = await readAll(people[name]);
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map((entry) => entry.user?.id))).toEqual(new Set([people[name].userId]));
  }
  expect((await readAll(people.staff, `person=${people.officer.userId}`)).length).toBe(0);
});

test('an organizer sees others’ work on members, and of the rest only their own', async () => {
  const entries = await readAll(people.organizer);
  const kinds = new Set(
    entries.filter((one) => one.user?.id !== people.organizer.userId).map((entry) => entry.entity),
  );
  expect(kinds).toContain('member');
  for (const kind of kinds)
    expect(['member', 'student', 'memberNote', 'memberEmployment', 'saltingActivity']).toContain(kind);
});

test('a member reads no log and takes no file; nor do those without an officer’s role take one', async () => {
  expect((await people.learner.send('GET', '/api/v1/audit')).status).toBe(403);
  for (const name of ['learner', 'teacher', 'staff', 'organizer'] as const)
    expect([name, (await people[name].send('GET', '/api/v1/audit.csv')).status]).toEqual([name, 403]);
});

test('another local’s log is another log', async () => {
  const entries = await readAll(people.stranger);
  expect(recordsIn(entries).has(memberId())).toBe(false);
  expect((await readAll(people.stranger, `record=${memberId()}`)).length).toBe(0);
});

test('personal values show to officers, birth dates to administrators; to others only that they changed; what one may not read is not named', async () => {
  const fieldsFor = async (name: Name) =>
    (await readAll(people[name], `record=${memberId()}&action=UPDATE`)).flatMap((entry) => entry.fields);
  const officer = await fieldsFor('officer');
  expect(officer.find((one) => one.field === 'phone')).toMatchObject({ after: '555 0123', hidden: false });
  expect(officer.find((one) => one.field === 'dateOfBirth')).toMatchObject({ after: null, hidden: true });
  const admin = await fieldsFor('admin');
  expect(admin.find((one) => one.field === 'dateOfBirth')).toMatchObject({ after: '1990-01-02' });
  const organizer = await fieldsFor('organizer');
  expect(organizer.find((one) => one.field === 'phone')).toMatchObject({ after: null, hidden: true });
  expect(organizer.some((one) => one.field === 'dateOfBirth')).toBe(false);
  const staff = await fieldsFor('staff');
  expect(staff.find((one) => one.field === 'phone')).toMatchObject({ after: null, hidden: true });
});

test('a refusal’s note names fields, so of others’ work only officers read it', async () => {
  const id = hall.members[4]?.id ?? '';
  await rig.inside(
    (tx) =>
      tx`select audit.record('member', ${id}, 'REFUSED', null, null, null, null, 'invalid; dateOfBirth too_long')`,
  );
  const notes = async (name: Name) =>
    (await read(people[name], `record=${id}&action=REFUSED`)).entries.map((one) => one.note);
  expect(await notes('officer')).toEqual(['invalid; dateOfBirth too_long']);
  expect(await notes('organizer')).toEqual([null]);
});

test('secrets are in nobody’s log', async () => {
  for (const name of ['admin', 'officer'] as const) {
    const entries = await readAll(people[name], 'entity=user');
    expect(entries.length).toBeGreaterThan(0);
    const accounts = entries.flatMap((one) => one.fields).filter((one) => one.field === 'accountId');
    expect(accounts).toEqual([]);
    expect(JSON.stringify(entries)).not.toContain(people.admin.accountId);
  }
});

test('a removed record stays in the officers’ log and leaves everybody else’s', async () => {
  const id = await note(people.staff, 'all_authorized', 'To be removed.');
  expect(recordsIn(await readAll(people.staff)).has(id)).toBe(true);
  expect((await people.admin.send('DELETE', `/api/v1/member-notes/${id}`)).status).toBe(204);
  expect((await read(people.officer, `record=${id}`)).entries.map((one) => [one.action, one.stands])).toEqual(
    [
      ['DELETE', false],
      ['CREATE', false],
    ],
  );
  expect((await read(people.staff, `record=${id}`)).entries).toEqual([]);
  expect((await read(people.organizer, `record=${id}`)).entries).toEqual([]);
});

test('filters: person, kind, action, days', async () => {
  const byTeacher = await readAll(people.admin, `person=${people.teacher.userId}&action=UPDATE`);
  expect(byTeacher.map((one) => [one.entity, one.rowId])).toEqual([['classSession', hall.sessions[0].id]]);
  expect(
    (await readAll(people.admin, 'entity=class-sessions')).every((one) => one.entity === 'classSession'),
  ).toBe(true);
  expect((await readAll(people.admin, 'without=member,user')).some((one) => one.entity === 'member')).toBe(
    false,
  );
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const longAgo = '2001-01-01';
  expect((await readAll(people.admin, `from=${tomorrow}`)).length).toBe(0);
  expect((await readAll(people.admin, `to=${longAgo}`)).length).toBe(0);
  expect((await readAll(people.admin, `from=${longAgo}&to=${tomorrow}`)).length).toBeGreaterThan(10);
  for (const wrong of [
    'person=x',
    'record=1',
    'entity=nothing',
    'action=DROP',
    'from=2026-02-30',
    'to=soon',
    'limit=0',
    'limit=201',
    'olderThan=-1',
    "without=a'b",
  ])
    expect([wrong, (await people.admin.send('GET', `/api/v1/audit?${wrong}`)).status]).toEqual([wrong, 422]);
});

test('pages follow each other without gap or repeat, also while others write', async () => {
  const whole = (await readAll(people.admin)).map((one) => one.id);
  const paged: number[] = [];
  for (let next: number | null = (whole[0] ?? 0) + 1; next !== null;) {
    const page: LogPage = await read(people.admin, `limit=7&olderThan=${next}`);
    paged.push(...page.entries.map((one) => one.id));
    next = page.next;
    await edit(people.admin, `organizations/${made['organization']}`, { city: `City ${paged.length}` });
  }
  expect(paged).toEqual(whole);
  // Also where most entries are somebody else's.
  const own = await readAll(people.staff);
  const first = await read(people.staff, 'limit=2');
  const second = await read(people.staff, `limit=2&olderThan=${first.next}`);
  expect([...first.entries, ...second.entries].map((one) => one.id)).toEqual(
    own.slice(0, 4).map((one) => one.id),
  );
});

test('a file holds what the filter finds, calculates nothing, and is itself recorded', async () => {
  await edit(people.admin, `organizations/${made['organization']}`, {
    name: '=HYPERLINK("http://evil.example")',
  });
  const path = `/api/v1/audit.csv?record=${made['organization']}&action=UPDATE`;
  const response = await people.officer.send('GET', path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/csv');
  expect(response.headers.get('content-disposition')).toContain('audit.csv');
  const text = await response.text();
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  expect(text).not.toMatch(/(^|,|\n)"?[=+@-]/);
  const wrapped = (await (await people.officer.send('GET', `${path}&as=json`)).json()) as { csv: string };
  expect(wrapped.csv.replace('\ufeff', '')).toBe(text.replace('\ufeff', ''));
  const [entry] = (await read(people.admin, `action=EXPORT&person=${people.officer.userId}`)).entries;
  const expected = await readAll(people.officer, `record=${made['organization']}&action=UPDATE`);
  expect(entry?.note).toBe('audit.csv');
  expect(Object.fromEntries(entry?.fields.map((one) => [one.field, one.after]) ?? [])).toEqual({
    record: made['organization'],
    action: 'UPDATE',
    entries: expected.length,
  });
});

test('no personal value leaves as a file, not even to an administrator', async () => {
  const text = await (await people.admin.send('GET', `/api/v1/audit.csv?record=${memberId()}`)).text();
  expect(text).toContain('"phone"');
  expect(text).toContain('(not shown)');
  expect(text).not.toContain('555 0123');
  expect(text).not.toContain('1990-01-02');
});
