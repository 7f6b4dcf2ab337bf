/** An organizer's visit or other deed in the field. Its author alone edits it; the office never sees it. */
import { entity, full } from '../entity/entity.ts';
import { author, choice, copied, date, integer, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const SaltingActivity = entity({
  name: 'saltingActivity',
  table: 'salting_activities',
  label: { one: words('Visit', 'Visita'), many: words('Visits', 'Visitas') },
  fields: {
    organizerId: author(words('Organizer', 'Organizador')),
    organizationId: reference('organization', words('Employer', 'Empleador')),
    organizationName: copied(text(words('Employer', 'Empleador'), { max: 255 }), 'organizationId', 'name'),
    activityType: choice(
      words('What', 'Qué'),
      {
        outreach: words('Outreach', 'Acercamiento'),
        site_visit: words('Site visit', 'Visita a la obra'),
        leafleting: words('Leafleting', 'Volanteo'),
        one_on_one: words('One on one', 'Conversación individual'),
        meeting: words('Meeting', 'Reunión'),
        petition_drive: words('Petition drive', 'Campaña de firmas'),
        card_signing: words('Card signing', 'Firma de tarjetas'),
        information_session: words('Information session', 'Sesión informativa'),
        other: words('Other', 'Otro'),
      },
      { initial: 'site_visit' },
    ),
    activityDate: date(words('Date', 'Fecha')),
    outcome: optional(
      choice(words('Outcome', 'Resultado'), {
        positive: words('Positive', 'Positivo'),
        neutral: words('Neutral', 'Neutral'),
        negative: words('Negative', 'Negativo'),
        no_contact: words('No contact', 'Sin contacto'),
      }),
    ),
    location: optional(text(words('Where', 'Dónde'), { max: 255 })),
    workersContacted: integer(words('Workers contacted', 'Trabajadores contactados'), {
      least: 0,
      most: 10_000,
      initial: 0,
    }),
    cardsSigned: integer(words('Cards signed', 'Tarjetas firmadas'), { least: 0, most: 10_000, initial: 0 }),
    description: optional(text(words('What happened', 'Qué pasó'), { max: 10_000, multiline: true })),
    notes: optional(text(words('Notes', 'Notas'), { max: 10_000, multiline: true })),
    nextStep: optional(text(words('Next step', 'Próximo paso'), { max: 500 })),
    nextStepOn: optional(date(words('Next step on', 'Próximo paso el'))),
  },
  indexes: [['organizationId'], ['organizerId']],
  together: [
    ['workersContacted', 'cardsSigned'],
    ['nextStep', 'nextStepOn'],
  ],
  writes: 'changes',
  access: {
    admin: { organizing: { read: 'all' }, user: full },
    officer: { organizing: { read: 'all' }, user: full },
    organizer: { organizing: { read: 'all' }, user: full },
  },
  scopes: (row) => ['organizing', `user:${String(row.organizerId)}`],
  rules: [
    {
      field: 'cardsSigned',
      message: words(
        'No more cards can be signed than workers were contacted.',
        'No puede haber más tarjetas firmadas que trabajadores contactados.',
      ),
      holds: (row) => Number(row.cardsSigned ?? 0) <= Number(row.workersContacted ?? 0),
    },
  ],
  show: {
    find: ['organizationName', 'activityDate', 'location'],
    title: ['organizationName', 'activityDate'],
    columns: [
      'activityDate',
      'organizationName',
      'activityType',
      'outcome',
      'workersContacted',
      'cardsSigned',
    ],
    order: ['activityDate'],
  },
});
