/** What a client asks once it knows its seat: who it is here, under which rights, and what to seal with. */
import { Hono } from 'hono';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { Access } from '../access/access.ts';
import { authenticate, selectSeat } from '../access/authenticate.ts';
import { sentinelOf } from '../access/sentinel.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import { inLocal } from '../database/connection.ts';
import { readEpoch } from '../sync/pull.ts';
import type { AskerDependencies } from './asker.ts';
import { contextOf, findAsker, refuseSeat } from './asker.ts';

export function createBootstrapRoutes(
  deps: AskerDependencies & { readonly access: Access },
): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  routes.get('/', authenticate(deps.access), selectSeat(deps.access), async (c) => {
    const context = contextOf(c);
    const found = await inLocal(
      deps.sql,
      context,
      async (transaction) => {
        const asker = await findAsker(deps, context, transaction);
        return asker && { asker, epoch: await readEpoch(transaction) };
      },
      'snapshot',
    );
    if (!found) return refuseSeat(c);
    const { localId, userId, accountId, memberId, grants, teaching, zone } = found.asker.actor;
    const { publicJwk, id } = deps.access.keys.seal;
    return c.json({
      protocol: protocolVersion,
      serverTime: new Date(deps.now()).toISOString(),
      epoch: found.epoch,
      zone,
      actor: { localId, userId, accountId, memberId, grants, teaching },
      sealKey: publicJwk,
      sealKeyId: id,
      sentinel: sentinelOf(c, deps.access, userId),
    });
  });
  return routes;
}
