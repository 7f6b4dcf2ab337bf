/** Every command's deed, by its name on the wire. */
import type { CommandDeed, Commands } from '../sync/run-command.ts';
import { acknowledgeAlert } from './acknowledge-alert.ts';
import { closeRefusal } from './close-refusal.ts';
import { correctRecord } from './correct-record.ts';
import { decideSetAside } from './decide-set-aside.ts';
import { endRole } from './end-role.ts';
import { endSession } from './end-session.ts';
import { forceResync } from './force-resync.ts';
import { grantRole } from './grant-role.ts';
import { resolveConflict } from './resolve-conflict.ts';

const deeds: readonly CommandDeed[] = [
  grantRole,
  endRole,
  endSession,
  forceResync,
  correctRecord,
  decideSetAside,
  resolveConflict,
  closeRefusal,
  acknowledgeAlert,
];

export const commandDeeds: Commands = new Map(deeds.map((deed) => [deed.facts.name, deed]));
