/** One student's presence at one class. Two tablets that mark the same student write the same row. */
import { entity, full, seeOnly } from '../entity/entity.ts';
import { choice, clockTime, copied, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Attendance = entity({
  name: 'attendance',
  table: 'attendances',
  label: { one: words('Attendance', 'Asistencia'), many: words('Attendance', 'Asistencia') },
  fields: {
    sessionId: reference('classSession', words('Class', 'Clase')),
    studentId: reference('student', words('Student', 'Estudiante')),
    cohortId: copied(reference('cohort', words('Cohort', 'Grupo')), 'sessionId', 'cohortId'),
    memberId: copied(reference('member', words('Member', 'Miembro')), 'studentId', 'memberId'),
    status: choice(
      words('Attendance', 'Asistencia'),
      {
        present: words('Present', 'Presente'),
        absent: { label: words('Absent', 'Ausente'), clears: ['arrivalTime', 'departureTime'] },
        excused: { label: words('Excused', 'Justificado'), clears: ['arrivalTime', 'departureTime'] },
        late: words('Late', 'Tarde'),
        left_early: words('Left early', 'Salió antes'),
      },
      { merge: 'latest' },
    ),
    arrivalTime: optional(clockTime(words('Arrived', 'Llegó'), { merge: 'latest' })),
    departureTime: optional(clockTime(words('Left', 'Salió'), { merge: 'latest' })),
    notes: optional(text(words('Note', 'Nota'), { max: 2000, multiline: true })),
  },
  identity: ['sessionId', 'studentId'],
  unique: [['sessionId', 'studentId']],
  indexes: [['studentId'], ['cohortId'], ['memberId']],
  together: [['status', 'arrivalTime', 'departureTime']],
  writes: 'changes',
  access: {
    admin: { training: full },
    officer: { training: full },
    staff: { training: full },
    instructor: { cohort: full },
    member: {
      member: seeOnly(
        'sessionId',
        'studentId',
        'cohortId',
        'memberId',
        'status',
        'arrivalTime',
        'departureTime',
      ),
    },
  },
  scopes: (row) => ['training', `cohort:${String(row.cohortId)}`, `member:${String(row.memberId)}`],
  rules: [
    {
      field: 'arrivalTime',
      message: words(
        'An absent or excused student has no times.',
        'Quien está ausente o justificado no tiene horas.',
      ),
      holds: (row) =>
        !['absent', 'excused'].includes(String(row.status)) || (!row.arrivalTime && !row.departureTime),
    },
    {
      field: 'departureTime',
      message: words('A student cannot leave before arriving.', 'No se puede salir antes de llegar.'),
      holds: (row) =>
        !row.arrivalTime || !row.departureTime || String(row.departureTime) >= String(row.arrivalTime),
    },
  ],
  show: {
    title: [],
    columns: ['studentId', 'status', 'arrivalTime', 'departureTime', 'notes'],
    order: ['sessionId', 'studentId'],
  },
});
