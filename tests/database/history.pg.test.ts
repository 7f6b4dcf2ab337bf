/** The history of a row tells who, what, when and from where; sensitive values only to whom they are for. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { HistoryRequest } from '../../server/audit/history.ts';
import { historyOf } from '../../server/audit/history.ts';
import { recordEvents } from '../../server/audit/record.ts';
import { inLocal } from '../../server/database/connection.ts';
import { entityNamed, insertRecords, insertRow, recordOf } from '../support/insert-row.ts';
import { makeRow } from '../support/make-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall } from '../support/test-hall.ts';

const Member = entityNamed(registry, 'member');
const UserRole = entityNamed(registry, 'userRole');
let hall: TestHall;
let userId = '';
let deviceId = '';
const member = makeRow(Member, { phone: '555 0100', lastName: 'Ruiz' });

beforeAll(async () => {
  hall = await openTestHall();
  await hall.inside(async (sql) => {
    userId = (
      await insertRow(sql, registry, entityNamed(registry, 'user'), hall.localId, {
        firstName: 'Ana',
        lastName: 'Soto',
      })
    ).id;
    deviceId = (
      await insertRow(sql, registry, entityNamed(registry, 'device'), hall.localId, {
        userId,
        label: 'Classroom tablet',
      })
    ).id;
  });
  const by = { userId, deviceId };
  await hall.inside((sql) => insertRecords(sql, Member, [recordOf(Member, member, hall.localId)]), by);
  await hall.inside(
    (sql) => sql`
      update members set phone = '555 0111', last_name = 'Ruiz Soto', version = 2, changed_at = '2026-03-01T09:00:00.250Z' where id = ${member.id}`,
    by,
  );
  await hall.inside((sql) =>
    recordEvents(sql, [
      { action: 'REFUSED', entity: 'member', rowId: member.id, after: { phone: '1' }, note: 'not_allowed' },
    ]),
  );
});
afterAll(() => hall.close());

const read = (more: Partial<HistoryRequest> = {}) =>
  hall.inside((sql) => historyOf(sql, { entity: Member, rowId: member.id, ...more }));

test('newest first, with names, device and both clocks', async () => {
  const entries = await read();
  expect(entries.map(({ action }) => action)).toEqual(['REFUSED', 'UPDATE', 'CREATE']);
  expect(entries[1]).toMatchObject({
    at: '2026-03-01T09:00:00.250Z',
    recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    user: { id: userId, name: 'Ana Soto' },
    device: { id: deviceId, label: 'Classroom tablet' },
  });
  expect(entries[0]).toMatchObject({ user: null, device: null, note: 'not_allowed' });
});

test('sensitive values are hidden unless asked for', async () => {
  const plain = { field: 'lastName', before: 'Ruiz', after: 'Ruiz Soto', hidden: false, erased: false };
  const [, hidden] = await read();
  expect(hidden?.fields).toEqual(
    expect.arrayContaining([
      plain,
      { field: 'phone', before: null, after: null, hidden: true, erased: false },
    ]),
  );
  const [, open] = await read({ withSensitive: true });
  expect(open?.fields).toEqual(
    expect.arrayContaining([
      plain,
      { field: 'phone', before: '555 0100', after: '555 0111', hidden: false, erased: false },
    ]),
  );
  expect(JSON.stringify(await read())).not.toMatch(/555|digest/);
});

test('a redacted field is not even named', async () => {
  const entries = await read({ withSensitive: true, redact: (field) => field === 'phone' });
  expect(JSON.stringify(entries)).not.toMatch(/phone|555/);
  expect(entries[1]?.fields.map(({ field }) => field)).toEqual(['lastName']);
});

test('pages by the last entry seen', async () => {
  const [newest] = await read({ limit: 1 });
  const older = await read({ olderThan: newest?.id ?? 0 });
  expect(older.map(({ action }) => action)).toEqual(['UPDATE', 'CREATE']);
});

test('moments come in the shape of the house', async () => {
  const row = await hall.inside((sql) =>
    insertRow(sql, registry, UserRole, hall.localId, { startsAt: '2026-03-01T00:00:00.000Z' }),
  );
  const [entry] = await hall.inside((sql) => historyOf(sql, { entity: UserRole, rowId: row.id }));
  expect(entry?.fields.find(({ field }) => field === 'startsAt')?.after).toBe('2026-03-01T00:00:00.000Z');
});

test('another local reads nothing', async () => {
  const entries = await inLocal(hall.app, { localId: userId }, (sql) =>
    historyOf(sql, { entity: Member, rowId: member.id }),
  );
  expect(entries).toEqual([]);
});

test('an erased value says so', async () => {
  await inLocal(
    hall.behind,
    { localId: hall.localId },
    (sql) => sql`select audit.erase_value('member', ${member.id}, 'phone', 'By law')`,
  );
  const entries = await read({ withSensitive: true });
  expect(entries.find(({ action }) => action === 'UPDATE')?.fields).toContainEqual({
    field: 'phone',
    before: null,
    after: null,
    hidden: true,
    erased: true,
  });
  expect(JSON.stringify(entries)).not.toMatch(/555/);
});
