/** Correcting with a reason: what is closed to ordinary edits, by whom it may, through the same door, and told in the history. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../shared/access/roles.ts';
import { MemberEmployment } from '../../shared/entities/member-employment.ts';
import { MemberNote } from '../../shared/entities/member-note.ts';
import { Member } from '../../shared/entities/member.ts';
import { Organization } from '../../shared/entities/organization.ts';
import { SaltingActivity } from '../../shared/entities/salting-activity.ts';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import { newId } from '../support/make-row.ts';

let hall: Hall;
const people = new Map<Role, Person>();
const by = (role: Role): Person => people.get(role) as Person;

beforeAll(async () => {
  hall = await openHall();
  for (const role of ['admin', 'officer', 'staff', 'organizer', 'instructor', 'member'] as const)
    people.set(role, await hall.addPerson([role]));
});
afterAll(() => hall.close());

const reason = 'The card was counted twice.';
const ask = (person: Person, input: Record<string, Json>, id = newId()) =>
  hall.door.runCommand(person.seat, { id, name: 'correctRecord', input }, null);
const correct = (person: Person, of: Entity, row: Row, set: Values, more: Record<string, Json> = {}) => {
  const base = Object.fromEntries(Object.keys(set).map((name) => [name, row[name] ?? null]));
  return ask(person, { entity: of.name, row: row.id, set, base, reason, ...more });
};

async function visit(values: Values = {}): Promise<Row> {
  const organization = await hall.make(Organization);
  const tablet = by('organizer').tablet();
  const set = {
    organizationId: organization.id,
    activityType: 'site_visit',
    activityDate: '2026-11-02',
    workersContacted: 5,
    cardsSigned: 4,
    ...values,
  };
  const answer = await tablet.send(tablet.create(SaltingActivity, set));
  if (!answer.row) throw new Error(JSON.stringify(answer));
  return answer.row;
}

const endedJob = (): Promise<Row> =>
  hall.make(MemberEmployment, { startDate: '2020-01-01', endDate: '2021-01-01', hourlyRate: 4_000 });

describe('who', () => {
  test.each<[Role, boolean, boolean]>([
    ['admin', true, true],
    ['officer', true, true],
    ['staff', false, true],
    ['organizer', false, false],
    ['instructor', false, false],
    ['member', false, false],
  ])('%s: a visit %s, an ended job %s', async (role, visits, jobs) => {
    const [seen, job] = [await visit(), await endedJob()];
    const [one, two] = [
      await correct(by(role), SaltingActivity, seen, { cardsSigned: 3 }),
      await correct(by(role), MemberEmployment, job, { endDate: '2021-02-01' }),
    ];
    expect(one.refusal?.code ?? one.outcome).toBe(visits ? 'applied' : 'not_allowed');
    expect(two.refusal?.code ?? two.outcome).toBe(jobs ? 'applied' : 'not_allowed');
    expect((await hall.read(SaltingActivity, seen.id))?.row['cardsSigned']).toBe(visits ? 3 : 4);
    expect((await hall.read(MemberEmployment, job.id))?.row['endDate']).toBe(
      jobs ? '2021-02-01' : '2021-01-01',
    );
  });

  test('not by an ordinary edit: a visit stays its author’s', async () => {
    const row = await visit();
    const office = by('officer').tablet();
    const answer = await office.send(
      office.update(SaltingActivity, row.id, { cardsSigned: 3 }, { cardsSigned: 4 }),
    );
    expect(answer.outcome).toBe('refused');
    expect((await hall.read(SaltingActivity, row.id))?.row['cardsSigned']).toBe(4);
  });

  test('nobody corrects a note, and a row that is not there sounds like one out of reach', async () => {
    const note = await hall.make(MemberNote, { noteText: 'As it was said.', visibility: 'all_authorized' });
    const [there, nowhere] = [
      await correct(by('admin'), MemberNote, note, { noteText: 'Otherwise' }),
      await correct(by('staff'), SaltingActivity, { id: newId(), version: 1 }, { cardsSigned: 3 }),
    ];
    expect(there.refusal).toEqual({ code: 'not_allowed' });
    expect(nowhere.refusal).toEqual({ code: 'not_allowed' });
  });

  test('another local’s record is not there', async () => {
    const elsewhere = await openHall();
    try {
      const job = await elsewhere.make(MemberEmployment, { endDate: '2021-01-01', startDate: '2020-01-01' });
      expect((await correct(by('admin'), MemberEmployment, job, { jobTitle: 'Mine' })).refusal).toEqual({
        code: 'not_allowed',
      });
    } finally {
      await elsewhere.close();
    }
  });
});

describe('the trace', () => {
  test('the reason stands on the row of the log that the correction makes, and on no other', async () => {
    const row = await visit();
    const answer = await correct(by('officer'), SaltingActivity, row, { cardsSigned: 3 });
    const log = await hall.audit({ rowId: row.id });
    expect(log.map(({ action, note, userId }) => [action, note, userId])).toEqual([
      ['CREATE', null, by('organizer').userId],
      ['UPDATE', reason, by('officer').userId],
    ]);
    expect(log[1]?.changedFields).toEqual(['cardsSigned']);
    expect((await hall.audit({ changeId: answer.id })).map(({ action, note }) => [action, note])).toEqual([
      ['UPDATE', reason],
      ['COMMAND', 'correctRecord'],
    ]);
    const own = by('organizer').tablet();
    await own.send(own.update(SaltingActivity, row.id, { notes: 'Later' }, { notes: null }));
    expect((await hall.audit({ rowId: row.id })).at(-1)).toMatchObject({ action: 'UPDATE', note: null });
  });

  test('the event of the command tells no value, because it is not digested', async () => {
    const job = await endedJob();
    const answer = await correct(by('staff'), MemberEmployment, job, { hourlyRate: 4_321 });
    const log = await hall.audit({ changeId: answer.id });
    expect(log.map(({ action }) => action)).toEqual(['UPDATE', 'COMMAND']);
    expect(JSON.stringify(log)).not.toContain('4321');
    expect(JSON.stringify(log)).not.toContain('4000');
    expect(log[1]?.after?.['input']).toEqual({ entity: 'memberEmployment', row: job.id, reason });
  });

  test('asked twice under one id, it is done once', async () => {
    const row = await visit();
    const id = newId();
    const input = {
      entity: 'saltingActivity',
      row: row.id,
      set: { notes: 'x' },
      base: { notes: null },
      reason,
    };
    expect((await ask(by('officer'), input, id)).outcome).toBe('applied');
    expect(await ask(by('officer'), input, id)).toMatchObject({ outcome: 'repeated', first: 'applied' });
    expect((await hall.read(SaltingActivity, row.id))?.row.version).toBe(2);
  });
});

describe('the same door', () => {
  test('the rules of the row hold, and name the field', async () => {
    const answer = await correct(by('officer'), SaltingActivity, await visit(), { cardsSigned: 9 });
    expect(answer.refusal).toMatchObject({
      code: 'invalid',
      fields: [{ field: 'cardsSigned', problem: 'rule' }],
    });
  });
  test('what the server keeps stays so, and what is not a field is named', async () => {
    const row = await visit();
    const set = { organizerId: by('officer').userId, organizationName: 'Mine', colour: 'red' };
    const answer = await correct(by('admin'), SaltingActivity, row, set);
    expect(answer.refusal?.fields).toEqual([
      { field: 'organizerId', problem: 'set_by_server' },
      { field: 'organizationName', problem: 'set_by_server' },
      { field: 'colour', problem: 'unknown' },
    ]);
  });
  test('copies follow what was corrected, and an end that is taken back brings the job to the devices', async () => {
    const [row, other] = [await visit(), await hall.make(Organization, { name: 'Meridian Electric' })];
    await correct(by('officer'), SaltingActivity, row, { organizationId: other.id });
    expect((await hall.read(SaltingActivity, row.id))?.row).toMatchObject({
      organizationName: 'Meridian Electric',
    });
    const job = await endedJob();
    await correct(by('staff'), MemberEmployment, job, { startDate: '2020-01-01', endDate: null });
    expect((await hall.read(MemberEmployment, job.id))?.scopes).toContain('roster');
  });
  test('another’s change in between is told, and nothing is overwritten; elsewhere in the row it is no matter', async () => {
    const row = await visit();
    const own = by('organizer').tablet();
    await own.send(own.update(SaltingActivity, row.id, { notes: 'Theirs' }, { notes: null }));
    expect((await correct(by('officer'), SaltingActivity, row, { notes: 'Mine' })).refusal).toEqual({
      code: 'command_refused',
      detail: 'changed_meanwhile',
    });
    expect((await correct(by('officer'), SaltingActivity, row, { location: 'Gate 3' })).outcome).toBe(
      'applied',
    );
    expect((await hall.read(SaltingActivity, row.id))?.row).toMatchObject({
      notes: 'Theirs',
      location: 'Gate 3',
    });
  });
  test('what was guessed to stand there is told to nobody who may not read it', async () => {
    const row = await visit({ notes: 'Secret' });
    for (const notes of ['Secret', 'A guess'])
      expect(
        (
          await ask(by('staff'), {
            entity: 'saltingActivity',
            row: row.id,
            set: { notes: 'x' },
            base: { notes },
            reason,
          })
        ).refusal,
      ).toEqual({ code: 'not_allowed' });
  });
  test('a removed record is not corrected', async () => {
    const member = await hall.make(Member);
    const office = by('officer').tablet();
    await office.send(office.remove(Member, member.id));
    expect((await correct(by('officer'), Member, member, { lastName: 'New' })).refusal?.code).toBe(
      'row_deleted',
    );
  });
});

describe('hostile input', () => {
  test.each<[string, Record<string, Json>, object]>([
    ['no reason', { reason: '  ' }, { field: 'reason', problem: 'required' }],
    ['two letters', { reason: 'ok' }, { field: 'reason', problem: 'rule' }],
    [
      'a reason without end',
      { reason: 'x'.repeat(501) },
      { field: 'reason', problem: 'too_long', limit: '500' },
    ],
    ['a reason that hides', { reason: 'abc\u202Edef' }, { field: 'reason', problem: 'control_characters' }],
    ['values as a list', { set: ['cardsSigned'] }, { field: 'set', problem: 'wrong_type' }],
    ['nothing to set', { set: {}, base: {} }, { field: 'set', problem: 'required' }],
    [
      'nothing that changes',
      { set: { cardsSigned: 4 }, base: { cardsSigned: 4 } },
      { field: 'set', problem: 'required' },
    ],
    ['nothing was seen', { base: {} }, { field: 'base', problem: 'required' }],
    ['a row that is no id', { row: "x' or 1=1 --" }, { field: 'row', problem: 'not_found' }],
    [
      'a prototype',
      { set: { constructor: 'x' }, base: { constructor: null } },
      { field: 'constructor', problem: 'unknown' },
    ],
    [
      'too much',
      { set: { notes: 'x'.repeat(70_000) } },
      { field: 'set', problem: 'too_long', limit: '64000' },
    ],
    ['the wrong kind', { set: { cardsSigned: '3' } }, { field: 'cardsSigned', problem: 'wrong_type' }],
  ])('%s', async (_, more, problem) => {
    const row = await visit();
    const answer = await correct(by('officer'), SaltingActivity, row, { cardsSigned: 3 }, more);
    expect(answer.refusal?.code).toBe('invalid');
    expect(answer.refusal?.fields).toContainEqual(expect.objectContaining(problem));
    expect((await hall.read(SaltingActivity, row.id))?.row.version).toBe(1);
  });
  test('a kind that is none, and kinds that only commands and the engine write', async () => {
    const row = { id: newId(), version: 1 };
    expect(
      (await ask(by('admin'), { entity: 'gold', row: row.id, set: { a: 1 }, base: { a: 0 }, reason }))
        .refusal,
    ).toEqual({
      code: 'unknown_entity',
      detail: 'gold',
    });
    for (const entity of ['userRole', 'device', 'conflict'])
      expect(
        (
          await ask(by('admin'), {
            entity,
            row: by('admin').userId,
            set: { userId: newId() },
            base: { userId: null },
            reason,
          })
        ).refusal,
      ).toEqual({ code: 'not_allowed' });
  });
});
