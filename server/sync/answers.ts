/** From what was decided and kept to what the sender is told: row values are put in here, under the rights of this moment. */
import { project, scopesOf } from '../../shared/access/can.ts';
import type { Row } from '../../shared/entity/entity.ts';
import type { Answer } from '../../shared/sync/protocol.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Parsed } from './parse-changes.ts';
import type { Desk, WorkingRow } from './rows.ts';
import type { Taken } from './take-batch.ts';
import type { World } from './world.ts';

export function answerOf(
  world: World,
  { id, stored, isRepeat, shows }: Taken,
  desk: Desk,
  online: boolean,
): Answer {
  const { outcome, at, refusal, record, result } = stored;
  const found = shows?.row ? desk.find(shows.entity, shows.row) : undefined;
  const row = found && shownRow(world, shows?.entity ?? '', found, online);
  return {
    id,
    ...(isRepeat ? { outcome: 'repeated', first: outcome } : { outcome }),
    ...(row ? { row } : {}),
    ...(refusal ? { refusal } : {}),
    ...(record === undefined ? {} : { record }),
    ...(result === undefined ? {} : { result }),
    at,
  };
}

/** As far as its reader may see it at this moment; a removed row is shown to nobody. */
function shownRow(world: World, entity: string, found: WorkingRow, online: boolean): Row | undefined {
  const of = world.registry.get(entity);
  if (!of || found.deletedAt !== null) return undefined;
  const row = { ...found.values, id: found.id, version: found.version };
  return project(of, world.holdings, row, scopesOf(of, row), online);
}

/** The same refusal for everything: nothing was looked at, and nothing is kept. */
export function refuseAll(
  parsed: readonly Parsed[],
  now: number,
  code: 'not_allowed' | 'device_forked',
): readonly Answer[] {
  const at = new Date(now).toISOString();
  return parsed.map((one) => ({ id: one.head?.id ?? '', outcome: 'refused', refusal: refuse(code), at }));
}
