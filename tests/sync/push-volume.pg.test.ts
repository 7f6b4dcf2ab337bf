/** How long much work takes. Printed, not asserted: machines differ; that it is taken at all is asserted. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Attendance } from '../../shared/entities/attendance.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Course } from '../../shared/entities/course.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import type { Change } from '../../shared/sync/requests.ts';

let hall: Hall;
let staff: Person;

beforeAll(async () => {
  hall = await openHall();
  staff = await hall.addPerson(['staff']);
});
afterAll(() => hall.close());

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await work();
  process.stdout.write(`${what}: ${Math.round(performance.now() - began)} ms\n`);
}

test('five hundred marks in one push, and a thousand edits in two', async () => {
  const enrollments = await Promise.all(Array.from({ length: 25 }, () => hall.make(Enrollment)));
  const sessions = await Promise.all(Array.from({ length: 20 }, () => hall.make(ClassSession)));
  const tablet = staff.tablet();
  const marks = sessions.flatMap((session) =>
    enrollments.map((one) =>
      tablet.create(Attendance, {
        sessionId: session.id,
        studentId: one['studentId'] ?? null,
        status: 'present',
      }),
    ),
  );
  await timed('push of 500 new attendance rows', async () => {
    const { answers } = await tablet.push(marks);
    expect(answers.every(({ outcome }) => outcome === 'applied')).toBe(true);
  });
  hall.clock.advance(60_000);
  const rounds: readonly Change[][] = ['absent', 'excused'].map((status) =>
    marks.map((mark) => tablet.update(Attendance, mark.row ?? '', { status }, { status: 'present' })),
  );
  await timed('1,000 attendance edits in two pushes', async () => {
    for (const round of rounds)
      expect(
        (await tablet.push(round)).answers.every(({ outcome }) => ['applied', 'merged'].includes(outcome)),
      ).toBe(true);
  });
  await timed('500 repeats', async () => {
    expect((await tablet.push(marks)).answers.every(({ outcome }) => outcome === 'repeated')).toBe(true);
  });
});

test('five hundred changes of which one is poison', async () => {
  await hall.make(Course, { code: 'POISON' });
  const tablet = staff.tablet();
  const changes = Array.from({ length: 500 }, (_, index) =>
    tablet.create(Course, { code: index === 321 ? 'POISON' : `P${index}`, name: 'Course' }),
  );
  await timed('500 changes, one of them refused by the database', async () => {
    const { answers } = await tablet.push(changes);
    expect(answers.filter(({ outcome }) => outcome === 'applied')).toHaveLength(499);
    expect(answers[321]?.refusal?.code).toBe('duplicate');
  });
});
