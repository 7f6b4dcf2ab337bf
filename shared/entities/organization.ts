/** An employer, a sister union, a training partner. What organizers think of an employer is theirs and the officers'. */
import { entity, full } from '../entity/entity.ts';
import { choice, date, optional, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

const card = ['name', 'orgType', 'address', 'city', 'state', 'zipCode', 'phone', 'email', 'website'] as const;
const standing = ['saltingScore', 'saltingScoreOn', 'saltingNotes'] as const;

export const Organization = entity({
  name: 'organization',
  table: 'organizations',
  label: { one: words('Organization', 'Organización'), many: words('Organizations', 'Organizaciones') },
  fields: {
    name: text(words('Name', 'Nombre'), { max: 255 }),
    orgType: choice(
      words('Kind', 'Tipo'),
      {
        employer: words('Employer', 'Empleador'),
        union: words('Union', 'Sindicato'),
        training_partner: words('Training partner', 'Socio de formación'),
        jatc: words('JATC', 'JATC'),
      },
      { initial: 'employer' },
    ),
    address: optional(text(words('Address', 'Dirección'), { max: 255 })),
    city: optional(text(words('City', 'Ciudad'), { max: 100 })),
    state: optional(text(words('State', 'Estado'), { max: 50 })),
    zipCode: optional(text(words('ZIP code', 'Código postal'), { max: 20 })),
    phone: optional(text(words('Phone', 'Teléfono'), { max: 50, format: 'phone' })),
    email: optional(text(words('E-mail', 'Correo electrónico'), { max: 255, format: 'email' })),
    website: optional(text(words('Website', 'Sitio web'), { max: 255 })),
    saltingScore: optional(
      choice(words('Attitude', 'Actitud'), {
        '1': words('1 Hostile', '1 Hostil'),
        '2': words('2 Resistant', '2 Reacia'),
        '3': words('3 Neutral', '3 Neutral'),
        '4': words('4 Receptive', '4 Receptiva'),
        '5': words('5 Supportive', '5 Favorable'),
      }),
    ),
    /** The day from which the score holds: the history of the pair is the dated history of the score. */
    saltingScoreOn: optional(date(words('Attitude since', 'Actitud desde'))),
    saltingNotes: optional(
      text(words('Organizing notes', 'Notas de organización'), { max: 10_000, multiline: true }),
    ),
  },
  indexes: [['name']],
  together: [
    ['address', 'city', 'state', 'zipCode'],
    ['saltingScore', 'saltingScoreOn'],
  ],
  writes: 'changes',
  access: {
    admin: { employers: full },
    officer: { employers: full },
    staff: { employers: { read: card, update: card } },
    organizer: { employers: { read: [...card, ...standing], update: standing } },
  },
  scopes: () => ['employers'],
  show: {
    find: ['name', 'city', 'address', 'phone', 'email'],
    title: ['name'],
    columns: ['name', 'orgType', 'city', 'phone', 'saltingScore'],
    order: ['name'],
  },
});
