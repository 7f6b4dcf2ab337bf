/** What a push asks of the database does not grow with the number of its changes, and rows are found by their keys. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inLocal } from '../../server/database/connection.ts';
import { updating } from '../../server/sync/write-rows.ts';
import { Attendance } from '../../shared/entities/attendance.ts';
import { ClassSession } from '../../shared/entities/class-session.ts';
import { Enrollment } from '../../shared/entities/enrollment.ts';
import { Member } from '../../shared/entities/member.ts';
import type { Hall } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import type { Tablet } from '../support/tablet.ts';

let hall: Hall;
let tablet: Tablet;
const statements: string[] = [];

beforeAll(async () => {
  hall = await openHall();
  tablet = (await hall.addPerson(['staff'])).tablet();
  Object.assign(hall.sql.options, {
    debug: (_connection: number, text: string) => void statements.push(text.trim()),
  });
});
afterAll(() => hall.close());

/** The rows of `classes` classes of ten students each. */
async function marked(classes: number): Promise<readonly string[]> {
  const students = await Promise.all(Array.from({ length: 10 }, () => hall.make(Enrollment)));
  const sessions = await Promise.all(Array.from({ length: classes }, () => hall.make(ClassSession)));
  const marks = sessions.flatMap(({ id: sessionId }) =>
    students.map(({ studentId = null }) =>
      tablet.create(Attendance, { sessionId, studentId, status: 'present' }),
    ),
  );
  await tablet.push(marks);
  return marks.map(({ row }) => row ?? '');
}

async function editAll(rows: readonly string[], status: string): Promise<readonly string[]> {
  hall.clock.advance(120_000);
  statements.length = 0;
  const edits = rows.map((row) => tablet.update(Attendance, row, { status }, { status: 'present' }));
  const { answers } = await tablet.push(edits);
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
  return [...statements];
}

test('two hundred edits take as many statements as one, and the same ones', async () => {
  const rows = await marked(20);
  const one = await editAll(rows.slice(0, 1), 'absent');
  const many = await editAll(rows.slice(1), 'absent');
  expect(many).toEqual(one);
  expect(many.length).toBeLessThan(20);
});

test.each([Attendance, ClassSession, Enrollment, Member].map((of) => [of.name, of] as const))(
  'rows of %s are found by their keys, row security or not',
  async (_name, of) => {
    // The planner is told of a hundred thousand rows a page; with a handful any way of finding them is as good.
    await hall.behind`update pg_class set relpages = 1, reltuples = 100000 where oid = ${of.table}::regclass`;
    const { text, columns } = updating(of);
    const plan = await inLocal(hall.sql, { localId: hall.localId }, async (tx) => {
      await tx`set local plan_cache_mode = force_generic_plan`;
      await tx.unsafe(`prepare one_write as ${text}`);
      const lines = await tx.unsafe(`explain execute one_write (${columns.map(() => 'null').join(', ')})`);
      await tx.unsafe('deallocate one_write');
      return lines.map((line) => String(line['QUERY PLAN'])).join('\n');
    });
    expect(plan).toMatch(/Index Cond: .*\bid = n\.id\b/);
  },
);
