/** Who stands behind a request, with the rights of this moment: loaded for each request, never remembered. */
import type { Context } from 'hono';
import type { Holding } from '../../shared/access/holdings.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import type { LoadedActor } from '../access/actor.ts';
import { loadActor } from '../access/actor.ts';
import { knownHoldings } from '../access/known-holdings.ts';
import { refuse } from '../access/refuse.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import type { LocalContext, Sql, Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';

export type SeatedContext = Context<RequestEnvironment>;

export interface AskerDependencies {
  readonly sql: Sql;
  readonly registry: Registry;
  /** Milliseconds, UTC. */
  readonly now: () => number;
}

export interface SeatedAsker {
  readonly actor: LoadedActor;
  readonly context: LocalContext;
  readonly holdings: readonly Holding[];
}

/** What the database must know of the request. `deviceId`: the device that a sync request names; else the session's. */
export function contextOf(c: SeatedContext, deviceId: string | null = c.var.session.deviceId): LocalContext {
  const { seat, session, requestId } = c.var;
  return { localId: seat.localId, userId: seat.userId, accountId: session.accountId, deviceId, requestId };
}

export const seatOf = (context: LocalContext) => ({
  localId: context.localId,
  userId: context.userId ?? '',
  accountId: context.accountId ?? '',
});

/** Undefined when the seat was switched off a moment ago. */
export async function findAsker(
  deps: AskerDependencies,
  context: LocalContext,
  transaction: Transaction,
): Promise<SeatedAsker | undefined> {
  const actor = await loadActor(transaction, seatOf(context), deps.now());
  return actor && { actor, context, holdings: knownHoldings(actor, deps.registry, deps.now()) };
}

export const loadAsker = (deps: AskerDependencies, context: LocalContext): Promise<SeatedAsker | undefined> =>
  inLocal(deps.sql, context, (transaction) => findAsker(deps, context, transaction), 'snapshot');

export const refuseSeat = (c: Context): Response =>
  refuse(c, 403, 'no_seat', 'This account has no active seat in that local.');
