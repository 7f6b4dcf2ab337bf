/** The commands that wait in the outbox like any change. A device must know them before it shows anything; the others need not come so early. */
import { roles } from '../access/roles.ts';
import { choice, reference } from '../entity/field.ts';
import { words } from '../values/words.ts';
import type { Command } from './command.ts';
import { command } from './command.ts';

export const CloseRefusal = command({
  name: 'closeRefusal',
  label: words('Close a refused change', 'Cerrar un cambio rechazado'),
  fields: {
    refusalId: reference('refusal', words('Refused change', 'Cambio rechazado')),
    as: choice(words('As', 'Como'), {
      corrected: words('Corrected', 'Corregido'),
      discarded: words('Discarded', 'Descartado'),
    }),
  },
  roles,
  when: 'queued',
});

export const queuedCommands: ReadonlyMap<string, Command> = new Map([[CloseRefusal.name, CloseRefusal]]);
