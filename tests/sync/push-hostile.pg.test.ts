/** What nobody's app would send: every one is answered, none does harm, none stops its neighbours. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Course } from '../../shared/entities/course.ts';
import { Member } from '../../shared/entities/member.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { Conflict } from '../../shared/entities/conflict.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import { newId } from '../support/make-row.ts';
import type { Tablet } from '../support/tablet.ts';

let hall: Hall;
let staff: Person;
let tablet: Tablet;

beforeAll(async () => {
  hall = await openHall();
  staff = await hall.addPerson(['staff']);
  tablet = staff.tablet();
});
afterAll(() => hall.close());

const nul = String.fromCharCode(0);
const deep = (depth: number): Json => (depth === 0 ? 'x' : [deep(depth - 1)]);

/** Sends it between two sound neighbours. */
async function between(hostile: unknown) {
  const [first, last] = ['A', 'B'].map((end) =>
    tablet.create(Course, { code: newId().slice(-9) + end, name: 'Neighbour' }),
  );
  const { answers } = await tablet.push([first, hostile, last]);
  expect(answers[0]?.outcome).toBe('applied');
  expect(answers[2]?.outcome).toBe('applied');
  const [, answer] = answers;
  if (!answer) throw new Error('No answer came.');
  return answer;
}

describe('broken changes', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a text', 'drop table members'],
    ['a list', []],
    ['nothing in it', {}],
    ['an id that is none', { id: "'; drop table members; --" }],
  ])('%s has no id to answer by, and is answered all the same', async (_name, hostile) => {
    expect(await between(hostile)).toMatchObject({
      id: '',
      outcome: 'refused',
      refusal: { code: 'invalid' },
    });
  });

  test.each<[string, (tablet: Tablet) => Record<string, unknown>]>([
    ['no operation', () => ({ op: 'merge' })],
    ['an unknown key', () => ({ admin: true })],
    ['a negative number', () => ({ sequence: -1 })],
    ['a number beyond counting', () => ({ sequence: 1e21 })],
    ['a fraction for a number', () => ({ sequence: 1.5 })],
    ['a row that is no id', () => ({ row: '../../etc/passwd' })],
    ['a moment that is none', () => ({ at: 'yesterday' })],
    ['a set that is a list', () => ({ set: ['name'] })],
  ])('%s is refused by the change’s id, and kept', async (_name, more) => {
    const change = { ...tablet.create(Course, { code: 'Q', name: 'Q' }), ...more(tablet) };
    const answer = await between(change);
    expect(answer).toMatchObject({ id: change.id, outcome: 'refused', refusal: { code: 'invalid' } });
    expect((await hall.read(RefusalEntity, answer.record ?? ''))?.row).toMatchObject({
      userId: staff.userId,
      changeId: change.id,
    });
  });

  test('too deep, too broad', async () => {
    const set = { code: 'D', name: deep(40) };
    expect((await between(tablet.create(Course, set))).refusal).toEqual({ code: 'too_large', limit: 32 });
    const broad = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`field${index}`, 1]));
    expect((await between(tablet.create(Course, broad))).refusal).toEqual({ code: 'too_large', limit: 200 });
  });

  test('ten thousand brackets are measured without falling over them', async () => {
    const text = `${'['.repeat(10_000)}1${']'.repeat(10_000)}`;
    const change = {
      ...tablet.create(Course, { code: 'E', name: 'E' }),
      set: { name: JSON.parse(text) as Json },
    };
    expect((await between(change)).refusal?.code).toBe('too_large');
  });
});

