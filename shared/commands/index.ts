/** The commands there are: one line each. */
import { reference, choice, instant, json, optional, text } from '../entity/field.ts';
import { correctors } from '../access/correct.ts';
import { roleLabels, roles } from '../access/roles.ts';
import { words } from '../values/words.ts';
import type { Command } from './command.ts';
import { command } from './command.ts';
import { CloseRefusal } from './queued.ts';

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
  roles,
  when: 'online',
});

export const EndSession = command({
  name: 'endSession',
  label: words('End the session of a device', 'Cerrar la sesión de un dispositivo'),
  fields: { deviceId: reference('device', words('Device', 'Dispositivo')) },
  roles: ['admin'],
  when: 'online',
});

export const ForceResync = command({
  name: 'forceResync',
  label: words('Make a device fetch everything again', 'Hacer que un dispositivo descargue todo de nuevo'),
  fields: { deviceId: reference('device', words('Device', 'Dispositivo')) },
  roles: ['admin'],
  when: 'online',
});

export const AcknowledgeAlert = command({
  name: 'acknowledgeAlert',
  label: words('Mark an alert as seen', 'Marcar una alerta como vista'),
  fields: { alertId: reference('alert', words('Alert', 'Alerta')) },
  roles: ['admin'],
  when: 'online',
});

/** What is corrected is sensitive as a whole: the log of the row tells it to those who may know, the log of the command does not. */
export const CorrectRecord = command({
  name: 'correctRecord',
  label: words('Correct with a reason', 'Corregir con un motivo'),
  fields: {
    entity: text(words('Kind of record', 'Tipo de registro'), { max: 60 }),
    row: text(words('Record', 'Registro'), { max: 36 }),
    set: json(words('New values', 'Valores nuevos'), { guard: 'sensitive' }),
    base: json(words('What it said before', 'Lo que decía antes'), { guard: 'sensitive' }),
    reason: text(words('Reason', 'Motivo'), { max: 500, multiline: true }),
  },
  roles: correctors,
  when: 'online',
});

export { CloseRefusal };

export const commands: ReadonlyMap<string, Command> = new Map(
  [
    GrantRole,
    EndRole,
    EndSession,
    ForceResync,
    CorrectRecord,
    DecideSetAside,
    ResolveConflict,
    CloseRefusal,
    AcknowledgeAlert,
  ].map((one) => [one.name, one]),
);
