/** Who the person is and what they hold at this moment, as signals; ended grants stop counting by themselves. */
import { createSignal } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Actor, Holding } from '../../shared/access/holdings.ts';
import { heldScopes, holdingsOf } from '../../shared/access/holdings.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import type { Held } from '../store/departures.ts';
import type { Bootstrap } from '../store/shapes.ts';

export interface Person {
  readonly actor: Accessor<Actor>;
  readonly holdings: Accessor<readonly Holding[]>;
  readonly zone: Accessor<string>;
  /** Looks again, with the present time or with news. `serverHeld`: what the server last said is held. */
  look(news?: { readonly bootstrap?: Bootstrap; readonly serverHeld?: Held }): void;
  /** The server holds other scopes for this person than the roles we know of give. */
  isOutdated(): boolean;
  /** Milliseconds by the server's clock; undefined when nothing ends. */
  nextEnd(): number | undefined;
}

export function createPerson(
  registry: Registry,
  first: Bootstrap,
  held: Held | null,
  now: () => number,
): Person {
  let bootstrap = first;
  let serverHeld = held;
  const holdingsNow = (): readonly Holding[] => {
    const moment = now();
    const isHeld = (scope: string): boolean => {
      if (!serverHeld) return true;
      const until = serverHeld[scope];
      return until === null || (until !== undefined && Date.parse(until) > moment);
    };
    return holdingsOf(bootstrap.actor, registry, moment).filter(({ scope }) => isHeld(scope));
  };
  const [actor, setActor] = createSignal<Actor>(first.actor);
  const [zone, setZone] = createSignal(first.zone);
  const [holdings, setHoldings] = createSignal<readonly Holding[]>(holdingsNow(), {
    equals: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  return {
    actor,
    zone,
    holdings,
    look: (news) => {
      bootstrap = news?.bootstrap ?? bootstrap;
      serverHeld = news?.serverHeld ?? serverHeld;
      setActor(bootstrap.actor);
      setZone(bootstrap.zone);
      setHoldings(holdingsNow());
    },
    isOutdated: () => {
      if (!serverHeld) return false;
      const mine = heldScopes(holdingsOf(bootstrap.actor, registry, now()));
      return (
        Object.keys(serverHeld).length !== mine.size ||
        Object.keys(serverHeld).some((scope) => !mine.has(scope))
      );
    },
    nextEnd: () => {
      const ends = [
        ...holdings().map(({ until }) => until),
        ...Object.values(serverHeld ?? {}).map((until) => (until === null ? null : Date.parse(until))),
        ...bootstrap.actor.grants.map(({ startsAt }) => startsAt),
      ].filter((moment): moment is number => moment !== null && moment > now());
      return ends.length === 0 ? undefined : Math.min(...ends);
    },
  };
}
