/** Something an administrator should look at: unusually much of one thing by one person. Made by the server alone. */
import { entity, see } from '../entity/entity.ts';
import { choice, instant, integer, optional, reference, serverKept, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Alert = entity({
  name: 'alert',
  table: 'alerts',
  label: { one: words('Alert', 'Alerta'), many: words('Alerts', 'Alertas') },
  fields: {
    kind: serverKept(
      choice(words('Kind', 'Tipo'), {
        members_opened: words('Many member records opened', 'Muchas fichas de miembros abiertas'),
        deletes: words('Many records removed', 'Muchos registros eliminados'),
        failed_sign_ins: words('Many failed sign-ins', 'Muchos inicios de sesión fallidos'),
      }),
    ),
    /** The person's id, or `all` when the accounts of several people were tried: what makes the key whole. */
    about: serverKept(text(words('About', 'Sobre'), { max: 36 })),
    userId: serverKept(optional(reference('user', words('Person', 'Persona')))),
    count: serverKept(integer(words('How many', 'Cuántos'), { least: 1 })),
    since: serverKept(instant(words('From', 'Desde'))),
    until: serverKept(instant(words('To', 'Hasta'))),
    /** The beginning of the stretch of time that has this alert once. */
    windowAt: serverKept(instant(words('Window', 'Intervalo'))),
    acknowledgedById: serverKept(optional(reference('user', words('Seen by', 'Visto por')))),
    acknowledgedAt: serverKept(optional(instant(words('Seen', 'Visto')))),
  },
  identity: ['kind', 'about', 'windowAt'],
  unique: [['kind', 'about', 'windowAt']],
  indexes: [['userId']],
  writes: 'commands',
  access: { admin: { alerts: see } },
  scopes: () => ['alerts'],
  show: {
    title: ['kind'],
    columns: ['kind', 'userId', 'count', 'since', 'until', 'acknowledgedAt'],
    order: ['since'],
  },
});
