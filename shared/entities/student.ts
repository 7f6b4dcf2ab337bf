/** A member in training. Instructors see the display name, never the member row behind it. */
import { entity, full, keep, seeOnly } from '../entity/entity.ts';
import {
  choice,
  copied,
  date,
  gathered,
  numbered,
  optional,
  reference,
  references,
  text,
} from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Student = entity({
  name: 'student',
  table: 'students',
  label: { one: words('Student', 'Estudiante'), many: words('Students', 'Estudiantes') },
  fields: {
    memberId: reference('member', words('Member', 'Miembro')),
    displayName: copied(text(words('Name', 'Nombre'), { max: 201 }), 'memberId', ['firstName', 'lastName']),
    familyName: copied(text(words('Last name', 'Apellido'), { max: 100 }), 'memberId', 'lastName'),
    studentNumber: numbered(words('Student number', 'Número de estudiante'), 4),
    status: choice(
      words('Status', 'Situación'),
      {
        applicant: words('Applicant', 'Aspirante'),
        enrolled: words('Enrolled', 'Inscrito'),
        on_leave: words('On leave', 'Con permiso'),
        completed: words('Completed', 'Terminó'),
        dropped: words('Dropped', 'Abandonó'),
        dismissed: words('Dismissed', 'Expulsado'),
      },
      { initial: 'applicant' },
    ),
    applicationDate: date(words('Applied', 'Solicitud')),
    enrollmentDate: optional(date(words('Enrolled', 'Inscripción'))),
    expectedCompletionDate: optional(date(words('Expected to finish', 'Final previsto'))),
    actualCompletionDate: optional(date(words('Finished', 'Terminó el'))),
    emergencyContactName: optional(
      text(words('Emergency contact', 'Contacto de emergencia'), { max: 200, guard: 'sensitive' }),
    ),
    emergencyContactPhone: optional(
      text(words('Emergency phone', 'Teléfono de emergencia'), {
        max: 20,
        format: 'phone',
        guard: 'sensitive',
      }),
    ),
    emergencyContactRelationship: optional(
      text(words('Relationship', 'Parentesco'), { max: 50, guard: 'sensitive' }),
    ),
    notes: optional(text(words('Notes', 'Notas'), { max: 4000, multiline: true })),
    cohortIds: gathered(references('cohort', words('Cohorts', 'Grupos')), {
      entity: 'enrollment',
      through: 'studentId',
      take: 'cohortId',
    }),
  },
  unique: [['memberId'], ['studentNumber']],
  writes: 'changes',
  access: {
    admin: { training: full },
    officer: { training: full },
    staff: { training: keep },
    instructor: {
      cohort: seeOnly(
        'displayName',
        'familyName',
        'studentNumber',
        'status',
        'emergencyContactName',
        'emergencyContactPhone',
        'emergencyContactRelationship',
        'cohortIds',
      ),
    },
  },
  scopes: (row) => ['training', ...((row.cohortIds ?? []) as readonly string[]).map((id) => `cohort:${id}`)],
  show: {
    find: ['displayName', 'studentNumber'],
    title: ['displayName'],
    columns: ['studentNumber', 'displayName', 'status', 'enrollmentDate'],
    order: ['familyName', 'displayName'],
  },
});
