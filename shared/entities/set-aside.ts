/** Work that reached the office after its author lost the record: kept whole until someone takes or discards it. */
import { entity, see } from '../entity/entity.ts';
import { choice, instant, json, optional, reference, serverKept, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const SetAside = entity({
  name: 'setAside',
  table: 'set_asides',
  label: {
    one: words('Set-aside change', 'Cambio apartado'),
    many: words('Set-aside changes', 'Cambios apartados'),
  },
  fields: {
    about: serverKept(text(words('Kind of record', 'Tipo de registro'), { max: 60 })),
    row: serverKept(optional(text(words('Record', 'Registro'), { max: 36 }))),
    changeId: serverKept(text(words('Change', 'Cambio'), { max: 36 })),
    change: serverKept(json(words('What was sent', 'Lo enviado'), { guard: 'sensitive' })),
    userId: serverKept(optional(reference('user', words('Whose change', 'Cambio de')))),
    deviceId: serverKept(optional(text(words('Device', 'Dispositivo'), { max: 36 }))),
    changedAt: serverKept(instant(words('Changed on the device', 'Cambiado en el dispositivo'))),
    reason: serverKept(
      choice(words('Why', 'Motivo'), {
        out_of_reach: words('No longer in the author’s reach', 'Fuera del alcance del autor'),
        role_ended: words('The author’s role ended', 'La función del autor terminó'),
        handed_over: words('Handed over at sign-out', 'Entregado al cerrar sesión'),
        restored: words('From before a restore', 'De antes de una restauración'),
      }),
    ),
    state: serverKept(
      choice(
        words('State', 'Estado'),
        {
          open: words('Open', 'Abierto'),
          taken: words('Taken', 'Aceptado'),
          discarded: words('Discarded', 'Descartado'),
        },
        { initial: 'open' },
      ),
    ),
    decidedById: serverKept(optional(reference('user', words('Decided by', 'Decidido por')))),
    decidedAt: serverKept(optional(instant(words('Decided', 'Decidido')))),
  },
  indexes: [['userId']],
  writes: 'engine',
  access: { anyone: { user: see }, admin: { review: see }, officer: { review: see }, staff: { review: see } },
  scopes: (row) => [...(row.userId ? [`user:${String(row.userId)}`] : []), `review:${String(row.about)}`],
  show: { title: ['about'], columns: ['about', 'state', 'changedAt'], order: ['changedAt'] },
});
