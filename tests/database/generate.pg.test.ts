/** What the generator writes runs: a registry that grows and shrinks, applied as the owner to a database with rows in it. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { optional, reference, text } from '../../shared/entity/field.ts';
import { words } from '../../shared/values/words.ts';
import { generateMigration } from '../../server/database/generate.ts';
import { databaseModel } from '../../server/database/table-model.ts';
import { entityNamed, insertRow } from '../support/insert-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall, refusedWith, sqlStates } from '../support/test-hall.ts';

let hall: TestHall;
beforeAll(async () => {
  hall = await openTestHall();
});
afterAll(() => hall.close());

const Course = entityNamed(registry, 'course');
const label = words('New', 'Nuevo');

/** Courses lose a field and gain a teacher, a secret and a kind; a new entity hangs on them. */
function changedRegistry(): Registry {
  const { prerequisites: _gone, courseType, ...kept } = Course.fields;
  if (!courseType) throw new Error('The course has lost its type.');
  const course: Entity = {
    ...Course,
    fields: {
      ...kept,
      courseType: { ...courseType, choices: [...(courseType.choices ?? []), { value: 'evening', label }] },
      teacherId: optional(reference('instructor', label)),
      passphrase: optional(text(label, { max: 20, guard: 'secret' })),
    },
    indexes: [['teacherId']],
  };
  const tool: Entity = {
    ...Course,
    name: 'tool',
    table: 'tools',
    fields: { name: text(label, { max: 20, guard: 'sensitive' }), courseId: reference('course', label) },
    unique: [['name']],
    show: { title: ['name'], columns: ['name'], order: ['name'] },
  };
  return new Map([...registry, ['course', course], ['tool', tool]]);
}

test('a generated migration takes rows along, and the new table is born with all that every table has', async () => {
  const next = changedRegistry();
  const old = await hall.inside((sql) => insertRow(sql, registry, Course, hall.localId));
  const sql = generateMigration('0099', 'tools', databaseModel(registry), databaseModel(next)) ?? '';
  const owner = postgres(hall.ownerUrl, { max: 1, onnotice: () => undefined });
  await owner.begin((transaction) => transaction.unsafe(sql));
  await owner.end();

  const [course, tool] = [entityNamed(next, 'course'), entityNamed(next, 'tool')];
  const made = await hall.inside(async (transaction) => {
    await insertRow(transaction, next, course, hall.localId, { courseType: 'evening', passphrase: 'sesame' });
    const row = await insertRow(transaction, next, tool, hall.localId, {
      courseId: old.id,
      name: 'Plumb bob',
    });
    await transaction`update tools set name = 'Level' where id = ${row.id}`;
    return row.id;
  });
  const log = await hall.inside(
    (transaction) => transaction`select action, after from audit.log where row_id = ${made} order by id`,
  );
  expect(log.map((row) => String(row['action']))).toEqual(['CREATE', 'UPDATE']);
  expect(JSON.stringify(await hall.behind`select l::text as row from audit.log l`)).not.toMatch(
    /sesame|Plumb/,
  );
  expect(
    await hall.inside((transaction) => transaction`select 1 from sync.places where row_id = ${made}`),
  ).toHaveLength(1);
  expect(await refusedWith(hall.inside((transaction) => transaction`delete from tools`))).toBe(
    sqlStates.denied,
  );
  expect(await hall.app`select 1 from tools`).toHaveLength(0);
});
