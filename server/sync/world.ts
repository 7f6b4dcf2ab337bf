/** What every step of one transaction shares: who asks, what they hold, when it is, and which life of the database. */
import type { Holding } from '../../shared/access/holdings.ts';
import { isLive } from '../../shared/access/holdings.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import type { LoadedActor, Seat } from '../access/actor.ts';
import { loadActor } from '../access/actor.ts';
import { knownHoldings } from '../access/known-holdings.ts';
import type { Transaction } from '../database/connection.ts';

export interface World {
  readonly registry: Registry;
  readonly localId: string;
  readonly userId: string;
  /** Null for a request that comes from no device: REST, a command of the office, a job. */
  readonly deviceId: string | null;
  readonly actor: LoadedActor;
  readonly holdings: readonly Holding[];
  readonly liveRoles: readonly (Role | 'anyone')[];
  /** Milliseconds, UTC. */
  readonly now: number;
  /** Which life of the database this is. */
  readonly epoch: string;
  /** When it began, if it began with a restore. */
  readonly restoredAt: number | null;
  /** A place where a test may end the story. */
  readonly reach: (point: string) => void;
}

export interface WorldFacts {
  readonly registry: Registry;
  readonly seat: Seat;
  readonly deviceId: string | null;
  readonly now: number;
  readonly reach: (point: string) => void;
}

/** Undefined when the seat is not (or no longer) one that may ask anything. */
export async function openWorld(tx: Transaction, facts: WorldFacts): Promise<World | undefined> {
  const [actor, epoch] = await Promise.all([loadActor(tx, facts.seat, facts.now), epochOf(tx)]);
  if (!actor) return undefined;
  const live = actor.grants.filter((grant) => isLive(grant, facts.now)).map((grant) => grant.role);
  return {
    registry: facts.registry,
    localId: facts.seat.localId,
    userId: facts.seat.userId,
    deviceId: facts.deviceId,
    actor,
    holdings: knownHoldings(actor, facts.registry, facts.now),
    liveRoles: live.length > 0 ? ['anyone', ...new Set(live)] : [],
    now: facts.now,
    epoch: epoch.epoch,
    restoredAt: epoch.previous !== null ? Date.parse(epoch.since) : null,
    reach: facts.reach,
  };
}

interface Epoch {
  readonly epoch: string;
  readonly previous: string | null;
  readonly since: string;
}

/** A server looks at the epoch when it starts; a tool that writes to a new database may come before it. */
export async function epochOf(tx: Transaction): Promise<Epoch> {
  const read = () => tx<Epoch[]>`select epoch, previous, since from sync.epoch`;
  const [known] = await read();
  if (known) return known;
  await tx`select sync.observe_epoch()`;
  const [first] = await read();
  if (!first) throw new Error('sync.observe_epoch() left no epoch.');
  return first;
}
