/** A role a person holds, with its start and its end. An ended grant stops counting by itself, on server and device. */
import { entity, see } from '../entity/entity.ts';
import { copied, instant, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const UserRole = entity({
  name: 'userRole',
  table: 'user_roles',
  label: { one: words('Role grant', 'Función asignada'), many: words('Role grants', 'Funciones asignadas') },
  fields: {
    userId: reference('user', words('Person', 'Persona')),
    roleId: reference('role', words('Role', 'Función')),
    roleName: copied(text(words('Role', 'Función'), { max: 20 }), 'roleId', 'name'),
    startsAt: instant(words('Starts', 'Comienza')),
    expiresAt: optional(instant(words('Ends', 'Termina'))),
    grantedById: optional(reference('user', words('Granted by', 'Otorgada por'))),
  },
  indexes: [['userId']],
  writes: 'commands',
  access: { anyone: { user: see }, admin: { local: see }, officer: { local: see } },
  scopes: (row) => ['local', `user:${String(row.userId)}`],
  rules: [
    {
      field: 'expiresAt',
      message: words('The end must be after the start.', 'El final debe ser posterior al comienzo.'),
      holds: (row) => !row.expiresAt || String(row.expiresAt) > String(row.startsAt),
    },
  ],
  show: {
    title: ['roleName'],
    columns: ['roleName', 'startsAt', 'expiresAt'],
    order: ['userId', 'roleName', 'startsAt'],
  },
});
