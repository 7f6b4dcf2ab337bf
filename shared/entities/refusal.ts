/** A change that was not accepted: its author and the office see what it was and why. */
import { entity, see } from '../entity/entity.ts';
import { choice, instant, json, optional, reference, serverKept, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const RefusalEntity = entity({
  name: 'refusal',
  table: 'refusals',
  label: {
    one: words('Refused change', 'Cambio rechazado'),
    many: words('Refused changes', 'Cambios rechazados'),
  },
  fields: {
    about: serverKept(text(words('Kind of record', 'Tipo de registro'), { max: 60 })),
    row: serverKept(optional(text(words('Record', 'Registro'), { max: 200 }))),
    changeId: serverKept(text(words('Change', 'Cambio'), { max: 36 })),
    change: serverKept(json(words('What was sent', 'Lo enviado'), { guard: 'sensitive' })),
    refusal: serverKept(json(words('Why', 'Motivo'))),
    userId: serverKept(reference('user', words('Whose change', 'Cambio de'))),
    deviceId: serverKept(optional(text(words('Device', 'Dispositivo'), { max: 36 }))),
    changedAt: serverKept(instant(words('Changed on the device', 'Cambiado en el dispositivo'))),
    state: serverKept(
      choice(
        words('State', 'Estado'),
        {
          open: words('Open', 'Abierto'),
          corrected: words('Corrected', 'Corregido'),
          discarded: words('Discarded', 'Descartado'),
        },
        { initial: 'open' },
      ),
    ),
  },
  indexes: [['userId']],
  writes: 'engine',
  access: { anyone: { user: see }, admin: { review: see }, officer: { review: see }, staff: { review: see } },
  scopes: (row) => [`user:${String(row.userId)}`, `review:${String(row.about)}`],
  show: { title: ['about'], columns: ['about', 'state', 'changedAt'], order: ['changedAt'] },
});
