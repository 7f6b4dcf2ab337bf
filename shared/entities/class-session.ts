/** One meeting of a course with a cohort. */
import { entity, full, see } from '../entity/entity.ts';
import { clockTime, date, flag, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const ClassSession = entity({
  name: 'classSession',
  table: 'class_sessions',
  label: { one: words('Class', 'Clase'), many: words('Classes', 'Clases') },
  fields: {
    courseId: reference('course', words('Course', 'Curso')),
    cohortId: reference('cohort', words('Cohort', 'Grupo')),
    sessionDate: date(words('Date', 'Fecha')),
    startTime: clockTime(words('Starts', 'Comienza')),
    endTime: clockTime(words('Ends', 'Termina')),
    location: optional(text(words('Place', 'Lugar'), { max: 200 })),
    room: optional(text(words('Room', 'Aula'), { max: 50 })),
    instructorId: optional(reference('instructor', words('Instructor', 'Instructor'))),
    topic: optional(text(words('Topic', 'Tema'), { max: 200 })),
    notes: optional(text(words('Notes', 'Notas'), { max: 4000, multiline: true })),
    isCancelled: flag(words('Cancelled', 'Cancelada'), { initial: false }),
    cancellationReason: optional(text(words('Why cancelled', 'Motivo de cancelación'), { max: 200 })),
  },
  indexes: [['cohortId'], ['sessionDate']],
  together: [
    ['startTime', 'endTime'],
    ['isCancelled', 'cancellationReason'],
  ],
  writes: 'changes',
  access: {
    admin: { training: full },
    officer: { training: full },
    staff: { training: full },
    instructor: { cohort: { ...see, update: ['topic', 'notes', 'isCancelled', 'cancellationReason'] } },
  },
  scopes: (row) => ['training', `cohort:${String(row.cohortId)}`],
  rules: [
    {
      field: 'endTime',
      message: words('The class must end after it starts.', 'La clase debe terminar después de comenzar.'),
      holds: (row) => String(row.endTime) > String(row.startTime),
    },
  ],
  show: {
    find: ['courseId', 'cohortId', 'sessionDate', 'topic', 'location', 'room'],
    title: ['sessionDate', 'topic'],
    columns: ['sessionDate', 'startTime', 'room', 'topic'],
    order: ['sessionDate', 'startTime'],
  },
});
