/** A group of students who go through the programme together. Its scope is what an instructor holds. */
import { entity, full, keep, see } from '../entity/entity.ts';
import { choice, date, integer, optional, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Cohort = entity({
  name: 'cohort',
  table: 'cohorts',
  label: { one: words('Cohort', 'Grupo'), many: words('Cohorts', 'Grupos') },
  fields: {
    name: text(words('Name', 'Nombre'), { max: 100 }),
    code: optional(text(words('Code', 'Código'), { max: 50 })),
    description: optional(text(words('Description', 'Descripción'), { max: 2000, multiline: true })),
    status: choice(
      words('Status', 'Situación'),
      {
        planned: words('Planned', 'Previsto'),
        enrolling: words('Enrolling', 'En inscripción'),
        active: words('Active', 'Activo'),
        completed: words('Completed', 'Terminado'),
        cancelled: words('Cancelled', 'Cancelado'),
      },
      { initial: 'planned' },
    ),
    startDate: date(words('Starts', 'Comienza')),
    endDate: optional(date(words('Ends', 'Termina'))),
    maxStudents: optional(integer(words('Places', 'Plazas'), { least: 1, most: 500 })),
  },
  unique: [['code']],
  together: [['startDate', 'endDate']],
  writes: 'changes',
  access: {
    admin: { training: full },
    officer: { training: full },
    staff: { training: keep },
    instructor: { cohort: see },
  },
  scopes: (row) => ['training', `cohort:${row.id}`],
  rules: [
    {
      field: 'endDate',
      message: words('The end cannot be before the start.', 'El final no puede ser anterior al comienzo.'),
      holds: (row) => !row.endDate || String(row.endDate) >= String(row.startDate),
    },
  ],
  show: {
    find: ['name', 'code'],
    title: ['name'],
    columns: ['name', 'code', 'status', 'startDate', 'endDate'],
    order: ['startDate', 'name'],
  },
});
