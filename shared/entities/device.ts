/** One browser on one machine, as one person's seat uses it: what it runs, what it still holds, when it was heard. */
import { entity, see } from '../entity/entity.ts';
import { instant, integer, optional, reference, serverKept, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

const count = (en: string, es: string) => serverKept(integer(words(en, es), { least: 0, initial: 0 }));

export const Device = entity({
  name: 'device',
  table: 'devices',
  label: { one: words('Device', 'Dispositivo'), many: words('Devices', 'Dispositivos') },
  fields: {
    userId: serverKept(reference('user', words('Person', 'Persona'))),
    label: serverKept(text(words('Name', 'Nombre'), { max: 120 })),
    appVersion: serverKept(optional(text(words('App version', 'Versión'), { max: 40 }))),
    lastContactAt: serverKept(optional(instant(words('Last contact', 'Último contacto')))),
    unsentCount: count('Unsent', 'Sin enviar'),
    oldestUnsentAt: serverKept(optional(instant(words('Oldest unsent', 'Más antiguo sin enviar')))),
    lastSequence: count('Last number received', 'Último número recibido'),
    clockOffsetMs: serverKept(integer(words('Clock offset (ms)', 'Desfase del reloj (ms)'), { initial: 0 })),
    storageUsedMb: serverKept(
      optional(integer(words('Storage used (MB)', 'Espacio usado (MB)'), { least: 0 })),
    ),
    endedAt: serverKept(optional(instant(words('Signed out', 'Sesión cerrada')))),
    /** The office asked it to fetch everything again; done when it says that it holds nothing older. */
    resyncAskedAt: serverKept(optional(instant(words('Resync asked', 'Descarga pedida')))),
    resyncDoneAt: serverKept(optional(instant(words('Resync done', 'Descarga hecha')))),
  },
  indexes: [['userId']],
  writes: 'engine',
  access: { anyone: { user: see }, admin: { review: see }, officer: { review: see } },
  scopes: (row) => [`user:${String(row.userId)}`, 'review:device'],
  show: {
    title: ['label'],
    columns: ['label', 'lastContactAt', 'unsentCount', 'appVersion'],
    order: ['label'],
  },
});
