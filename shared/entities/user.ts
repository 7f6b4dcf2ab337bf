/** A person's seat in one local. The account behind it (e-mail, password) is global and is not an entity. */
import { entity, see, seeOnly } from '../entity/entity.ts';
import { flag, optional, reference, serverKept, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const User = entity({
  name: 'user',
  table: 'users',
  label: { one: words('Person', 'Persona'), many: words('People', 'Personas') },
  fields: {
    firstName: text(words('First name', 'Nombre'), { max: 100 }),
    lastName: text(words('Last name', 'Apellido'), { max: 100 }),
    email: text(words('E-mail', 'Correo electrónico'), { max: 255, format: 'email' }),
    isActive: flag(words('Active', 'Activo'), { initial: true }),
    memberId: optional(reference('member', words('Member', 'Miembro'))),
    accountId: serverKept(optional(text(words('Account', 'Cuenta'), { max: 36, guard: 'secret' }))),
  },
  unique: [['memberId']],
  writes: 'commands',
  access: {
    anyone: { user: see },
    admin: { local: see },
    officer: { local: see },
    staff: { local: seeOnly('firstName', 'lastName', 'isActive') },
    organizer: { local: seeOnly('firstName', 'lastName', 'isActive') },
    instructor: { local: seeOnly('firstName', 'lastName', 'isActive') },
  },
  scopes: (row) => ['local', `user:${row.id}`],
  show: {
    title: ['firstName', 'lastName'],
    columns: ['lastName', 'firstName', 'isActive'],
    order: ['lastName', 'firstName'],
  },
});
