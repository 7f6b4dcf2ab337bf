/** What a person can be in the hall. System roles come with unionhall and cannot be removed. */
import { entity, see } from '../entity/entity.ts';
import { choice, flag, optional, text } from '../entity/field.ts';
import { roleLabels } from '../access/roles.ts';
import { words } from '../values/words.ts';

export const RoleEntity = entity({
  name: 'role',
  table: 'roles',
  label: { one: words('Role', 'Función'), many: words('Roles', 'Funciones') },
  fields: {
    name: choice(words('Role', 'Función'), roleLabels),
    description: optional(text(words('Description', 'Descripción'), { max: 500 })),
    isSystemRole: flag(words('System role', 'Función del sistema'), { initial: true }),
  },
  identity: ['name'],
  unique: [['name']],
  writes: 'commands',
  access: {
    admin: { local: see },
    officer: { local: see },
    staff: { local: see },
    organizer: { local: see },
    instructor: { local: see },
  },
  scopes: () => ['local'],
  show: { title: ['name'], columns: ['name', 'description'], order: ['name'] },
});
