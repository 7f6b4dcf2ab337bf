/** What an administrator can do to one device from afar: make it fetch everything again, and end its session. No work is lost by it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../shared/access/roles.ts';
import { roles } from '../../shared/access/roles.ts';
import type { Row } from '../../shared/entity/entity.ts';
import { localHeader, protocolVersion } from '../../shared/sync/protocol.ts';
import { openSession } from '../../server/access/open-session.ts';
import { createPerson } from '../../server/commands/create-local.ts';
import { inLocal } from '../../server/database/connection.ts';
import { listenTo } from '../support/live-client.ts';
import { newId } from '../support/make-row.ts';
import { heldBy, oracleFor, plain } from '../support/oracle.ts';
import type { Person, Rig } from '../support/people.ts';
import { castOf, openRig } from '../support/people.ts';
import { populate } from '../support/populate.ts';
import { collectPull, Replica } from '../support/pull-client.ts';

let rig: Rig;
let cast: ReadonlyMap<Role, Person>;
let stranger: Person;
const by = (role: Role): Person => cast.get(role) as Person;

beforeAll(async () => {
  rig = await openRig();
  cast = await castOf(rig, roles);
  await populate(rig, { teacher: by('instructor'), learner: by('member') });
  stranger = await rig.join({ roles: ['admin'] }, await rig.makeLocal());
});
afterAll(() => rig.close());

interface Told {
  readonly status: number;
  readonly body: {
    result?: Record<string, string>;
    error?: { code: string; refusal?: unknown; reason?: string };
  };
}

async function command(person: Person, name: string, deviceId: string): Promise<Told> {
  const response = await person.send('POST', `/api/v1/commands/${name}`, { deviceId });
  return { status: response.status, body: (await response.json()) as Told['body'] };
}

const deviceOf = async (person: Person): Promise<Row> => {
  const response = await by('admin').send('GET', `/api/v1/devices/${person.device.id}`);
  return ((await response.json()) as { row: Row }).row;
};

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code;

const push = (person: Person, changes: readonly object[], headers = {}): Promise<Response> =>
  person.send(
    'POST',
    '/api/sync/push',
    { protocol: protocolVersion, epoch: null, device: { ...person.device, unsent: changes.length }, changes },
    headers,
  );

const newCourse = (code: string) => ({
  id: newId(),
  sequence: 1,
  entity: 'course',
  row: newId(),
  op: 'create',
  set: { code, name: code },
  at: new Date().toISOString(),
});

describe.each(['endSession', 'forceResync'])('%s', (name) => {
  test.each(roles.filter((role) => role !== 'admin'))('is not for %s', async (role) => {
    await by('staff').pull();
    expect(await command(by(role), name, by('staff').device.id)).toMatchObject({ status: 403 });
    expect((await by('staff').rawPull()).status).toBe(200);
    expect(await deviceOf(by('staff'))).toMatchObject({ endedAt: null, resyncAskedAt: null });
  });

  test('finds no device of another local, and none that is not there, in the same words', async () => {
    await stranger.pull();
    const [theirs, nowhere] = [
      await command(by('admin'), name, stranger.device.id),
      await command(by('admin'), name, newId()),
    ];
    expect(theirs.status).toBe(422);
    expect(JSON.stringify(theirs.body)).toContain('not_found');
    expect(theirs).toEqual(nowhere);
    expect((await stranger.rawPull()).status).toBe(200);
  });

  test.each([
    { deviceId: "x' or 1=1" },
    { deviceId: null },
    {},
    { deviceId: ['a'] },
    { deviceId: newId(), all: true },
  ])('refuses %j', async (input) => {
    expect((await by('admin').send('POST', `/api/v1/commands/${name}`, input)).status).toBe(422);
  });
});

describe('the session of a device', () => {
  test('ends at once: its stream, its next request, its refresh; what it then sends is taken after signing in again', async () => {
    const person = await rig.join({ roles: ['staff'] });
    await person.pull();
    const live = await listenTo(person);
    await live.next();
    const ended = await command(by('admin'), 'endSession', person.device.id);
    expect(ended).toMatchObject({ status: 200, body: { result: { userId: person.userId } } });
    let heard = await live.next();
    while (heard?.event === 'poke') heard = await live.next();
    expect(heard).toEqual({ event: 'end', reason: 'session_ended' });
    const work = newCourse('KEPT-1');
    const refused = await push(person, [work]);
    expect([refused.status, await codeOf(refused)]).toEqual([401, 'session_ended']);
    expect(await deviceOf(person)).toMatchObject({ endedAt: ended.body.result?.['endedAt'] });
    const [family] = await rig.hall.behind<{ revoked: boolean; reason: string }[]>`
      select f.revoked_at is not null as revoked, s.end_reason as reason
      from identity.refresh_family f join identity.session s on s.id = f.session_id where s.id = ${person.sessionId}`;
    expect(family).toEqual({ revoked: true, reason: 'ended_by_office' });

    const again = await openSession(rig.access, {
      accountId: person.accountId,
      deviceId: null,
      deviceLabel: null,
      userAgentLabel: 'test',
    });
    const taken = await push(person, [work], { authorization: `Bearer ${again.access}` });
    expect(await taken.json()).toMatchObject({ answers: [{ id: work.id, outcome: 'applied' }] });
    expect(await deviceOf(person)).toMatchObject({ endedAt: null });
    expect(await command(by('admin'), 'endSession', person.device.id)).toMatchObject({ status: 200 });
  });

  test('leaves who and whom in the log', async () => {
    const person = await rig.join({ roles: ['organizer'] });
    await person.pull();
    await command(by('admin'), 'endSession', person.device.id);
    const log = await rig.hall.behind<{ action: string; userId: string; text: string }[]>`
      select action, user_id as "userId", after::text as text from audit.log
      where local_id = ${rig.localId} and user_id = ${by('admin').userId}
      order by id desc limit 2`;
    expect(log.map(({ action }) => action)).toEqual(['COMMAND', 'UPDATE']);
    expect(log[0]?.text).toContain(person.device.id);
    expect(log[0]?.text).toContain(person.userId);
    expect(log[1]?.text).toContain('endedAt');
  });

  test('another device of the same person goes on, and so does who claimed the same device', async () => {
    const person = await rig.join({ roles: ['staff'] });
    await person.pull();
    const second = await openSession(rig.access, {
      accountId: person.accountId,
      deviceId: null,
      deviceLabel: null,
      userAgentLabel: 'test',
    });
    const onSecond = { authorization: `Bearer ${second.access}` };
    const elsewhere = { ...person.device, id: newId() };
    const pullOn = (headers: Record<string, string>, device: object) =>
      person.send(
        'POST',
        '/api/sync/pull',
        { protocol: protocolVersion, epoch: null, device, cursors: {}, views: {} },
        headers,
      );
    expect((await pullOn(onSecond, elsewhere)).status).toBe(200);
    // Somebody else says that the device is his: his own session is nobody's business.
    await by('organizer').rawPull({ device: { ...person.device } });
    expect(await command(by('admin'), 'endSession', person.device.id)).toMatchObject({ status: 200 });
    expect((await person.rawPull()).status).toBe(401);
    expect((await pullOn(onSecond, elsewhere)).status).toBe(200);
    expect((await by('organizer').rawPull()).status).toBe(200);
    expect(await command(by('admin'), 'endSession', person.device.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'command_refused', detail: 'no_session' } },
    });
  });

  test('a session that reaches into two locals ends as a whole, from either; only by whose local the seat is', async () => {
    const person = await rig.join({ roles: ['staff'] });
    const email = `${newId()}@hall.example`;
    await inLocal(rig.hall.app, { localId: stranger.localId }, (tx) =>
      createPerson(
        tx,
        stranger.localId,
        { firstName: 'Rosa', lastName: 'Quintero', email, accountId: person.accountId, roles: ['staff'] },
        Date.now() - 1000,
      ),
    );
    const there = { [localHeader]: stranger.localId };
    await person.pull();
    const pullThere = () =>
      person.send(
        'POST',
        '/api/sync/pull',
        {
          protocol: protocolVersion,
          epoch: null,
          device: { ...person.device, id: newId() },
          cursors: {},
          views: {},
        },
        there,
      );
    rig.access.sessions.forgetSeats(person.accountId);
    expect((await pullThere()).status).toBe(200);
    expect(await command(stranger, 'endSession', person.device.id)).toMatchObject({ status: 422 });
    expect((await person.rawPull()).status).toBe(200);
    expect(await command(by('admin'), 'endSession', person.device.id)).toMatchObject({ status: 200 });
    expect((await person.rawPull()).status).toBe(401);
    expect((await pullThere()).status).toBe(401);
  });

  test('nobody ends their own: they sign out', async () => {
    await by('admin').pull();
    const one = {
      id: newId(),
      sequence: 1,
      entity: 'endSession',
      row: null,
      op: 'command',
      input: { deviceId: by('admin').device.id },
      at: new Date().toISOString(),
    };
    expect(await (await push(by('admin'), [one])).json()).toMatchObject({
      answers: [{ outcome: 'refused', refusal: { code: 'command_refused', detail: 'own_session' } }],
    });
    expect((await by('admin').rawPull()).status).toBe(200);
  });
});

describe('a device that is to fetch everything again', () => {
  test('gets all of it at its next contact, and it is done when the device says that it has it', async () => {
    const person = await rig.join({ roles: ['staff'] });
    const replica = new Replica();
    await replica.catchUp(person);
    const before = replica.downloaded;
    expect(await command(by('admin'), 'forceResync', person.device.id)).toMatchObject({ status: 200 });
    expect(await deviceOf(person)).toMatchObject({ resyncDoneAt: null });
    // What the office suspects: rows that are gone without anybody having noticed.
    replica.of('member').clear();
    const pulled = await person.pull(replica.request);
    expect([...pulled.begin.replaces].sort()).toEqual(Object.keys(replica.views).sort());
    expect(pulled.end?.more).toBe(true);
    expect((await deviceOf(person))['resyncDoneAt']).toBeNull();
    replica.take(pulled);
    expect(replica.downloaded).toBeGreaterThanOrEqual(2 * before - 1);
    expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, person)));

    const next = await person.pull(replica.request);
    expect(next.begin.replaces).toEqual([]);
    const { resyncAskedAt, resyncDoneAt } = await deviceOf(person);
    expect(String(resyncDoneAt) > String(resyncAskedAt)).toBe(true);
    replica.take(next);
    await replica.catchUp(person);
    // Once is once: from now on only news.
    expect((await person.pull(replica.request)).pages).toEqual([]);
    expect((await deviceOf(person))['resyncDoneAt']).toBe(resyncDoneAt);
  });

  test('a download that is cut is not taken for done, and goes on', async () => {
    const person = await rig.join({ roles: ['staff'] });
    const replica = new Replica();
    await replica.catchUp(person);
    await command(by('admin'), 'forceResync', person.device.id);
    const broken = await collectPull(await person.rawPull(replica.request), 4);
    expect(broken.end).toBeUndefined();
    const whole = broken.pages.filter(({ header }) => !header.more).map(({ header }) => header.entity);
    const views = { ...replica.views };
    for (const entity of whole) views[entity] = broken.begin.views[entity] ?? '';
    const rest = await person.pull({ ...replica.request, views });
    expect((await deviceOf(person))['resyncDoneAt']).toBeNull();
    expect(rest.begin.replaces.length).toBeGreaterThan(0);
    for (const entity of whole) expect(rest.begin.replaces).not.toContain(entity);
    await person.pull({ ...replica.request, views: rest.begin.views });
    expect((await deviceOf(person))['resyncDoneAt']).not.toBeNull();
  });

  test('asked again, it is to be done again', async () => {
    const person = await rig.join({ roles: ['staff'] });
    const replica = new Replica();
    await replica.catchUp(person);
    for (let turn = 0; turn < 2; turn += 1) {
      await command(by('admin'), 'forceResync', person.device.id);
      expect((await person.pull(replica.request)).begin.replaces.length).toBeGreaterThan(3);
      await replica.catchUp(person);
      expect((await deviceOf(person))['resyncDoneAt']).not.toBeNull();
    }
  });

  test('another device of the same person is left alone, and its unsent work is not asked for', async () => {
    const person = await rig.join({ roles: ['staff'] });
    const [mine, other] = [new Replica(), { ...person.device, id: newId() }];
    await mine.catchUp(person);
    await command(by('admin'), 'forceResync', person.device.id);
    const pulled = await person.pull({ ...mine.request, device: other });
    expect(pulled.begin.replaces).toEqual([]);
    const work = newCourse('KEPT-2');
    expect(await (await push(person, [work])).json()).toMatchObject({ answers: [{ outcome: 'applied' }] });
    await mine.catchUp(person);
    expect(mine.of('course').get(work.row)).toMatchObject({ code: 'KEPT-2' });
  });
});
