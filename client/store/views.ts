/**
 * Personal records that were opened on this device, until the office has heard of it (P5). They wait beside the outbox
 * and not in it: nobody's work, counted nowhere, told in idle time (client/sync/tell-views.ts). Only ids and moments are
 * kept. They go with their owner's store.
 */
import { viewEachMs, viewsPerRequest } from '../../shared/sync/views.ts';
import type { Views } from '../hall.ts';
import type { Core } from './core.ts';

export interface WaitingView {
  readonly entity: string;
  readonly row: string;
  /** Device time, milliseconds. */
  readonly at: number;
}

const prefix = 'view:';
const keyOf = ({ entity, row, at }: WaitingView): string => `${prefix}${entity}:${row}:${at}`;

export const viewsOf = (core: Core): Views => ({
  note: (entity, row) => noteView(core, entity, row),
  waiting: async () => (await waitingViews(core, viewsPerRequest)).length,
});

/** Opened again within ten minutes is opened once. */
async function noteView({ database, clock }: Core, entity: string, row: string): Promise<void> {
  const at = clock.now();
  await database.change([], async ({ meta }) => {
    const known = await meta.where('name').startsWith(`${prefix}${entity}:${row}:`).toArray();
    if (known.some(({ value = 0 }) => Math.abs(at - value) < viewEachMs)) return;
    await meta.put({ name: keyOf({ entity, row, at }), value: at });
  });
}

export async function waitingViews({ database }: Core, most: number): Promise<readonly WaitingView[]> {
  const found = await database.read(['meta'], ({ meta }) =>
    meta.where('name').startsWith(prefix).limit(most).toArray(),
  );
  return found.map(({ name, value = 0 }) => {
    const [, entity = '', row = ''] = name.split(':');
    return { entity, row, at: value };
  });
}

export const dropViews = ({ database }: Core, views: readonly WaitingView[]): Promise<void> =>
  database.change([], ({ meta }) => meta.bulkDelete(views.map(keyOf)));
