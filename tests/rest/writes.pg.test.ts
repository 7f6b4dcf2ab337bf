/** Edits over REST: the same door as sync, and answers that a program can act on. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { limits } from '../../shared/sync/protocol.ts';
import { pathOf } from '../../server/routes/entity-path.ts';
import { newId } from '../support/make-row.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig, publicUrl } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let admin: Person;
let staff: Person;
let teacher: Person;
let learner: Person;
let hall: Population;

beforeAll(async () => {
  rig = await openRig();
  [admin, staff] = [await rig.join({ roles: ['admin'] }), await rig.join({ roles: ['staff'] })];
  [teacher, learner] = [await rig.join({ roles: ['instructor'] }), await rig.join({ roles: ['member'] })];
  hall = await populate(rig, { teacher, learner });
});
afterAll(() => rig.close());

interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly limit?: number;
    readonly fields?: readonly { field: string; problem: string }[];
  };
}
const errorOf = async (response: Response): Promise<ErrorBody['error']> =>
  ((await response.json()) as ErrorBody).error;
const newMember = (mark: string) => ({
  memberNumber: mark,
  firstName: 'Ana',
  lastName: 'Ortiz',
  status: 'active',
  classification: 'foreman',
});

describe('making', () => {
  test('a record answers 201 with the record and where it is', async () => {
    const response = await admin.send('POST', '/api/v1/members', newMember('W-1'));
    expect(response.status).toBe(201);
    const { row } = (await response.json()) as { row: { id: string; version: number } };
    expect(row).toMatchObject({ memberNumber: 'W-1', version: 1, dateOfBirth: null });
    expect(response.headers.get('etag')).toBe('"1"');
    const place = response.headers.get('location') ?? '';
    expect(place).toBe(`/api/v1/members/${row.id}`);
    expect((await admin.send('GET', place)).status).toBe(200);
  });

  test('the same key twice, and at the same time, makes one record', async () => {
    const key = { 'idempotency-key': newId() };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        admin.send('POST', '/api/v1/members', { id: newId(), ...newMember('W-2') }, key),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    const found = await admin.send('GET', '/api/v1/members?filter[memberNumber]=W-2&total=true');
    expect(await found.json()).toMatchObject({ total: 1 });
  });

  test('a record with a natural key takes the id that follows from it', async () => {
    const set = {
      sessionId: hall.sessions[0].id,
      studentId: hall.students[0]?.id,
      status: 'late',
      arrivalTime: '18:20',
    };
    const response = await teacher.send('POST', '/api/v1/attendances', set);
    // It is there already: whoever makes it without having seen it meets what stands.
    expect([200, 201, 409]).toContain(response.status);
    const found = await teacher.send(
      'GET',
      `/api/v1/attendances?filter[sessionId]=${set.sessionId}&filter[studentId]=${set.studentId}&total=true`,
    );
    expect(await found.json()).toMatchObject({ total: 1 });
  });

  test('what is missing, wrong, unknown or the server’s own is said by field, all at once', async () => {
    const response = await admin.send('POST', '/api/v1/members', {
      firstName: 'x'.repeat(101),
      status: 'POSITIVE',
      ssn: '1',
    });
    expect(response.status).toBe(422);
    const { code, fields } = await errorOf(response);
    expect(code).toBe('invalid');
    const said = new Map(fields?.map((one) => [one.field, one.problem]));
    expect(Object.fromEntries(said)).toMatchObject({
      firstName: 'too_long',
      status: 'not_a_choice',
      ssn: 'unknown',
    });
    const own = await admin.send('POST', '/api/v1/students', {
      memberId: hall.members[5]?.id,
      applicationDate: '2026-01-01',
      studentNumber: '2026-0001',
    });
    expect((await errorOf(own)).fields).toContainEqual(
      expect.objectContaining({ field: 'studentNumber', problem: 'set_by_server' }),
    );
  });

  test('what another record has already is a duplicate', async () => {
    const response = await admin.send('POST', '/api/v1/members', newMember('W-1'));
    expect([409, 422]).toContain(response.status);
    expect(['duplicate', 'invalid']).toContain((await errorOf(response)).code);
  });
});

describe('changing', () => {
  const path = () => `/api/v1/members/${hall.members[5]?.id}`;

  test('touches the named fields and raises the version', async () => {
    const before = (await (await admin.send('GET', path())).json()) as {
      row: { version: number; lastName: string };
    };
    const response = await admin.send('PATCH', path(), { city: 'Kent', dateOfBirth: '1980-05-06' });
    expect(response.status).toBe(200);
    const after = (await response.json()) as { row: { version: number; lastName: string } };
    expect(after.row).toMatchObject({
      city: 'Kent',
      dateOfBirth: '1980-05-06',
      lastName: before.row.lastName,
    });
    expect(after.row.version).toBe(before.row.version + 1);
    expect(response.headers.get('etag')).toBe(`"${after.row.version}"`);
  });

  test('on a version that is not the present one is refused with the record as it is', async () => {
    const present = (await (await admin.send('GET', path())).json()) as { row: { version: number } };
    const right = { 'if-match': `"${present.row.version}"` };
    const wrong = await admin.send('PATCH', path(), { city: 'Auburn' }, { 'if-match': '"999"' });
    expect(wrong.status).toBe(412);
    expect(await wrong.json()).toMatchObject({ error: { code: 'version_mismatch' }, row: { city: 'Kent' } });
    expect((await admin.send('PATCH', path(), { city: 'Auburn' }, right)).status).toBe(200);
    expect((await admin.send('PATCH', path(), { city: 'Burien' }, right)).status).toBe(412);
  });

  test('the same key again changes nothing, even when somebody else has been there since', async () => {
    const key = { 'idempotency-key': newId() };
    await staff.send('PATCH', path(), { city: 'First' }, key);
    await staff.send('PATCH', path(), { city: 'Second' });
    const again = await staff.send('PATCH', path(), { city: 'First' }, key);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ row: { city: 'Second' } });
  });

  test('another person’s key opens nothing', async () => {
    const key = { 'idempotency-key': newId() };
    expect((await admin.send('PATCH', path(), { generalNotes: 'between us' }, key)).status).toBe(200);
    const theirs = await learner.send('PATCH', `/api/v1/members/${hall.members[0]?.id}`, { city: 'X' }, key);
    expect(theirs.status).not.toBe(200);
    expect(await theirs.text()).not.toContain('between us');
  });

  test('fields of which the role may see but not write are named', async () => {
    const response = await teacher.send('PATCH', `/api/v1/class-sessions/${hall.sessions[0].id}`, {
      room: 'B2',
    });
    expect(response.status).toBe(403);
    expect((await errorOf(response)).fields).toContainEqual(
      expect.objectContaining({ field: 'room', problem: 'not_yours' }),
    );
  });

  test('what is out of reach and what never was are one answer', async () => {
    const hidden = `/api/v1/class-sessions/${hall.sessions[1].id}`;
    const nowhere = `/api/v1/class-sessions/${randomUUID()}`;
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { topic: 'x' }],
    ] as const) {
      const answers = [await teacher.send(method, hidden, body), await teacher.send(method, nowhere, body)];
      expect(answers.map((answer) => answer.status)).toEqual([404, 404]);
      const [one, other] = await Promise.all(answers.map((answer) => answer.text()));
      expect(one).toBe(other);
    }
  });

  test('nothing changes of what only commands and the engine write', async () => {
    for (const path of ['/api/v1/users', '/api/v1/devices', '/api/v1/conflicts', '/api/v1/roles']) {
      const response = await admin.send('POST', path, { firstName: 'x' });
      expect([path, response.status, (await errorOf(response)).code]).toEqual([path, 403, 'command_only']);
    }
  });
});

describe('removing', () => {
  test('is done once, answers 204, and the record is gone', async () => {
    const made = (await (await admin.send('POST', '/api/v1/members', newMember('W-9'))).json()) as {
      row: { id: string };
    };
    const path = `/api/v1/members/${made.row.id}`;
    const key = { 'idempotency-key': newId() };
    expect((await admin.send('DELETE', path, undefined, key)).status).toBe(204);
    expect((await admin.send('GET', path)).status).toBe(404);
    expect((await admin.send('DELETE', path, undefined, key)).status).toBe(204);
    expect((await admin.send('DELETE', path)).status).toBe(404);
  });

  test('a role that may not remove at all is told so, whether the record exists or not', async () => {
    for (const id of [hall.members[2]?.id, randomUUID()])
      expect((await staff.send('DELETE', `/api/v1/members/${id}`)).status).toBe(403);
    expect((await learner.send('POST', '/api/v1/members', newMember('W-10'))).status).toBe(403);
  });
});

describe('opening a personal record', () => {
  test('leaves a READ; opening a course does not', async () => {
    const count = async () => {
      const [found] = await rig.inside(
        (tx) =>
          tx<
            { n: number }[]
          >`select count(*)::int as n from audit.log where action = 'READ' and user_id = ${staff.userId}`,
      );
      return found?.n ?? 0;
    };
    const before = await count();
    await staff.send('GET', `/api/v1/members/${hall.members[1]?.id}`);
    expect(await count()).toBe(before + 1);
    await staff.send('GET', `/api/v1/members/${randomUUID()}`);
    await staff.send('GET', `/api/v1/class-sessions/${hall.sessions[0].id}`);
    expect(await count()).toBe(before + 1);
  });
});

describe('commands', () => {
  test('run once for one key, and refuse by field', async () => {
    const person = await rig.join({ roles: ['organizer'] });
    const key = { 'idempotency-key': newId() };
    const input = { userId: person.userId, roleName: 'staff' };
    const first = await admin.send('POST', '/api/v1/commands/grantRole', input, key);
    expect(first.status).toBe(200);
    const again = await admin.send('POST', '/api/v1/commands/grantRole', input, key);
    expect([again.status, ((await again.json()) as { outcome: string }).outcome]).toEqual([200, 'repeated']);
    const wrong = await admin.send('POST', '/api/v1/commands/grantRole', {
      ...input,
      roleName: 'king',
      more: 1,
    });
    expect(wrong.status).toBe(422);
    expect((await errorOf(wrong)).fields?.map((one) => one.field).sort()).toEqual(['more', 'roleName']);
    expect((await staff.send('POST', '/api/v1/commands/grantRole', input)).status).toBe(403);
    const unknown = await admin.send('POST', '/api/v1/commands/dropTables', {});
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([404, 'unknown_command']);
  });
});

describe('hostile bodies', () => {
  const raw = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    rig.app.request(`${publicUrl}/api/v1/members`, {
      method: 'POST',
      headers: { ...admin.headers, 'content-type': 'application/json', ...headers },
      body,
    });

  test('are refused by name, with the limit that was passed', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const cases: readonly (readonly [string, Response, number, string, number?])[] = [
      ['not JSON', await raw('{"a":'), 400, 'bad_json'],
      ['not an object', await raw('[1]'), 400, 'invalid'],
      ['too deep', await raw(deep), 400, 'too_deep', 32],
      ['too large', await raw(`{"firstName":"${'x'.repeat(1_100_000)}"}`), 413, 'too_large', 1_048_576],
      ['not UTF-8', await raw(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400, 'bad_json'],
      [
        'a form',
        await raw('firstName=x', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
        'unsupported_type',
      ],
      ['compressed', await raw('{}', { 'content-encoding': 'gzip' }), 415, 'unsupported_encoding'],
    ];
    for (const [what, response, status, code, limit] of cases) {
      const error = await errorOf(response);
      expect([what, response.status, error.code, error.limit]).toEqual([what, status, code, limit]);
    }
  });

  test('too many fields, a key that is no uuid, values of every wrong kind', async () => {
    const many = Object.fromEntries(
      Array.from({ length: limits.fieldsPerChange + 1 }, (_, index) => [`f${index}`, 1]),
    );
    expect((await admin.send('POST', '/api/v1/members', many)).status).toBe(400);
    expect(
      (await admin.send('POST', '/api/v1/members', newMember('K'), { 'idempotency-key': 'again' })).status,
    ).toBe(400);
    for (const value of [{}, [], 1, true, '\u0000', 'a\u202eb', '\ud800', { $ne: null }]) {
      const response = await admin.send('POST', '/api/v1/members', { ...newMember('V'), firstName: value });
      expect([JSON.stringify(value), response.status]).toEqual([JSON.stringify(value), 422]);
    }
    for (const id of [1, {}, 'x', '../../etc'])
      expect((await admin.send('POST', '/api/v1/members', { ...newMember('V'), id })).status).toBe(422);
  });

  test('field names that mean something to JavaScript or SQL are only unknown fields', async () => {
    for (const name of [
      '__proto__',
      'constructor',
      'local_id',
      'scopes',
      'version',
      'first_name',
      'deletedAt"; --',
    ]) {
      const body = `{"memberNumber":"P","firstName":"A","lastName":"B","status":"active","classification":"foreman",${JSON.stringify(name)}:1}`;
      const response = await admin.send('POST', '/api/v1/members', body);
      expect([name, response.status]).toEqual([name, 422]);
      expect((await errorOf(response)).fields).toContainEqual({ field: name, problem: 'unknown' });
    }
  });
});

test('every entity answers on both of its names', async () => {
  for (const of of registry.values())
    for (const name of [of.name, pathOf(of)])
      expect([name, (await admin.send('GET', `/api/v1/${name}`)).status]).toEqual([name, 200]);
});