describe('hostile values', () => {
  const update = async (set: Record<string, Json>) => {
    const course = await hall.make(Course);
    return between(tablet.update(Course, course.id, set, {}));
  };
  test.each<[string, Record<string, Json>, string]>([
    ['a wrong word of a list', { courseType: 'POSITIVE' }, 'not_a_choice'],
    ['a number as text', { hours: '40' }, 'wrong_type'],
    ['a huge number', { hours: 1e21 }, 'out_of_range'],
    ['Arabic digits', { hours: '١٢٣' }, 'wrong_type'],
    ['a fraction', { hours: 1.5 }, 'not_whole'],
    ['a NUL', { name: `a${nul}b` }, 'control_characters'],
    ['half a character', { name: '\ud800' }, 'control_characters'],
    ['an override of the reading direction', { name: 'abc\u202edcba' }, 'control_characters'],
    ['a hundred kilobytes of name', { name: 'x'.repeat(100_000) }, 'too_long'],
    ['an object for a text', { name: { toString: 'x' } }, 'wrong_type'],
    ['a field named like a method', { toString: 'x' }, 'unknown'],
  ])('%s is a problem of its field', async (_name, set, problem) => {
    const [field] = Object.keys(set);
    const answer = await update(set);
    expect(answer.refusal?.fields).toMatchObject([{ field, problem }]);
    expect(await hall.read(RefusalEntity, answer.record ?? '')).toBeDefined();
  });

  test.each(['__proto__', 'constructor', 'prototype'])('%s changes nothing', async (name) => {
    const course = await hall.make(Course);
    const set = JSON.parse(`{"${name}": {"name": "x"}}`) as Record<string, Json>;
    expect((await between({ ...tablet.update(Course, course.id, {}), set })).outcome).toBe('refused');
    expect((await hall.read(Course, course.id))?.row['version']).toBe(1);
  });

  test('a column name is a value and never SQL', async () => {
    const answer = await update({ "name\" = name || 'x' --": 'x' });
    expect(answer.refusal?.fields).toMatchObject([{ problem: 'unknown' }]);
  });

  test('minus zero is zero, markup is text, and text is stored composed', async () => {
    const set = { hours: -0, name: '<img src=x onerror=alert(1)>', prerequisites: 'cafe\u0301' };
    const answer = await between(tablet.create(Course, { code: 'TEXT', ...set }));
    expect(answer).toMatchObject({ row: { name: '<img src=x onerror=alert(1)>', prerequisites: 'café' } });
    expect(Object.is(answer.row?.['hours'], 0)).toBe(true);
  });

  test('a base from the future or from nowhere is a dispute, not a crash', async () => {
    const course = await hall.make(Course, { name: 'Standing' });
    const strange = tablet.update(Course, course.id, { name: 'New' }, {
      name: { deep: ['x'] },
      nonsense: 1,
      hours: 'x',
    } as never);
    expect(await between(strange)).toMatchObject({ outcome: 'conflict', row: { name: 'Standing' } });
  });

  test('a forged version is no fact', async () => {
    const course = await hall.make(Course);
    const change = {
      ...tablet.update(Course, course.id, { name: 'x', version: 99, id: newId(), local_id: newId() }),
    };
    expect((await between(change)).refusal?.fields?.map(({ problem }) => problem)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

test.each([-1_000_000_000, -1, 0.5, 99])(
  'protocol %s is read as well as can be, at once',
  async (protocol) => {
    const sender = staff.tablet();
    const changes = [sender.create(Course, { code: `PR${protocol}`, name: 'Course' })];
    const answer = await hall.door.push(staff.seat, {
      protocol,
      epoch: null,
      device: sender.report(),
      changes,
    });
    expect(answer.answers[0]?.outcome).toMatch(/applied|refused/);
  },
);

test('an unknown entity is refused by name, and taken once the server has learned it', async () => {
  const registry = new Map([...(await import('../../shared/entities/index.ts')).registry]);
  registry.delete('course');
  const ahead = staff.tablet();
  const change = ahead.create(Course, { code: 'NEWER', name: 'Newer app' });
  const answer = await ahead.send(change, hall.openDoor({ registry }));
  expect(answer.refusal).toEqual({ code: 'unknown_entity', detail: 'course' });
  expect(await ahead.send(change)).toMatchObject({ outcome: 'applied', row: { code: 'NEWER' } });
  expect((await ahead.send(change)).outcome).toBe('repeated');
});

test('a birth date reaches no record that is replicated', async () => {
  const member = await hall.make(Member, { dateOfBirth: '1990-01-01' });
  const other = (await hall.addPerson(['officer'])).tablet();
  await other.send(
    other.update(Member, member.id, { dateOfBirth: '1991-02-02' }, { dateOfBirth: '1990-01-01' }),
  );
  const lost = await tablet.send(
    tablet.update(Member, member.id, { dateOfBirth: '1992-03-03' }, { dateOfBirth: '1990-01-01' }),
  );
  expect(lost.outcome).toBe('conflict');
  expect(lost.row && 'dateOfBirth' in lost.row).toBe(false);
  const conflict = await hall.read(Conflict, lost.record ?? '');
  expect(JSON.stringify(conflict?.row)).not.toMatch(/199[012]-/);
  const refused = await tablet.send(
    tablet.update(Member, member.id, { dateOfBirth: '1992-03-03', lastName: '' }, {}),
  );
  expect(JSON.stringify((await hall.read(RefusalEntity, refused.record ?? ''))?.row)).not.toContain('1992-');
  const [log] = await hall.behind<{ leaks: number }[]>`
    select count(*)::int as leaks from audit.log where (before::text || after::text) ~ '199[012]-0[123]'`;
  expect(log?.leaks).toBe(0);
});
