/** A small hall with something of everything: two cohorts, who teaches and who learns in them, members, work in review. */
import { registry } from '../../shared/entities/index.ts';
import type { Row, Values } from '../../shared/entity/entity.ts';
import type { Person, Rig } from './people.ts';
import { entityNamed, insertRecords, insertRow, recordOf } from './insert-row.ts';
import { makeRow } from './make-row.ts';

export interface Cast {
  readonly teacher?: Person | undefined;
  readonly learner?: Person | undefined;
  readonly members?: number;
}

export interface Population {
  readonly cohorts: readonly [Row, Row];
  readonly sessions: readonly [Row, Row];
  readonly students: readonly Row[];
  readonly members: readonly Row[];
  readonly attendances: readonly Row[];
  readonly assignment: Row | undefined;
}

export async function populate(rig: Rig, cast: Cast = {}, localId = rig.localId): Promise<Population> {
  return rig.hall.inside(
    async (tx) => {
      const put = (entity: string, values: Values = {}): Promise<Row> =>
        insertRow(tx, registry, entityNamed(registry, entity), localId, values, { full: true });
      const many = async (count: number, make: (index: number) => Promise<Row>): Promise<Row[]> => {
        const rows: Row[] = [];
        for (let index = 0; index < count; index += 1) rows.push(await make(index));
        return rows;
      };
      const course = await put('course');
      const cohorts = [
        await put('cohort', { name: 'Evening' }),
        await put('cohort', { name: 'Morning' }),
      ] as const;
      const members = await many(cast.members ?? 6, (index) =>
        put('member', { lastName: ['Ñúñez', 'adams', 'Zhou', 'Ölund'][index % 4] ?? '' }),
      );
      const students = await many(4, (index) => {
        const cohort = cohorts[index % 2] ?? cohorts[0];
        return put('student', { memberId: members[index]?.id ?? '', cohortIds: [cohort.id] });
      });
      const session = (cohort: Row) =>
        put('classSession', { courseId: course.id, cohortId: cohort.id, instructorId: null });
      const sessions = [await session(cohorts[0]), await session(cohorts[1])] as const;
      const attendances = await many(4, (index) => {
        const cohortId = cohorts[index % 2]?.id ?? '';
        const memberId = members[index]?.id ?? '';
        return put('attendance', {
          sessionId: sessions[index % 2]?.id ?? '',
          studentId: students[index]?.id ?? '',
          cohortId,
          memberId,
        });
      });
      await many(4, (index) =>
        put('enrollment', {
          studentId: students[index]?.id ?? '',
          courseId: course.id,
          cohortId: cohorts[index % 2]?.id ?? '',
          memberId: members[index]?.id ?? '',
        }),
      );
      const assignment = cast.teacher && (await teach(put, cast.teacher, cohorts[0]));
      if (cast.learner)
        await tx`update users set member_id = ${members[0]?.id ?? null}, version = version + 1
                 where local_id = ${localId} and id = ${cast.learner.userId}`;
      for (const person of [cast.teacher, cast.learner]) if (person) await review(put, person.userId);
      return { cohorts, sessions, students, members, attendances, assignment };
    },
    { localId },
  );
}

type Put = (entity: string, values?: Values) => Promise<Row>;

async function teach(put: Put, teacher: Person, cohort: Row): Promise<Row> {
  const instructor = await put('instructor', { userId: teacher.userId, cohortIds: [cohort.id] });
  return put('instructorAssignment', {
    instructorId: instructor.id,
    cohortId: cohort.id,
    userId: teacher.userId,
    endedOn: null,
  });
}

/** A conflict, a refusal, something set aside and a device: what the office sees of other people's work. */
async function review(put: Put, userId: string): Promise<void> {
  await put('conflict', { userId, otherUserId: null, resolvedById: null, about: 'member' });
  await put('refusal', { userId, about: 'attendance' });
  await put('setAside', { userId, decidedById: null, about: 'attendance' });
  await put('device', { userId });
}

/** Many rows in one statement: enough for several pages. */
export async function addMembers(rig: Rig, count: number, mark = 'Bulk'): Promise<void> {
  const of = entityNamed(registry, 'member');
  const records = Array.from({ length: count }, (_, index) =>
    recordOf(
      of,
      makeRow(of, {
        lastName: `${mark} ${String(index % 700).padStart(4, '0')}`,
        memberNumber: `${mark}-${index}`,
      }),
      rig.localId,
    ),
  );
  await rig.inside((tx) => insertRecords(tx, of, records));
}
