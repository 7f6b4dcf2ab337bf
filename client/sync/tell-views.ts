/** Tells the office which personal records were opened here. Nobody waits for it; what was not heard is told again. */
import * as v from 'valibot';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { ViewsRequest } from '../../shared/sync/requests.ts';
import { viewId, viewsPerRequest } from '../../shared/sync/views.ts';
import { dropViews, waitingViews } from '../store/views.ts';
import type { Contact } from './contact.ts';
import { reportDevice } from './contact.ts';
import { requestJson } from './wire.ts';

const Taken = v.object({ protocol: v.number() });
const patienceMs = 20_000;

export async function tellViews(contact: Contact): Promise<void> {
  const { core } = contact.store;
  for (;;) {
    const waiting = await waitingViews(core, viewsPerRequest);
    if (waiting.length === 0) return;
    const device = reportDevice(contact);
    const views = waiting.map(({ entity, row, at }) => ({
      id: viewId(core.localId, core.userId, device.id, entity, row, at),
      entity,
      row,
      at: new Date(at).toISOString(),
    }));
    const body: ViewsRequest = { protocol: protocolVersion, device, views };
    const signal = AbortSignal.timeout(patienceMs);
    const reply = await requestJson(contact.session, '/api/sync/views', Taken, { body, signal });
    if (reply.kind !== 'ok') return;
    await dropViews(core, waiting);
  }
}
