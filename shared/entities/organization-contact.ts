/** A person to talk to at an organization. At most one of an organization's contacts is the first to call. */
import { entity, full, keep } from '../entity/entity.ts';
import { copied, flag, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const OrganizationContact = entity({
  name: 'organizationContact',
  table: 'organization_contacts',
  label: { one: words('Contact', 'Contacto'), many: words('Contacts', 'Contactos') },
  fields: {
    organizationId: reference('organization', words('Organization', 'Organización')),
    organizationName: copied(
      text(words('Organization', 'Organización'), { max: 255 }),
      'organizationId',
      'name',
    ),
    firstName: text(words('First name', 'Nombre'), { max: 100 }),
    lastName: text(words('Last name', 'Apellido'), { max: 100 }),
    title: optional(text(words('Title', 'Cargo'), { max: 100 })),
    phone: optional(text(words('Phone', 'Teléfono'), { max: 50, format: 'phone', guard: 'sensitive' })),
    email: optional(
      text(words('E-mail', 'Correo electrónico'), { max: 255, format: 'email', guard: 'sensitive' }),
    ),
    isPrimary: flag(words('First to call', 'Primer contacto'), { initial: false, merge: 'latest' }),
    notes: optional(text(words('Notes', 'Notas'), { max: 500, multiline: true })),
  },
  indexes: [['organizationId']],
  sole: [{ flag: 'isPrimary', within: 'organizationId' }],
  writes: 'changes',
  access: {
    admin: { employers: full },
    officer: { employers: full },
    staff: { employers: full },
    organizer: { employers: keep },
  },
  scopes: () => ['employers'],
  show: {
    find: ['firstName', 'lastName', 'organizationName', 'title', 'phone', 'email'],
    title: ['firstName', 'lastName'],
    columns: ['lastName', 'firstName', 'organizationName', 'title', 'phone', 'isPrimary'],
    order: ['organizationName', 'lastName', 'firstName'],
  },
});
