/** What a person should hold, worked out row by row with the policy's own words: the judge of every pull. */
import { holdingsOf } from '../../shared/access/holdings.ts';
import { project, scopesOf } from '../../shared/access/can.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Row } from '../../shared/entity/entity.ts';
import { loadActor } from '../../server/access/actor.ts';
import { inLocal } from '../../server/database/connection.ts';
import type { TableRecord } from '../../server/database/tables.ts';
import { rowFromRecord } from '../../server/database/tables.ts';
import type { Person, Rig } from './people.ts';
import type { Replica } from './pull-client.ts';

export type Holdings = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** Entity → id → the row as the person may see it. Entities of which they see nothing are left out. */
export async function oracleFor(rig: Rig, person: Person, online = false): Promise<Holdings> {
  const { localId, userId, accountId } = person;
  return inLocal(rig.hall.app, { localId }, async (tx) => {
    const actor = await loadActor(tx, { localId, userId, accountId }, Date.now());
    if (!actor) return new Map();
    const holdings = holdingsOf(actor, registry, Date.now());
    const found = new Map<string, ReadonlyMap<string, Row>>();
    for (const of of registry.values()) {
      const records = await tx<TableRecord[]>`select * from ${tx(of.table)} where deleted_at is null`;
      const rows = records.flatMap((record) => {
        const { row } = rowFromRecord(of, record);
        return project(of, holdings, row, scopesOf(of, row), online) ?? [];
      });
      if (rows.length > 0) found.set(of.name, new Map(rows.map((row) => [row.id, row])));
    }
    return found;
  });
}

/** A replica in the oracle's form. */
export const heldBy = (replica: Replica): Holdings =>
  new Map([...replica.rows].filter(([, rows]) => rows.size > 0));

/** Sorted, so that two of them compare as plain data and a difference reads well. */
export const plain = (holdings: Holdings): Record<string, readonly Row[]> =>
  Object.fromEntries(
    [...holdings]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([entity, rows]) => [
        entity,
        [...rows.values()].sort((one, other) => one.id.localeCompare(other.id)),
      ]),
  );
