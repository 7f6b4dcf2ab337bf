/** Two people changed the same field. The server's value stands until one of them, or the office, chooses. */
import { entity, see } from '../entity/entity.ts';
import { choice, instant, json, optional, reference, serverKept, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Conflict = entity({
  name: 'conflict',
  table: 'conflicts',
  label: { one: words('Conflict', 'Conflicto'), many: words('Conflicts', 'Conflictos') },
  fields: {
    about: serverKept(text(words('Kind of record', 'Tipo de registro'), { max: 60 })),
    row: serverKept(text(words('Record', 'Registro'), { max: 36 })),
    changeId: serverKept(text(words('Change', 'Cambio'), { max: 36 })),
    /** { field: {base, mine, theirs} } for the fields in dispute. */
    values: serverKept(json(words('Values', 'Valores'), { guard: 'sensitive' })),
    userId: serverKept(reference('user', words('Whose change', 'Cambio de'))),
    otherUserId: serverKept(optional(reference('user', words('Whose value stands', 'Valor vigente de')))),
    /** When the value that stands was given, by the server's clock. */
    otherAt: serverKept(optional(instant(words('Value given', 'Valor dado')))),
    changedAt: serverKept(instant(words('Changed on the device', 'Cambiado en el dispositivo'))),
    kind: serverKept(
      choice(words('Kind', 'Tipo'), {
        ask: words('Same field changed twice', 'El mismo dato cambiado dos veces'),
        request: words('Request to the office', 'Solicitud a la oficina'),
        rule: words('Together they break a rule', 'Juntos incumplen una regla'),
      }),
    ),
    state: serverKept(
      choice(
        words('State', 'Estado'),
        {
          open: words('Open', 'Abierto'),
          mine: words('Changed', 'Cambiado'),
          theirs: words('Kept', 'Mantenido'),
        },
        { initial: 'open' },
      ),
    ),
    resolvedById: serverKept(optional(reference('user', words('Decided by', 'Decidido por')))),
    resolvedAt: serverKept(optional(instant(words('Decided', 'Decidido')))),
  },
  indexes: [['row'], ['userId']],
  writes: 'engine',
  access: { anyone: { user: see }, admin: { review: see }, officer: { review: see }, staff: { review: see } },
  scopes: (row) => [
    `user:${String(row.userId)}`,
    ...(row.otherUserId && row.otherUserId !== row.userId ? [`user:${String(row.otherUserId)}`] : []),
    `review:${String(row.about)}`,
  ],
  show: { title: ['about'], columns: ['about', 'state', 'changedAt'], order: ['changedAt'] },
});
