/**
 * Role × deed × field × place, for every entity that people write, against an oracle that reads the fact sheets by
 * itself. The oracle shares no code with shared/access or server/sync: it only knows which kinds of scope a role holds.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cohort } from '../../shared/entities/cohort.ts';
import { registry } from '../../shared/entities/index.ts';
import { Instructor } from '../../shared/entities/instructor.ts';
import { InstructorAssignment } from '../../shared/entities/instructor-assignment.ts';
import { Member } from '../../shared/entities/member.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import { Student } from '../../shared/entities/student.ts';
import type { Entity, Rights, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Answer } from '../../shared/sync/protocol.ts';
import type { Hall, Person } from '../support/hall.ts';
import { fillIn, openHall } from '../support/hall.ts';
import { entityNamed } from '../support/insert-row.ts';
import { valueFor } from '../support/make-row.ts';

const written = [...registry.values()].filter((of) => of.writes === 'changes');
const roles = ['admin', 'officer', 'staff', 'organizer', 'instructor', 'member', 'nobody'] as const;
type TestRole = (typeof roles)[number];
type Place = 'inside' | 'outside';

let hall: Hall;
const people = new Map<TestRole, Person>();
/** Cohort, member and student that the instructor and the member reach, and others that they do not. */
const places = new Map<Place, { readonly cohort: Row; readonly member: Row; readonly student: Row }>();

beforeAll(async () => {
  hall = await openHall();
  for (const place of ['inside', 'outside'] as const) {
    const cohort = await hall.make(Cohort);
    const member = await hall.make(Member);
    const student = await hall.make(Student, { memberId: member.id });
    await hall.make(Enrollment, { studentId: student.id, cohortId: cohort.id });
    places.set(place, { cohort, member, student });
  }
  const memberId = placeOf('inside').member.id;
  for (const role of roles)
    people.set(
      role,
      await hall.addPerson(role === 'nobody' ? [] : [role], role === 'member' ? { memberId } : {}),
    );
  const instructor = await hall.make(Instructor, { userId: personOf('instructor').userId });
  await hall.make(InstructorAssignment, {
    instructorId: instructor.id,
    cohortId: placeOf('inside').cohort.id,
  });
});
afterAll(() => hall.close());

function placeOf(place: Place) {
  const found = places.get(place);
  if (!found) throw new Error(`There is no place ${place}.`);
  return found;
}
function personOf(role: TestRole): Person {
  const found = people.get(role);
  if (!found) throw new Error(`Nobody is ${role}.`);
  return found;
}

/** References that put a new row into a place. */
async function placed(of: Entity, place: Place): Promise<Values> {
  const { cohort, member, student } = placeOf(place);
  const given: Record<string, Json> = {};
  if (of.fields['cohortId'] && isSetByPerson(of.fields['cohortId'])) given['cohortId'] = cohort.id;
  if (of.fields['studentId']) given['studentId'] = student.id;
  if (of.fields['memberId'] && isSetByPerson(of.fields['memberId']))
    given['memberId'] = of.unique?.some((key) => key.join() === 'memberId')
      ? (await hall.make(Member)).id
      : member.id;
  if (of.fields['sessionId'])
    given['sessionId'] = (await hall.make(ClassSession, { cohortId: cohort.id })).id;
  return given;
}

async function rowIn(of: Entity, place: Place): Promise<Row> {
  if (of === Cohort) return placeOf(place).cohort;
  if (of === Member) return placeOf(place).member;
  if (of === Student) return placeOf(place).student;
  return hall.make(of, await placed(of, place));
}

// ---- the oracle -------------------------------------------------------------------------------------------------

const office = ['local', 'roster', 'training', 'employers', 'past'];
const writesNotes: ReadonlySet<TestRole> = new Set(['admin', 'officer', 'staff', 'organizer']);
const kindsHeld: Readonly<Record<TestRole, readonly string[]>> = {
  admin: [...office, 'organizing', 'notes:all', 'notes:officers', 'notes:staff_only'],
  officer: [...office, 'organizing', 'notes:all', 'notes:officers'],
  staff: [...office, 'notes:all'],
  organizer: ['local', 'roster', 'employers', 'organizing', 'notes:all'],
  instructor: ['local'],
  member: ['local'],
  nobody: [],
};

