/** Commands: the refusal first, then the deed, and the same answer however often it is asked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Attendance } from '../../shared/entities/attendance.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Conflict } from '../../shared/entities/conflict.ts';
import { Course } from '../../shared/entities/course.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import { Member } from '../../shared/entities/member.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import { UserRole } from '../../shared/entities/user-role.ts';
import type { Row } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import { newId } from '../support/make-row.ts';

let hall: Hall;
let admin: Person;

beforeAll(async () => {
  hall = await openHall();
  admin = await hall.addPerson(['admin']);
});
afterAll(() => hall.close());

const ask = (person: Person, name: string, input: Record<string, Json>, id = newId()) =>
  hall.door.runCommand(person.seat, { id, name, input }, null);

describe('any command', () => {
  test('is refused to a role that may not ask, and to a name that is none', async () => {
    const staff = await hall.addPerson(['staff']);
    const grant = { userId: staff.userId, roleName: 'admin' };
    expect((await ask(staff, 'grantRole', grant)).refusal).toEqual({ code: 'not_allowed' });
    expect((await ask(admin, 'sellTheHall', {})).refusal).toEqual({
      code: 'unknown_command',
      detail: 'sellTheHall',
    });
  });
  test('names every field of its input that is wrong', async () => {
    const answer = await ask(admin, 'grantRole', { roleName: 'king', startsAt: 'soon', colour: 'red' });
    expect(answer.refusal?.fields).toEqual([
      { field: 'colour', problem: 'unknown' },
      { field: 'userId', problem: 'required' },
      { field: 'roleName', problem: 'not_a_choice' },
      { field: 'startsAt', problem: 'not_a_moment' },
    ]);
  });
  test('leaves an event, and the same id gives the same answer', async () => {
    const person = await hall.addPerson(['member']);
    const id = newId();
    const first = await ask(admin, 'grantRole', { userId: person.userId, roleName: 'staff' }, id);
    const again = await ask(admin, 'grantRole', { userId: person.userId, roleName: 'staff' }, id);
    expect(again).toMatchObject({ outcome: 'repeated', first: 'applied', result: first.result });
    const events = await hall.audit({ changeId: id });
    expect(events.map(({ action, note, userId }) => [action, note, userId])).toEqual([
      ['CREATE', null, admin.userId],
      ['COMMAND', 'grantRole', admin.userId],
    ]);
  });
  test('sent by a device, it stands in line with the changes around it', async () => {
    const person = await hall.addPerson(['member']);
    const tablet = admin.tablet();
    const input = { userId: person.userId, roleName: 'instructor' };
    const { answers, receivedUpTo } = await tablet.push([
      tablet.create(Course, { code: 'CMD-1', name: 'Before' }),
      tablet.change({ entity: 'grantRole', op: 'command', input }),
      tablet.create(Course, { code: 'CMD-2', name: 'After' }),
    ]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(receivedUpTo).toBe(3);
    expect((await person.actor()).grants.map(({ role }) => role).sort()).toEqual(['instructor', 'member']);
  });
});

describe('roles', () => {
  test('a grant for a person who is not here is refused', async () => {
    const answer = await ask(admin, 'grantRole', { userId: newId(), roleName: 'staff' });
    expect(answer.refusal?.fields).toEqual([{ field: 'userId', problem: 'not_found' }]);
  });
  test('a grant that ends before it begins is refused', async () => {
    const person = await hall.addPerson(['member']);
    const answer = await ask(admin, 'grantRole', {
      userId: person.userId,
      roleName: 'staff',
      startsAt: '2027-01-01T00:00:00Z',
      expiresAt: '2026-01-01T00:00:00Z',
    });
    expect(answer.refusal?.fields).toMatchObject([{ field: 'expiresAt', problem: 'rule' }]);
  });
  test('a grant that is held already is refused, also when two grant at once', async () => {
    const person = await hall.addPerson(['member']);
    const all = await Promise.all(
      [1, 2].map(() => ask(admin, 'grantRole', { userId: person.userId, roleName: 'officer' })),
    );
    expect(all.map(({ refusal }) => refusal?.detail ?? 'done').sort()).toEqual(['done', 'holds_already']);
  });
  test('a role that ends gives nothing more, and stays in the history', async () => {
    const person = await hall.addPerson(['member']);
    const granted = await ask(admin, 'grantRole', { userId: person.userId, roleName: 'staff' });
    hall.clock.advance(1000);
    const { userRoleId } = granted.result as { userRoleId: string };
    expect((await ask(admin, 'endRole', { userRoleId })).outcome).toBe('applied');
    const actor = await person.actor();
    expect(actor.pastRoles).toEqual(['staff']);
    const tablet = person.tablet();
    const late = await tablet.send(tablet.create(Course, { code: 'LATE', name: 'Late' }));
    expect(late.refusal?.code).toBe('set_aside');
    expect((await hall.read(SetAside, late.record ?? ''))?.row).toMatchObject({ reason: 'role_ended' });
  });
  test('the last administrator cannot be ended, neither by himself nor by two at once', async () => {
    const other = await openHall();
    try {
      const second = await other.addPerson(['admin']);
      const grants = (await other.all(UserRole)).filter(({ row }) => row['roleName'] === 'admin');
      const firstSeat = {
        ...second.seat,
        userId: String(grants.find(({ row }) => row['userId'] !== second.userId)?.row['userId']),
      };
      other.clock.advance(1000);
      const end = (seat: Person['seat'], row: Row | undefined) =>
        other.door.runCommand(
          seat,
          { id: newId(), name: 'endRole', input: { userRoleId: row?.id ?? '' } },
          null,
        );
      const own = (userId: string) => grants.find(({ row }) => row['userId'] === userId)?.row;
      const both = await Promise.all([
        end(second.seat, own(firstSeat.userId)),
        end(firstSeat, own(second.userId)),
      ]);
      // The other is refused as the last one, or is no administrator any more when it comes to be asked.
      expect(both.filter(({ refusal }) => refusal === undefined)).toHaveLength(1);
      const left = both[0]?.refusal ? firstSeat : second.seat;
      const last = await end(left, own(left.userId));
      expect(last.refusal).toEqual({ code: 'command_refused', detail: 'last_administrator' });
    } finally {
      await other.close();
    }
  });
});

describe('set-aside work', () => {
  async function aside(): Promise<{ readonly id: string; readonly row: string; readonly author: Person }> {
    const enrollment = await hall.make(Enrollment);
    const session = await hall.make(ClassSession, { cohortId: enrollment['cohortId'] ?? null });
    const author = await hall.addPerson(['instructor']);
    const tablet = author.tablet();
    const set = {
      sessionId: session.id,
      studentId: enrollment['studentId'] ?? null,
      status: 'late',
      arrivalTime: '18:12',
    };
    const change = tablet.create(Attendance, set);
    const answer = await tablet.send(change);
    expect(answer.refusal?.code).toBe('set_aside');
    return { id: answer.record ?? '', row: change.row ?? '', author };
  }
  test('its author cannot take it, nor can a stranger', async () => {
    const { id, author } = await aside();
    for (const person of [author, await hall.addPerson(['organizer'])])
      expect((await ask(person, 'decideSetAside', { setAsideId: id, decision: 'take' })).refusal).toEqual({
        code: 'not_allowed',
      });
    expect((await ask(admin, 'decideSetAside', { setAsideId: newId(), decision: 'take' })).refusal).toEqual({
      code: 'not_allowed',
    });
  });
  test('taken, it is applied in the decider’s name and under the command', async () => {
    const { id, row, author } = await aside();
    const staff = await hall.addPerson(['staff']);
    const command = newId();
    const answer = await ask(staff, 'decideSetAside', { setAsideId: id, decision: 'take' }, command);
    expect(answer).toMatchObject({ outcome: 'applied' });
    expect(await hall.read(Attendance, row)).toMatchObject({
      row: { status: 'late', arrivalTime: '18:12' },
      changedBy: staff.userId,
    });
    expect((await hall.read(SetAside, id))?.row).toMatchObject({
      state: 'taken',
      decidedById: staff.userId,
      userId: author.userId,
    });
    expect((await hall.audit({ changeId: command })).map(({ action, entity }) => [action, entity])).toEqual([
      ['CREATE', 'attendance'],
      ['UPDATE', 'setAside'],
      ['COMMAND', null],
    ]);
    const again = await ask(staff, 'decideSetAside', { setAsideId: id, decision: 'discard' });
    expect(again.refusal?.code).toBe('command_refused');
  });
  test('what no longer fits stays open, and nothing is half done', async () => {
    const { id, row } = await aside();
    const [record] = await hall.all(SetAside).then((all) => all.filter((one) => one.row.id === id));
    const change = record?.row['change'] as { set: { studentId: string } };
    const office = admin.tablet();
    await office.send(office.change({ entity: 'student', op: 'delete', row: change.set.studentId }));
    const answer = await ask(admin, 'decideSetAside', { setAsideId: id, decision: 'take' });
    expect(answer.refusal).toEqual({
      code: 'invalid',
      fields: [{ field: 'studentId', problem: 'not_found' }],
    });
    expect((await hall.read(SetAside, id))?.row).toMatchObject({ state: 'open' });
    expect(await hall.read(Attendance, row)).toBeUndefined();
  });
  test('discarded, it is closed and changes nothing', async () => {
    const { id, row } = await aside();
    expect((await ask(admin, 'decideSetAside', { setAsideId: id, decision: 'discard' })).outcome).toBe(
      'applied',
    );
    expect(await hall.read(Attendance, row)).toBeUndefined();
    expect((await hall.read(SetAside, id))?.row).toMatchObject({ state: 'discarded' });
  });
});

describe('conflicts', () => {
  async function dispute(field: 'lastName' | 'status' | 'dateOfBirth', mine: string, theirs: string) {
    const member = await hall.make(Member, {
      [field]: field === 'status' ? 'active' : field === 'dateOfBirth' ? '1990-01-01' : 'Base',
    });
    const [first, second] = [await hall.addPerson(['staff']), await hall.addPerson(['staff'])];
    const [one, two] = [first.tablet(), second.tablet()];
    await one.send(one.update(Member, member.id, { [field]: theirs }, { [field]: member[field] ?? null }));
    const answer = await two.send(
      two.update(Member, member.id, { [field]: mine }, { [field]: member[field] ?? null }),
    );
    return { id: answer.record ?? '', member, first, second };
  }
  test('strangers cannot choose', async () => {
    const { id } = await dispute('lastName', 'Mine', 'Theirs');
    const organizer = await hall.addPerson(['organizer']);
    expect((await ask(organizer, 'resolveConflict', { conflictId: id, choose: 'mine' })).refusal).toEqual({
      code: 'not_allowed',
    });
  });
  test('the held-back change is applied when it is chosen, by whom it may be', async () => {
    const { id, member, first } = await dispute('lastName', 'Mine', 'Theirs');
    expect((await ask(first, 'resolveConflict', { conflictId: id, choose: 'mine' })).outcome).toBe('applied');
    expect((await hall.read(Member, member.id))?.row).toMatchObject({ lastName: 'Mine' });
    expect((await hall.read(Conflict, id))?.row).toMatchObject({ state: 'mine', resolvedById: first.userId });
    expect((await ask(first, 'resolveConflict', { conflictId: id, choose: 'theirs' })).refusal).toEqual({
      code: 'command_refused',
      detail: 'already_decided',
    });
  });
  test('choosing what stands changes nothing', async () => {
    const { id, member, second } = await dispute('lastName', 'Mine', 'Theirs');
    await ask(second, 'resolveConflict', { conflictId: id, choose: 'theirs' });
    expect((await hall.read(Member, member.id))?.row).toMatchObject({ lastName: 'Theirs', version: 2 });
  });
  test('a birth date that no record may hold is still what was held back', async () => {
    const { id, member } = await dispute('dateOfBirth', '1991-02-02', '1992-03-03');
    expect((await ask(admin, 'resolveConflict', { conflictId: id, choose: 'mine' })).outcome).toBe('applied');
    expect((await hall.read(Member, member.id))?.row).toMatchObject({ dateOfBirth: '1991-02-02' });
  });
  test('the member who asked for something that the office decides cannot grant it himself', async () => {
    const enrollment = await hall.make(Enrollment);
    const { id } = await dispute('status', 'retired', 'suspended');
    expect(enrollment.id).toBeDefined();
    const conflict = await hall.read(Conflict, id);
    const author = conflict?.row['userId'];
    await hall.behind`update user_roles set role_name = 'organizer' where user_id = ${String(author)}`;
    const seat = { ...admin.seat, userId: String(author) };
    const answer = await hall.door.runCommand(
      seat,
      { id: newId(), name: 'resolveConflict', input: { conflictId: id, choose: 'mine' } },
      null,
    );
    expect(answer.refusal).toEqual({ code: 'not_allowed' });
  });
});

test('a refusal is closed by its author, once, also from an outbox', async () => {
  const author = await hall.addPerson(['staff']);
  const tablet = author.tablet();
  const refused = await tablet.send(tablet.create(Course, { code: 'REF' }));
  const stranger = await hall.addPerson(['organizer']);
  const input = { refusalId: refused.record ?? '', as: 'corrected' };
  expect((await ask(stranger, 'closeRefusal', input)).refusal).toEqual({ code: 'not_allowed' });
  const { answers } = await tablet.push([
    tablet.change({ entity: 'closeRefusal', op: 'command', input }),
    tablet.change({ entity: 'closeRefusal', op: 'command', input: { ...input, as: 'discarded' } }),
  ]);
  expect(answers.map(({ outcome, result }) => [outcome, result])).toEqual([
    ['applied', { state: 'corrected' }],
    ['applied', { state: 'corrected' }],
  ]);
  expect((await hall.read(RefusalEntity, refused.record ?? ''))?.row).toMatchObject({ state: 'corrected' });
});
