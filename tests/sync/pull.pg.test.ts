/** A pull brings what a person may see, all of it and nothing else. The oracle asks the policy row by row. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import { protocolHeader } from '../../shared/sync/protocol.ts';
import { heldBy, oracleFor, plain } from '../support/oracle.ts';
import type { Person, Rig } from '../support/people.ts';
import { castOf, openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';
import { Replica } from '../support/pull-client.ts';

let rig: Rig;
let cast: ReadonlyMap<Role, Person>;
let hall: Population;
const person = (role: Role): Person => {
  const found = cast.get(role);
  if (!found) throw new Error(`Nobody is ${role}.`);
  return found;
};

beforeAll(async () => {
  rig = await openRig();
  cast = await castOf(rig, roles);
  hall = await populate(rig, { teacher: cast.get('instructor'), learner: cast.get('member') });
  await populate(rig, {}, await rig.makeLocal());
});
afterAll(() => rig.close());

async function expectInStep(replica: Replica, who: Person): Promise<void> {
  await replica.catchUp(who);
  expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, who)));
}

describe('a first download', () => {
  test.each(roles)('gives the %s exactly what the policy gives', async (role) => {
    const replica = new Replica();
    await expectInStep(replica, person(role));
    expect(replica.rows.size).toBeGreaterThan(2);
  });

  test('promises as many rows as it brings, and says so on every page', async () => {
    const pulled = await person('admin').pull();
    const brought = pulled.pages.reduce((sum, page) => sum + page.rows.length, 0);
    expect(pulled.begin.promised).toBe(brought);
    expect(pulled.pages.at(-1)?.header.done).toBe(brought);
    expect(pulled.begin.replaces).toEqual(Object.keys(pulled.begin.views));
    expect(pulled.end?.more).toBe(true);
  });

  test('a person without any role gets nothing and holds nothing', async () => {
    const nobody = await rig.join({ roles: [{ role: 'staff', expiresAt: '2026-02-01T00:00:00Z' }] });
    const pulled = await nobody.pull();
    expect(pulled.begin.holdings).toEqual({});
    expect(pulled.begin.views).toEqual({});
    expect(pulled.pages).toEqual([]);
    expect(pulled.end).toMatchObject({ cursors: {}, more: false });
  });

  test('every answer says which protocol it speaks, refusals too', async () => {
    expect((await person('admin').rawPull()).headers.get(protocolHeader)).toBe('1');
    const broken = await person('admin').send('POST', '/api/sync/pull', {});
    expect(broken.status).toBe(400);
    expect(broken.headers.get(protocolHeader)).toBe('1');
  });

  test('an app too old to understand the answer is told so', async () => {
    const answer = await person('admin').rawPull({ protocol: -1 });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: { code: 'app_too_old', minimum: 0 } });
  });
});

describe('changes since', () => {
  test('an edit, a new row and a removed one arrive; nothing else does', async () => {
    const staff = person('staff');
    const replica = new Replica();
    await replica.catchUp(staff);
    const [kept, gone] = hall.members.slice(4);
    await rig.inside(async (tx) => {
      await tx`update members set city = 'Kent', version = version + 1 where id = ${kept?.id ?? ''}`;
      await tx`update members set deleted_at = now(), version = version + 1 where id = ${gone?.id ?? ''}`;
    });
    const pulled = await staff.pull(replica.request);
    expect(pulled.pages).toEqual([]);
    expect(pulled.delta?.puts['member']).toMatchObject([{ id: kept?.id, city: 'Kent', version: 2 }]);
    expect(pulled.delta?.exits).toEqual([['member', gone?.id]]);
    replica.take(pulled);
    await expectInStep(replica, staff);
  });

  test('a row that leaves one scope and lies in another stays', async () => {
    const both = await rig.join({ roles: ['staff', 'instructor'] });
    const replica = new Replica();
    await replica.catchUp(both);
    const student = hall.students[3];
    await rig.inside(
      (tx) => tx`update students set cohort_ids = array[${hall.cohorts[0].id}]::uuid[], version = version + 1,
                 scopes = array['training', ${`cohort:${hall.cohorts[0].id}`}] where id = ${student?.id ?? ''}`,
    );
    const pulled = await both.pull(replica.request);
    expect(pulled.delta?.exits).toEqual([]);
    expect(pulled.delta?.puts['student']).toMatchObject([{ id: student?.id }]);
    const teacher = new Replica();
    await expectInStep(teacher, person('instructor'));
    expect(teacher.of('student').has(student?.id ?? '')).toBe(true);
  });

  test('what happens while pages are on their way is made good by the replay', async () => {
    const admin = person('admin');
    const replica = new Replica();
    const writing = (async () => {
      for (let turn = 0; turn < 30; turn += 1)
        await rig.inside(
          (tx) =>
            tx`update members set city = ${`Town ${turn}`}, version = version + 1 where deleted_at is null`,
        );
    })();
    for (let turn = 0; turn < 5; turn += 1) replica.take(await admin.pull(replica.request));
    await writing;
    await expectInStep(replica, admin);
    const late = new Replica();
    await expectInStep(late, admin);
  });
});

describe('cursors that cannot be', () => {
  test('one ahead of the server brings everything anew', async () => {
    const admin = person('admin');
    const replica = new Replica();
    await replica.catchUp(admin);
    replica.cursors = { ...replica.cursors, roster: 1_000_000 };
    const pulled = await admin.pull(replica.request);
    expect(pulled.begin.replaces).toEqual(Object.keys(pulled.begin.views));
    replica.take(pulled);
    await expectInStep(replica, admin);
  });

  test('of another epoch they count for nothing', async () => {
    const staff = person('staff');
    const replica = new Replica();
    await replica.catchUp(staff);
    replica.epoch = '0190aaaa-0000-7000-8000-000000000000';
    const pulled = await staff.pull(replica.request);
    expect(pulled.begin.replaces.length).toBeGreaterThan(5);
    expect(pulled.begin.epoch).not.toBe(replica.epoch);
  });

  test('of scopes that are another person’s they open nothing', async () => {
    const member = person('member');
    const cursors = { roster: 0, training: 0, [`user:${person('admin').userId}`]: 0, local: 0 };
    const pulled = await member.pull({ epoch: (await member.pull()).begin.epoch, cursors, views: {} });
    expect(Object.keys(pulled.begin.holdings)).not.toContain('roster');
    expect(pulled.end?.cursors).not.toHaveProperty('roster');
    const own = await oracleFor(rig, member);
    const sent = [
      ...pulled.pages.flatMap((page) => page.rows),
      ...Object.values(pulled.delta?.puts ?? {}).flat(),
    ];
    const known = new Set([...own.values()].flatMap((rows) => [...rows.keys()]));
    expect(sent.filter((row) => !known.has(row.id))).toEqual([]);
  });
});
