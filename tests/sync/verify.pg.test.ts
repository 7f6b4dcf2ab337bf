/** A device proves that it is complete (P6): the two sums agree, and every kind of difference is found. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Row } from '../../shared/entity/entity.ts';
import { proofOf } from '../../shared/sync/checksum.ts';
import type { VerifyAnswer } from '../../shared/sync/protocol.ts';
import type { VerifyRequest } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import { registry } from '../../shared/entities/index.ts';
import { sortKey } from '../../shared/entity/row.ts';
import { bytesToUuid, uuidToBytes } from '../../shared/values/uuid.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import { addMembers, populate } from '../support/populate.ts';
import { Replica } from '../support/pull-client.ts';

let rig: Rig;
let staff: Person;
let replica: Replica;

beforeAll(async () => {
  rig = await openRig();
  staff = await rig.join({ roles: ['staff'] });
  await populate(rig);
  await addMembers(rig, 2_300);
  replica = new Replica();
  await replica.catchUp(staff);
});
afterAll(() => rig.close());

const proven = (rows: readonly Row[]) =>
  proofOf(
    Buffer.concat(rows.map((row) => uuidToBytes(row.id))),
    rows.map((row) => row.version),
  );

type Ranges = VerifyRequest['entities'];

const wholeRanges = (rows: ReadonlyMap<string, ReadonlyMap<string, Row>>): Ranges =>
  Object.fromEntries(
    Object.keys(replica.views).map((entity) => [
      entity,
      [{ from: null, to: null, ...proven([...(rows.get(entity)?.values() ?? [])]) }],
    ]),
  );

async function verify(entities: Ranges, more: Partial<VerifyRequest> = {}): Promise<VerifyAnswer> {
  // A device tells of itself with each pull, and that moves numbers too.
  await replica.catchUp(staff);
  const { epoch, cursors } = replica;
  const body = { protocol: protocolVersion, epoch, device: staff.device, cursors, entities, ...more };
  const response = await staff.send('POST', '/api/sync/verify', body);
  expect(response.status).toBe(200);
  return (await response.json()) as VerifyAnswer;
}

const copyOf = (): Map<string, Map<string, Row>> =>
  new Map([...replica.rows].map(([entity, rows]) => [entity, new Map(rows)]));

test('server and device add up the same, for any id and version', async () => {
  const rows = Array.from({ length: 500 }, (_, index) => {
    const bytes = randomBytes(16);
    return { id: bytesToUuid(bytes), version: index % 7 === 0 ? 2_147_483_647 - index : index };
  });
  const [found] = await rig.hall.app<{ count: number; sum: number }[]>`
    select count(*)::int as count,
           mod(sum(('x' || left(md5(uuid_send(r.id) || int4send(r.version)), 12))::bit(48)::bigint), 281474976710656)::bigint as sum
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.version)}::int[]) as r (id, version)`;
  expect(found).toEqual(proven(rows));
});

describe('a device that is', () => {
  test('complete is told so', async () => {
    expect(await verify(wholeRanges(replica.rows))).toEqual({
      protocol: protocolVersion,
      answer: 'checked',
      different: {},
    });
  });

  test('behind is told to pull first', async () => {
    const cursors = { ...replica.cursors, roster: (replica.cursors['roster'] ?? 0) - 1 };
    expect(await verify(wholeRanges(replica.rows), { cursors })).toMatchObject({
      answer: 'behind',
      different: {},
    });
    const { local: _missing, ...fewer } = replica.cursors;
    expect(await verify({}, { cursors: fewer })).toMatchObject({ answer: 'behind' });
    expect(await verify({}, { cursors: { ...replica.cursors, lost: 3 } })).toMatchObject({
      answer: 'behind',
    });
    expect(await verify({}, { epoch: '0190aaaa-0000-7000-8000-000000000000' })).toMatchObject({
      answer: 'behind',
    });
  });

  test('missing a row, holding one too many, or an old version, is found out, each in its entity', async () => {
    const spoil: Record<string, (rows: Map<string, Row>) => void> = {
      'a row missing': (rows) => rows.delete([...rows.keys()][3] ?? ''),
      'a row too many': (rows) => rows.set('x', { id: bytesToUuid(randomBytes(16)), version: 1 }),
      'an old version': (rows) => {
        const row = [...rows.values()][0];
        if (row) rows.set(row.id, { ...row, version: row.version + 1 });
      },
    };
    for (const [what, change] of Object.entries(spoil)) {
      const wrong = copyOf();
      change(wrong.get('student') ?? new Map());
      expect([what, (await verify(wholeRanges(wrong))).different]).toEqual([what, { student: [0] }]);
    }
  });
});

describe('ranges', () => {
  const byPages = async () => {
    const pages = (await staff.pull()).pages.filter(({ header }) => header.entity === 'member');
    return pages.map(({ header, rows }, index) => ({
      from: index === 0 ? null : header.first,
      to: index === pages.length - 1 ? null : header.last,
      rows: rows.map((row) => replica.of('member').get(row.id) ?? row),
    }));
  };

  test('only the one that differs is named', async () => {
    const pages = await byPages();
    expect(pages.length).toBe(3);
    const right = pages.map(({ from, to, rows }) => ({ from, to, ...proven(rows) }));
    expect((await verify({ member: right })).different).toEqual({});
    const [one, two, three] = right;
    if (!one || !two || !three) throw new Error('There are three.');
    expect((await verify({ member: [one, { ...two, sum: two.sum + 1 }, three] })).different).toEqual({
      member: [1],
    });
    expect((await verify({ member: [{ ...one, count: 0 }, two, { ...three, sum: 0 }] })).different).toEqual({
      member: [0, 2],
    });
  });

  test('that overlap or run backwards are refused', async () => {
    const whole = { from: null, to: null, count: 0, sum: 0 };
    const place = (key: string): [string, string] => [key, '00000000-0000-7000-8000-000000000000'];
    const wrong: Ranges[] = [
      { member: [whole, whole] },
      { member: [{ ...whole, from: place('b'), to: place('a') }] },
      { member: [{ ...whole, from: ['a', 'no uuid'] }] },
      { member: [{ ...whole, to: ['\u0000', place('a')[1]] }] },
      { member: [{ ...whole, to: ['\ud800', place('a')[1]] }] },
      {
        member: [
          { ...whole, to: place('m') },
          { ...whole, from: place('m') },
        ],
      },
    ];
    for (const entities of wrong) {
      const body = {
        protocol: protocolVersion,
        epoch: replica.epoch,
        device: staff.device,
        cursors: replica.cursors,
        entities,
      };
      expect((await staff.send('POST', '/api/sync/verify', body)).status).toBe(400);
    }
  });

  test('of what may not be read count as empty, whatever is in it', async () => {
    const empty = { from: null, to: null, count: 0, sum: 0 };
    expect((await verify({ nonsense: [empty], user: [{ ...empty, count: 1 }] })).different).toEqual({
      user: [0],
    });
    const organizer = await rig.join({ roles: ['organizer'] });
    const own = new Replica();
    await own.catchUp(organizer);
    const body = {
      protocol: protocolVersion,
      epoch: own.epoch,
      device: organizer.device,
      cursors: own.cursors,
      entities: { attendance: [empty], student: [empty] },
    };
    const response = await organizer.send('POST', '/api/sync/verify', body);
    expect(await response.json()).toEqual({ protocol: protocolVersion, answer: 'checked', different: {} });
  });
});

test('an instructor, whose rows are few among many, proves them range by range', async () => {
  const teacher = await rig.join({ roles: ['instructor'] });
  await populate(rig, { teacher });
  const own = new Replica();
  await own.catchUp(teacher);
  const students = [...own.of('student').values()].sort((one, other) =>
    sortOf(one) < sortOf(other) ? -1 : 1,
  );
  const [first, second] = students;
  if (!first || !second) throw new Error('There are two students in the cohort.');
  const end: [string, string] = [sortOf(first), first.id];
  const begin: [string, string] = [sortOf(second), second.id];
  const right = [
    { from: null, to: end, ...proven([first]) },
    { from: begin, to: null, ...proven([second]) },
  ];
  const ask = async (student: Ranges[string]) => {
    const body = {
      protocol: protocolVersion,
      epoch: own.epoch,
      device: teacher.device,
      cursors: own.cursors,
      entities: { student },
    };
    return (await (await teacher.send('POST', '/api/sync/verify', body)).json()) as VerifyAnswer;
  };
  expect(await ask(right)).toMatchObject({ answer: 'checked', different: {} });
  expect(await ask([...right].map((range) => ({ ...range, sum: 1 })))).toMatchObject({
    different: { student: [0, 1] },
  });
});

const sortOf = (row: Row): string => {
  const of = registry.get('student');
  return of ? sortKey(of, row) : '';
};
