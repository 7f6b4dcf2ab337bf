/** The commands there are: one line each. */
import { reference, choice, instant, optional } from '../entity/field.ts';
import { roleLabels } from '../access/roles.ts';
import { words } from '../values/words.ts';
import type { Command } from './command.ts';
import { command } from './command.ts';

export const GrantRole = command({
  name: 'grantRole',
  label: words('Grant a role', 'Otorgar una función'),
  fields: {
    userId: reference('user', words('Person', 'Persona')),
    roleName: choice(words('Role', 'Función'), roleLabels),
    startsAt: optional(instant(words('Starts', 'Comienza'))),
    expiresAt: optional(instant(words('Ends', 'Termina'))),
  },
  roles: ['admin'],
  when: 'online',
});

export const EndRole = command({
  name: 'endRole',
  label: words('End a role', 'Terminar una función'),
  fields: { userRoleId: reference('userRole', words('Role grant', 'Función asignada')) },
  roles: ['admin'],
  when: 'online',
});

export const DecideSetAside = command({
  name: 'decideSetAside',
  label: words('Decide a set-aside change', 'Decidir un cambio apartado'),
  fields: {
    setAsideId: reference('setAside', words('Set-aside change', 'Cambio apartado')),
    decision: choice(words('Decision', 'Decisión'), {
      take: words('Take it', 'Aceptarlo'),
      discard: words('Discard it', 'Descartarlo'),
    }),
  },
  roles: ['admin', 'officer', 'staff'],
  when: 'online',
});

export const ResolveConflict = command({
  name: 'resolveConflict',
  label: words('Resolve a conflict', 'Resolver un conflicto'),
  fields: {
    conflictId: reference('conflict', words('Conflict', 'Conflicto')),
    choose: choice(words('Keep', 'Conservar'), {
      mine: words('The change that was held back', 'El cambio retenido'),
      theirs: words('The value that stands', 'El valor vigente'),
    }),
  },
  roles: ['admin', 'officer', 'staff', 'organizer', 'instructor', 'member'],
  when: 'online',
});

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
  roles: ['admin', 'officer', 'staff', 'organizer', 'instructor', 'member'],
  when: 'queued',
});

export const AcknowledgeAlert = command({
  name: 'acknowledgeAlert',
  label: words('Mark an alert as seen', 'Marcar una alerta como vista'),
  fields: { alertId: reference('alert', words('Alert', 'Alerta')) },
  roles: ['admin'],
  when: 'online',
});

export const commands: ReadonlyMap<string, Command> = new Map(
  [GrantRole, EndRole, DecideSetAside, ResolveConflict, CloseRefusal, AcknowledgeAlert].map((one) => [
    one.name,
    one,
  ]),
);
