/** The local that a run begins with: small, so that people meet over the same rows. */
import { registry } from '../../shared/entities/index.ts';
import type { Row, Values } from '../../shared/entity/entity.ts';
import { inLocal } from '../../server/database/connection.ts';
import type { Role } from '../../shared/access/roles.ts';
import { entityNamed, insertRow } from '../support/insert-row.ts';
import type { Chance } from './chance.ts';
import type { SimDevice } from './sim-device.ts';
import { createSimDevice } from './sim-device.ts';
import type { SimPerson, SimServer } from './sim-server.ts';

export interface Ground {
  readonly localId: string;
  readonly people: readonly SimPerson[];
  readonly devices: readonly SimDevice[];
}

const casts: readonly (readonly Role[])[] = [
  ['instructor', 'instructor'],
  ['organizer', 'staff'],
  ['admin', 'instructor', 'organizer'],
  ['staff', 'organizer', 'organizer'],
  ['admin', 'officer', 'staff', 'organizer', 'instructor'],
  ['admin', 'staff', 'staff', 'instructor', 'instructor', 'organizer', 'member', 'officer'],
];

/** Two minutes either way, and sometimes hours: a phone's clock. */
const skews = [0, 0, 0, 40_000, -110_000, 7_200_000] as const;

export async function layGround(chance: Chance, server: SimServer): Promise<Ground> {
  const localId = crypto.randomUUID();
  await server.makeLocal(localId);
  const memberId = await plant(server, localId);
  const people: SimPerson[] = [];
  for (const [index, role] of (chance.pick(casts) ?? []).entries())
    people.push(
      await server.join(`${role} ${index + 1}`, role, localId, role === 'member' ? { memberId } : {}),
    );
  await teach(server, localId, people);
  const devices = people.flatMap((person) => {
    const own = createSimDevice(`${person.name}'s device`, person, server, chance.pick(skews) ?? 0);
    // Now and then somebody has two.
    if (!chance.oneIn(4)) return [own];
    return [own, createSimDevice(`${person.name}'s second device`, person, server, chance.pick(skews) ?? 0)];
  });
  return { localId, people, devices: devices.slice(0, 8) };
}

type Put = (entity: string, values?: Values) => Promise<Row>;

const inTheLocal = <T>(server: SimServer, localId: string, work: (put: Put) => Promise<T>): Promise<T> =>
  inLocal(server.sql, { localId }, (tx) =>
    work((entity, values = {}) => insertRow(tx, registry, entityNamed(registry, entity), localId, values)),
  );

/** Returns a member's id. */
const plant = (server: SimServer, localId: string): Promise<string> =>
  inTheLocal(server, localId, async (put) => {
    const course = await put('course');
    const cohorts = [await put('cohort', { name: 'Evening' }), await put('cohort', { name: 'Morning' })];
    const employers = [await put('organization'), await put('organization')];
    const members: Row[] = [];
    for (let index = 0; index < 5; index += 1) {
      const member = await put('member');
      members.push(member);
      const organizationId = employers[index % 2]?.id ?? '';
      await put('memberEmployment', { memberId: member.id, organizationId, endDate: null });
      if (index > 3) continue;
      const cohortId = cohorts[index % 2]?.id ?? '';
      const student = await put('student', { memberId: member.id, cohortIds: [cohortId] });
      await put('enrollment', { studentId: student.id, courseId: course.id, cohortId, memberId: member.id });
    }
    for (const cohort of cohorts)
      await put('classSession', { courseId: course.id, cohortId: cohort.id, instructorId: null });
    return members[0]?.id ?? '';
  });

const teach = (server: SimServer, localId: string, people: readonly SimPerson[]): Promise<void> =>
  inTheLocal(server, localId, async (put) => {
    const [cohort] = await server.sql.begin(async (tx) => {
      await tx`select set_config('app.local_id', ${localId}, true)`;
      return tx<{ id: string }[]>`select id from cohorts order by id limit 1`;
    });
    for (const person of people.filter(({ role }) => role === 'instructor')) {
      const cohortId = cohort?.id ?? '';
      const instructor = await put('instructor', { userId: person.userId, cohortIds: [cohortId] });
      const terms = { instructorId: instructor.id, cohortId, userId: person.userId, endedOn: null };
      await put('instructorAssignment', terms);
    }
  });