function scopesHeld(role: TestRole): readonly string[] {
  const { userId } = personOf(role);
  const own = role === 'nobody' ? [] : [`user:${userId}`];
  if (writesNotes.has(role)) own.push(`notes:own:${userId}`);
  const { cohort, member } = placeOf('inside');
  const narrow = { instructor: [`cohort:${cohort.id}`], member: [`member:${member.id}`] } as Partial<
    Record<TestRole, string[]>
  >;
  return [...kindsHeld[role], ...own, ...(narrow[role] ?? [])];
}

/** The rights a role has over a row that lies in these scopes, straight from the fact sheet. */
function rightsIn(of: Entity, role: TestRole, scopes: readonly string[]): readonly Rights[] {
  const names = role === 'nobody' ? [] : ['anyone', role];
  const held = scopesHeld(role).filter((scope) => scopes.includes(scope));
  return names.flatMap((name) => held.flatMap((scope) => of.access[name]?.[scope.split(':')[0] ?? ''] ?? []));
}

const lists = (rights: readonly Rights[], right: 'create' | 'update') =>
  rights.map((one) => one[right]).filter((list) => list !== undefined);

const isIn = (list: NonNullable<Rights['create']>, field: string): boolean =>
  list === 'all' || list.includes(field);

function somewhere(of: Entity, role: TestRole, test: (rights: Rights) => boolean): boolean {
  const names = role === 'nobody' ? [] : ['anyone', role];
  return names.some((name) => Object.values(of.access[name] ?? {}).some(test));
}

function expected(
  of: Entity,
  role: TestRole,
  right: 'create' | 'update',
  scopes: readonly string[],
  fields: readonly string[],
): string {
  const here = lists(rightsIn(of, role, scopes), right);
  const covers = (list: NonNullable<Rights['create']>) => fields.every((field) => isIn(list, field));
  if (here.length === 0)
    return somewhere(of, role, (rights) => rights[right] !== undefined && covers(rights[right]))
      ? 'set_aside'
      : 'not_allowed';
  const forbidden = fields.filter((field) => !here.some((list) => isIn(list, field)));
  return forbidden.length === 0 ? 'taken' : `not_allowed ${forbidden.join(' ')}`;
}

function expectedDelete(of: Entity, role: TestRole, scopes: readonly string[]): string {
  if (rightsIn(of, role, scopes).some((rights) => rights.delete === true)) return 'taken';
  return somewhere(of, role, (rights) => rights.delete === true) ? 'set_aside' : 'not_allowed';
}

const met = new Map<string, number>();

function found(answer: Answer): string {
  const kind = answer.refusal ? answer.refusal.code + (answer.refusal.fields ? ' with fields' : '') : 'taken';
  met.set(kind, (met.get(kind) ?? 0) + 1);
  if (!answer.refusal) return 'taken';
  const fields = (answer.refusal.fields ?? []).map(({ field, problem }) =>
    problem === 'not_yours' ? field : `${field}:${problem}`,
  );
  return [answer.refusal.code, ...fields].join(' ');
}

// ---- values -----------------------------------------------------------------------------------------------------

let serial = 9000;

/** Rows to point at, one of each entity. */
const targets = new Map<string, string>();

async function targetOf(of: Entity, name: string, entity: string): Promise<string> {
  const isOneAlone = of.unique?.some((key) => key.includes(name)) ?? false;
  const made = targets.get(entity) ?? (await hall.make(entityNamed(registry, entity))).id;
  if (!isOneAlone) targets.set(entity, made);
  else targets.delete(entity);
  return made;
}

