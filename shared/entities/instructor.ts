/** Someone who teaches. Pay and tax facts are the office's; fellow instructors see the name and how to reach it. */
import { allFields, entity, full, see, seeOnly } from '../entity/entity.ts';
import { cents, choice, flag, gathered, optional, reference, references, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Instructor = entity({
  name: 'instructor',
  table: 'instructors',
  label: { one: words('Instructor', 'Instructor'), many: words('Instructors', 'Instructores') },
  fields: {
    firstName: text(words('First name', 'Nombre'), { max: 50 }),
    lastName: text(words('Last name', 'Apellido'), { max: 50 }),
    email: text(words('E-mail', 'Correo electrónico'), { max: 255, format: 'email' }),
    phone: optional(text(words('Phone', 'Teléfono'), { max: 50, format: 'phone', guard: 'sensitive' })),
    bio: optional(text(words('About', 'Presentación'), { max: 4000, multiline: true })),
    certification: optional(text(words('Certification', 'Certificación'), { max: 255 })),
    specialties: optional(text(words('Specialties', 'Especialidades'), { max: 1000, multiline: true })),
    rateType: choice(
      words('Paid', 'Pago'),
      {
        hourly: words('By the hour', 'Por hora'),
        daily: words('By the day', 'Por día'),
        flat: words('Flat', 'Fijo'),
        salary: words('Salary', 'Salario'),
      },
      { initial: 'hourly', guard: 'sensitive' },
    ),
    rateCents: optional(cents(words('Rate', 'Tarifa'), { least: 0, most: 100_000_000, guard: 'sensitive' })),
    isContractor1099: flag(words('Contractor (1099)', 'Contratista (1099)'), {
      initial: false,
      guard: 'sensitive',
    }),
    taxId: optional(text(words('Tax id', 'Identificación fiscal'), { max: 20, guard: 'onlineOnly' })),
    isActive: flag(words('Active', 'Activo'), { initial: true }),
    userId: optional(reference('user', words('Seat', 'Cuenta en el local'))),
    cohortIds: gathered(references('cohort', words('Cohorts', 'Grupos')), {
      entity: 'instructorAssignment',
      through: 'instructorId',
      take: 'cohortId',
    }),
  },
  unique: [['email'], ['userId']],
  writes: 'changes',
  access: {
    anyone: { user: see },
    admin: { training: full },
    officer: { training: full },
    staff: { training: { read: allFields } },
    instructor: { cohort: seeOnly('firstName', 'lastName', 'email', 'isActive', 'userId', 'cohortIds') },
  },
  scopes: (row) => [
    'training',
    ...(row.userId ? [`user:${String(row.userId)}`] : []),
    ...((row.cohortIds ?? []) as readonly string[]).map((id) => `cohort:${id}`),
  ],
  show: {
    find: ['firstName', 'lastName', 'email', 'phone'],
    title: ['firstName', 'lastName'],
    columns: ['lastName', 'firstName', 'email', 'isActive'],
    order: ['lastName', 'firstName'],
  },
});
