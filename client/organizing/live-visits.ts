/** The visits of this device as a signal, and the names of those who logged them. */
import type { Accessor } from 'solid-js';
import { SaltingActivity } from '../../shared/entities/salting-activity.ts';
import { nameOfPerson } from '../components/person-name.ts';
import { createLive } from '../components/live.ts';
import type { Hall } from '../hall.ts';
import { toVisit } from './visits.ts';
import type { Visit } from './visits.ts';

export interface LiveVisits {
  readonly visits: readonly Visit[];
  /** Name by the id of a seat; empty when the person is not known here. */
  readonly names: ReadonlyMap<string, string>;
}

export const createVisits = (hall: Hall): Accessor<LiveVisits | undefined> =>
  createLive(hall.rows, [SaltingActivity.name, 'user'], hall.holdings, async () => {
    const visits = (await hall.rows.list(SaltingActivity.name)).map(toVisit);
    const others = [...new Set(visits.map((visit) => visit.organizerId))];
    const named = await Promise.all(
      others.map(async (id) => [id, await nameOfPerson(hall.rows, id)] as const),
    );
    return { visits, names: new Map(named) };
  });
