/** Lists over REST: what is asked for, in the order asked for, page by page; and what cannot be asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Row } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { sortKey } from '../../shared/entity/row.ts';
import { pathOf } from '../../server/routes/entity-path.ts';
import { oracleFor } from '../support/oracle.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let admin: Person;
let expected: ReadonlyMap<string, ReadonlyMap<string, Row>>;

beforeAll(async () => {
  rig = await openRig();
  admin = await rig.join({ roles: ['admin'] });
  const teacher = await rig.join({ roles: ['instructor'] });
  await populate(rig, { teacher, members: 9 });
  await populate(rig, {}, await rig.makeLocal());
  expected = await oracleFor(rig, admin, true);
});
afterAll(() => rig.close());

interface List {
  readonly rows: readonly Row[];
  readonly page: { readonly size: number; readonly next: string | null };
  readonly total?: number;
}

async function list(of: Entity | string, query: Record<string, string> | string = {}): Promise<List> {
  const text = typeof query === 'string' ? query : new URLSearchParams(query).toString();
  const path = typeof of === 'string' ? of : pathOf(of);
  const response = await admin.send('GET', `/api/v1/${path}?${text}`);
  if (response.status !== 200)
    throw new Error(`${path}?${text}: ${response.status} ${await response.text()}`);
  return (await response.json()) as List;
}

async function walk(of: Entity, query: Record<string, string> = {}): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = ''; after !== null;) {
    const { rows: some, page } = await list(of, {
      ...query,
      'page[size]': '2',
      ...(after ? { 'page[after]': after } : {}),
    });
    rows.push(...some);
    after = page.next;
  }
  return rows;
}

const idsIn = (rows: Iterable<Row>): readonly string[] => [...rows].map((row) => row.id);

describe.each([...registry.values()].map((of) => [of.name, of] as const))('%s', (_name, of) => {
  const all = (): readonly Row[] => [...(expected.get(of.name)?.values() ?? [])];

  test('comes whole, page by page, in its own order, with online-only fields', async () => {
    const rows = await walk(of);
    expect([...idsIn(rows)].sort()).toEqual([...idsIn(all())].sort());
    const keys = rows.map((row) => Buffer.from(sortKey(of, row)));
    expect(keys).toEqual([...keys].sort(Buffer.compare));
    expect(rows.map((row) => all().find((one) => one.id === row.id))).toEqual(rows);
    const { total } = await list(of, { total: 'true', 'page[size]': '1' });
    expect(total).toBe(all().length);
  });

  test('can be ordered by every plain field, both ways, and walked through', async () => {
    for (const [name, field] of fieldEntries(of)) {
      if (['json', 'references'].includes(field.kind) || field.guard === 'secret') continue;
      const up = await walk(of, { sort: name });
      expect([name, [...idsIn(up)].sort()]).toEqual([name, [...idsIn(all())].sort()]);
      const down = await walk(of, { sort: `-${name}` });
      expect([name, [...idsIn(down)].sort()]).toEqual([name, [...idsIn(all())].sort()]);
      // Empty fields last, both ways; the rest in one order and its reverse.
      const filled = (rows: readonly Row[]) => rows.map((row) => row[name]).filter((value) => value !== null);
      expect([name, filled(down)]).toEqual([name, [...filled(up)].reverse()]);
      expect(up.slice(filled(up).length).every((row) => row[name] === null)).toBe(true);
    }
  });

  test('is found by the value of every plain field, and by its absence', async () => {
    for (const [name, field] of fieldEntries(of)) {
      if (['json', 'references'].includes(field.kind) || field.guard === 'secret') continue;
      for (const value of new Set(all().map((row) => row[name] ?? null))) {
        const { rows } = await list(of, {
          [`filter[${name}]`]: value === null ? '' : String(value),
          'page[size]': '200',
        });
        const wanted = all().filter((row) => (row[name] ?? null) === value);
        expect([name, [...idsIn(rows)].sort()]).toEqual([name, [...idsIn(wanted)].sort()]);
      }
    }
  });
});

test('bounds, parts of text and several values', async () => {
  const members = [...(expected.get('member')?.values() ?? [])];
  const contains = await list('members', { 'filter[lastName][contains]': 'ADAM' });
  expect(contains.rows.length).toBe(members.filter((row) => String(row.lastName).includes('adam')).length);
  expect((await list('members', { 'filter[lastName][contains]': '%' })).rows).toEqual([]);
  expect((await list('members', { 'filter[lastName][contains]': '_' })).rows).toEqual([]);
  const either = await list('members', 'filter[lastName]=adams&filter[lastName]=Zhou');
  expect(new Set(either.rows.map((row) => row.lastName))).toEqual(new Set(['adams', 'Zhou']));
  const [session] = [...(expected.get('classSession')?.values() ?? [])];
  const day = String(session?.sessionDate);
  expect(
    (await list('class-sessions', { 'filter[sessionDate][gte]': day, 'filter[sessionDate][lte]': day })).rows
      .length,
  ).toBeGreaterThan(0);
  expect((await list('class-sessions', { 'filter[sessionDate][gte]': '2199-01-01' })).rows).toEqual([]);
  const [cohort] = [...(expected.get('cohort')?.values() ?? [])];
  const inCohort = await list('students', { 'filter[cohortIds][contains]': cohort?.id ?? '' });
  expect(inCohort.rows).toHaveLength(2);
});

test('numbered pages bring the same as places do', async () => {
  const byNumber: string[] = [];
  for (const number of ['1', '2', '3', '4', '5'])
    byNumber.push(...idsIn((await list('members', { 'page[size]': '2', 'page[number]': number })).rows));
  const of = registry.get('member');
  expect(byNumber).toEqual(of ? idsIn(await walk(of)) : []);
});

describe('what cannot be asked is said by name', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['filter[nonsense]=1', 'filter[nonsense]', 'unknown'],
    ['filter[lastName][gte]=a', 'filter[lastName][gte]', 'unknown'],
    ['filter[status]=POSITIVE', 'filter[status]', 'not_a_choice'],
    ['filter[hireDate]=2026-02-30', 'filter[hireDate]', 'not_a_day'],
    ['filter[hireDate][gte]=', 'filter[hireDate][gte]', 'required'],
    ['filter[lastName]=%00', 'filter[lastName]', 'control_characters'],
    [`filter[lastName]=${'x'.repeat(201)}`, 'filter[lastName]', 'too_long'],
    ['sort=lastName;drop table members', 'sort: lastName;drop table members', 'unknown'],
    ['sort=scopes', 'sort: scopes', 'unknown'],
    ['sort=local_id', 'sort: local_id', 'unknown'],
    ['sort=__proto__', 'sort: __proto__', 'unknown'],
    ['sort=lastName,-lastName', 'sort', 'rule'],
    ['sort=city,state,phone,email,lastName', 'sort', 'too_long'],
    ['page[size]=201', 'page[size]', 'out_of_range'],
    ['page[size]=0', 'page[size]', 'out_of_range'],
    ['page[size]=-1', 'page[size]', 'out_of_range'],
    ['page[number]=9999', 'page[number]', 'out_of_range'],
    ['page[after]=nonsense', 'page[after]', 'not_found'],
    ['page[after]=WyJhIiwiYiJd', 'page[after]', 'not_found'],
    ['total=yes', 'total', 'wrong_type'],
    ['fields=ssn', 'fields', 'unknown'],
    ['filter[lastName]][]=x', 'filter[lastName]][]', 'unknown'],
  ];
  test.each(wrong)('%s', async (query, field, problem) => {
    const response = await admin.send('GET', `/api/v1/members?${query}`);
    expect(response.status).toBe(422);
    const { error } = (await response.json()) as {
      error: { code: string; fields: { field: string; problem: string }[] };
    };
    expect(error.code).toBe('invalid');
    expect(error.fields).toContainEqual(expect.objectContaining({ field, problem }));
  });

  test('more than twenty filters', async () => {
    const query = Array.from({ length: 21 }, () => 'filter[lastName]=a').join('&');
    expect((await admin.send('GET', `/api/v1/members?${query}`)).status).toBe(422);
  });

  test('an entity that is not there is answered with those that are', async () => {
    for (const path of ['pg_authid', 'users;', 'constructor', '__proto__', 'audit.log', 'receipts']) {
      const response = await admin.send('GET', `/api/v1/${encodeURIComponent(path)}`);
      expect(response.status).toBe(404);
      const { error } = (await response.json()) as { error: { code: string; known: string[] } };
      expect([path, error.code]).toEqual([path, 'unknown_entity']);
      expect(error.known).toContain('class-sessions');
    }
  });

  test('nobody asks without signing in, nor for a local in which they have no seat', async () => {
    const url = 'https://hall.example/api/v1/members';
    expect((await rig.app.request(url)).status).toBe(401);
    const elsewhere = await rig.makeLocal();
    for (const local of [elsewhere, 'nonsense'])
      expect(
        (await admin.send('GET', '/api/v1/members', undefined, { 'unionhall-local': local })).status,
      ).toBe(403);
  });
});
