/** A student takes a course with a cohort: at most one row for each such three. */
import { entity, full, keep, see, seeOnly } from '../entity/entity.ts';
import { choice, copied, date, decimal, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Enrollment = entity({
  name: 'enrollment',
  table: 'enrollments',
  label: { one: words('Enrollment', 'Inscripción'), many: words('Enrollments', 'Inscripciones') },
  fields: {
    studentId: reference('student', words('Student', 'Estudiante')),
    courseId: reference('course', words('Course', 'Curso')),
    cohortId: reference('cohort', words('Cohort', 'Grupo')),
    memberId: copied(reference('member', words('Member', 'Miembro')), 'studentId', 'memberId'),
    enrollmentDate: date(words('Enrolled', 'Inscripción')),
    completionDate: optional(date(words('Completed', 'Terminó el'))),
    status: choice(
      words('Status', 'Situación'),
      {
        enrolled: words('Enrolled', 'Inscrito'),
        completed: words('Completed', 'Terminado'),
        withdrawn: words('Withdrawn', 'Retirado'),
        failed: words('Failed', 'Reprobado'),
        incomplete: words('Incomplete', 'Incompleto'),
      },
      { initial: 'enrolled' },
    ),
    finalGrade: optional(decimal(words('Final grade', 'Nota final'), { places: 1, least: 0, most: 100 })),
    letterGrade: optional(text(words('Letter grade', 'Calificación'), { max: 2 })),
    notes: optional(text(words('Notes', 'Notas'), { max: 2000, multiline: true })),
  },
  identity: ['studentId', 'courseId', 'cohortId'],
  unique: [['studentId', 'courseId', 'cohortId']],
  indexes: [['cohortId'], ['memberId']],
  together: [['finalGrade', 'letterGrade']],
  writes: 'changes',
  access: {
    admin: { training: full },
    officer: { training: full },
    staff: { training: keep },
    instructor: {
      cohort: { ...see, update: ['status', 'completionDate', 'finalGrade', 'letterGrade', 'notes'] },
    },
    member: {
      member: seeOnly(
        'studentId',
        'courseId',
        'cohortId',
        'memberId',
        'enrollmentDate',
        'completionDate',
        'status',
        'finalGrade',
        'letterGrade',
      ),
    },
  },
  scopes: (row) => ['training', `cohort:${String(row.cohortId)}`, `member:${String(row.memberId)}`],
  rules: [
    {
      field: 'completionDate',
      message: words('It cannot end before it begins.', 'No puede terminar antes de comenzar.'),
      holds: (row) => !row.completionDate || String(row.completionDate) >= String(row.enrollmentDate),
    },
  ],
  show: {
    title: [],
    columns: ['studentId', 'courseId', 'status', 'finalGrade'],
    order: ['cohortId', 'studentId', 'courseId'],
  },
});
