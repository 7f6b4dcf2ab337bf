/** A person on the local's rolls. Birth date stays in the office: it is never stored on a device. */
import { allFields, entity, seeOnly } from '../entity/entity.ts';
import { choice, date, optional, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

const contact = ['phone', 'email', 'address', 'city', 'state', 'zipCode'] as const;
const card = [
  'memberNumber',
  'firstName',
  'lastName',
  'middleName',
  'classification',
  'status',
  ...contact,
] as const;

export const Member = entity({
  name: 'member',
  table: 'members',
  label: { one: words('Member', 'Miembro'), many: words('Members', 'Miembros') },
  fields: {
    memberNumber: text(words('Member number', 'Número de miembro'), { max: 50 }),
    firstName: text(words('First name', 'Nombre'), { max: 100 }),
    lastName: text(words('Last name', 'Apellido'), { max: 100 }),
    middleName: optional(text(words('Middle name', 'Segundo nombre'), { max: 100 })),
    address: optional(text(words('Address', 'Dirección'), { max: 255, guard: 'sensitive' })),
    city: optional(text(words('City', 'Ciudad'), { max: 100 })),
    state: optional(text(words('State', 'Estado'), { max: 50 })),
    zipCode: optional(text(words('ZIP code', 'Código postal'), { max: 20 })),
    phone: optional(text(words('Phone', 'Teléfono'), { max: 50, format: 'phone', guard: 'sensitive' })),
    email: optional(
      text(words('E-mail', 'Correo electrónico'), { max: 255, format: 'email', guard: 'sensitive' }),
    ),
    dateOfBirth: optional(date(words('Date of birth', 'Fecha de nacimiento'), { guard: 'onlineOnly' })),
    hireDate: optional(date(words('Joined the union', 'Ingreso al sindicato'))),
    status: choice(
      words('Status', 'Situación'),
      {
        active: words('Active', 'Activo'),
        inactive: words('Inactive', 'Inactivo'),
        suspended: words('Suspended', 'Suspendido'),
        retired: words('Retired', 'Jubilado'),
        deceased: words('Deceased', 'Fallecido'),
      },
      { initial: 'active', merge: 'server' },
    ),
    classification: choice(
      words('Classification', 'Clasificación'),
      {
        apprentice_1: words('Apprentice 1', 'Aprendiz 1'),
        apprentice_2: words('Apprentice 2', 'Aprendiz 2'),
        apprentice_3: words('Apprentice 3', 'Aprendiz 3'),
        apprentice_4: words('Apprentice 4', 'Aprendiz 4'),
        apprentice_5: words('Apprentice 5', 'Aprendiz 5'),
        journeyman: words('Journeyman', 'Oficial'),
        foreman: words('Foreman', 'Capataz'),
        retiree: words('Retiree', 'Jubilado'),
        honorary: words('Honorary', 'Honorario'),
      },
      { merge: 'server' },
    ),
    /** The days from which status and classification hold: the history of each pair is its dated history. */
    statusOn: optional(date(words('Status since', 'Situación desde'), { merge: 'server' })),
    classificationOn: optional(
      date(words('Classification since', 'Clasificación desde'), { merge: 'server' }),
    ),
    generalNotes: optional(text(words('General notes', 'Notas generales'), { max: 10_000, multiline: true })),
  },
  unique: [['memberNumber']],
  together: [
    ['address', 'city', 'state', 'zipCode'],
    ['status', 'statusOn'],
    ['classification', 'classificationOn'],
  ],
  writes: 'changes',
  access: {
    admin: { roster: { read: allFields, create: allFields, update: allFields, delete: true } },
    officer: { roster: { read: allFields, create: allFields, update: allFields, delete: true } },
    staff: { roster: { read: allFields, create: allFields, update: allFields } },
    organizer: { roster: { read: card, update: contact } },
    member: { member: { ...seeOnly(...card, 'hireDate'), update: contact } },
  },
  scopes: (row) => ['roster', `member:${row.id}`],
  show: {
    find: ['memberNumber', 'firstName', 'middleName', 'lastName', 'phone', 'email'],
    title: ['firstName', 'lastName'],
    columns: ['memberNumber', 'lastName', 'firstName', 'classification', 'status'],
    order: ['lastName', 'firstName'],
  },
});
