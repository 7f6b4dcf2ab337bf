/** An instructor teaches a cohort. Ending it takes the cohort off the instructor's device at the next contact. */
import { entity, full, keep, see } from '../entity/entity.ts';
import { copied, date, flag, optional, reference } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const InstructorAssignment = entity({
  name: 'instructorAssignment',
  table: 'instructor_assignments',
  label: { one: words('Assignment', 'Asignación'), many: words('Assignments', 'Asignaciones') },
  fields: {
    instructorId: reference('instructor', words('Instructor', 'Instructor')),
    cohortId: reference('cohort', words('Cohort', 'Grupo')),
    isPrimary: flag(words('Primary', 'Principal'), { initial: false }),
    endedOn: optional(date(words('Ended', 'Terminó'))),
    userId: optional(
      copied(reference('user', words('Seat', 'Cuenta en el local')), 'instructorId', 'userId'),
    ),
  },
  identity: ['instructorId', 'cohortId'],
  unique: [['instructorId', 'cohortId']],
  indexes: [['cohortId'], ['userId']],
  writes: 'changes',
  access: {
    anyone: { user: see },
    admin: { training: full },
    officer: { training: full },
    staff: { training: keep },
    instructor: { cohort: see },
  },
  scopes: (row) => [
    'training',
    `cohort:${String(row.cohortId)}`,
    ...(row.userId ? [`user:${String(row.userId)}`] : []),
  ],
  show: {
    title: [],
    columns: ['instructorId', 'cohortId', 'isPrimary', 'endedOn'],
    order: ['cohortId', 'instructorId'],
  },
});
