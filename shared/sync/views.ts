/** How opened records are told (docs/sync.md, "Views"): what device and server must agree on. */
import type { Entity } from '../entity/entity.ts';
import { uuidV5 } from '../values/uuid.ts';

/** Opened again within this time by the same person, a record leaves no further trace. */
export const viewEachMs = 10 * 60_000;
export const viewsPerRequest = 500;

/** The id of a view: the same however often it is told. `at` in milliseconds by the device's clock. */
export const viewId = (
  localId: string,
  userId: string,
  deviceId: string,
  entity: Entity['name'],
  row: string,
  at: number,
): string => uuidV5([localId, 'view', userId, deviceId, entity, row, String(at)].join('|'));
