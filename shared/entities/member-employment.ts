/**
 * A member's time with an employer. Current ones travel with the roster; ended ones (a quarter of a million) are on no
 * device but the member's own, and come from the office when a record is opened.
 */
import { entity, full, keep, seeOnly } from '../entity/entity.ts';
import { cents, copied, date, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

const place = ['memberId', 'organizationId', 'organizationName', 'startDate', 'endDate', 'jobTitle'] as const;

export const MemberEmployment = entity({
  name: 'memberEmployment',
  table: 'member_employments',
  label: { one: words('Employment', 'Empleo'), many: words('Employments', 'Empleos') },
  fields: {
    memberId: reference('member', words('Member', 'Miembro')),
    organizationId: reference('organization', words('Employer', 'Empleador')),
    organizationName: copied(text(words('Employer', 'Empleador'), { max: 255 }), 'organizationId', 'name'),
    startDate: date(words('Started', 'Inicio')),
    endDate: optional(date(words('Ended', 'Fin'))),
    jobTitle: optional(text(words('Job title', 'Puesto'), { max: 100 })),
    hourlyRate: optional(
      cents(words('Hourly rate', 'Pago por hora'), { least: 0, most: 100_000, guard: 'sensitive' }),
    ),
  },
  indexes: [['memberId'], ['organizationId']],
  together: [['startDate', 'endDate']],
  writes: 'changes',
  access: {
    admin: { roster: full, past: full },
    officer: { roster: full, past: full },
    staff: { roster: keep, past: keep },
    organizer: { roster: seeOnly(...place) },
    member: { member: seeOnly(...place, 'hourlyRate') },
  },
  scopes: (row) => [row.endDate ? 'past' : 'roster', `member:${String(row.memberId)}`],
  rules: [
    {
      field: 'endDate',
      message: words('A job cannot end before it began.', 'Un empleo no puede terminar antes de empezar.'),
      holds: (row) => !row.endDate || String(row.endDate) >= String(row.startDate),
    },
  ],
  show: {
    title: ['organizationName'],
    columns: ['organizationName', 'jobTitle', 'startDate', 'endDate', 'hourlyRate'],
    order: ['memberId', 'startDate'],
  },
});