/** A different value that the field admits and no rule minds. */
async function otherValue(of: Entity, name: string, field: Field, position: number): Promise<Json> {
  serial += 1;
  switch (field.kind) {
    case 'reference':
      return targetOf(of, name, field.target ?? '');
    case 'date':
      return `2026-04-${String((position % 28) + 1).padStart(2, '0')}`;
    case 'clockTime':
      return `${String(position % 24).padStart(2, '0')}:45`;
    case 'choice':
      return field.choices?.at(-1)?.value ?? null;
    case 'flag':
      return false;
    case 'integer':
    case 'decimal':
    case 'cents':
      return (field.least ?? 1) + 1;
    case 'text':
    case 'instant':
    case 'references':
    case 'json':
      return name === 'letterGrade' ? 'B' : valueFor(field, serial, position);
  }
}

const editable = (of: Entity): readonly (readonly [string, Field])[] =>
  fieldEntries(of).filter(([name, field]) => isSetByPerson(field) && !of.identity?.includes(name));

const liveScopes = async (of: Entity, id: string): Promise<readonly string[]> =>
  (await hall.read(of, id))?.scopes ?? [];

describe.each(written.map((of) => [of.name, of] as const))('%s', (_name, of) => {
  describe.each(roles)('%s', (role) => {
    test.each(['inside', 'outside'] as const)('every field, %s', async (place) => {
      const target = await rowIn(of, place);
      const standing = async () => (await hall.read(of, target.id))?.row ?? target;
      const scopes = await liveScopes(of, target.id);
      const tablet = personOf(role).tablet();
      const fields = editable(of);
      let row = await standing();
      for (const [position, [name, field]] of fields.entries()) {
        const value = await otherValue(of, name, field, position);
        hall.clock.advance(10);
        const current = row[name] ?? null;
        // Asked of the row as it becomes, too: nobody edits a row out of his own reach.
        const becoming = of.scopes({ ...(await made(of, { ...row, [name]: value })), id: target.id });
        const answer = await tablet.send(
          tablet.update(of, target.id, { [name]: value }, { [name]: current }),
        );
        const asItWas = expected(of, role, 'update', scopes, [name]);
        const says = asItWas === 'taken' ? expected(of, role, 'update', becoming, [name]) : asItWas;
        expect(found(answer), `${role} updates ${of.name}.${name} ${place}`).toBe(says);
        row = await standing();
        const after = row[name] ?? null;
        expect(after, `${of.name}.${name} in the database`).toEqual(says === 'taken' ? value : current);
      }
    });

    test.each(['inside', 'outside'] as const)('create and delete, %s', async (place) => {
      const set = await fillIn(hall.make, of, await placed(of, place));
      const tablet = personOf(role).tablet();
      const change = tablet.create(of, set);
      const author = personOf(role).userId;
      const row = { ...(await made(of, set, author)), id: change.row ?? '' };
      const says = expected(of, role, 'create', of.scopes(row), Object.keys(set));
      expect(found(await tablet.send(change)), `${role} creates ${of.name} ${place}`).toBe(says);

      const doomed = await hall.make(of, await placed(of, place));
      const scopes = await liveScopes(of, doomed.id);
      const deleted = await tablet.send(tablet.remove(of, doomed.id));
      expect(found(deleted), `${role} deletes ${of.name} ${place}`).toBe(expectedDelete(of, role, scopes));
      expect((await hall.read(of, doomed.id))?.deleted).toBe(deleted.refusal === undefined);
    });
  });
});

/** The row that a create would make, with its copied fields, as far as its scopes need them. */
async function made(of: Entity, set: Values, author?: string): Promise<Values> {
  const copied: Record<string, Json> = {};
  for (const [name, { origin }] of fieldEntries(of)) {
    if (origin.by === 'author' && author !== undefined) copied[name] = author;
    if (origin.by !== 'copy') continue;
    const source = of.fields[origin.through];
    const id = set[origin.through];
    const row =
      typeof id === 'string' ? await hall.read(entityNamed(registry, source?.target ?? ''), id) : undefined;
    copied[name] = row?.row[origin.take[0] ?? ''] ?? null;
  }
  return { ...set, ...copied };
}

test('the matrix has met every kind of answer, often', () => {
  for (const kind of ['taken', 'set_aside', 'not_allowed', 'not_allowed with fields'])
    expect(met.get(kind) ?? 0, kind).toBeGreaterThan(10);
});
