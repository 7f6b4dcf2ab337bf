/** Turns the demo's facts into changes for the one write path: nothing of it is inserted behind the door's back. */
import type { Change } from '../../../shared/sync/requests.ts';
import type { Entity, Values } from '../../../shared/entity/entity.ts';
import { derivedId } from '../../../shared/entity/row.ts';
import { registry } from '../../../shared/entities/index.ts';
import { uuidV5 } from '../../../shared/values/uuid.ts';

/** Collects changes with ids that are the same on every machine, so that a broken start can simply start again. */
export interface ChangeList {
  readonly changes: readonly Change[];
  /** Adds a create and returns the row's id. `key` names the row within its entity. */
  readonly create: (entity: string, key: string, values: Values, at: string) => string;
}

export function createChangeList(localId: string): ChangeList {
  const changes: Change[] = [];
  const create = (name: string, key: string, values: Values, at: string): string => {
    const of = entityNamed(name);
    const row = derivedId(of, localId, values) ?? demoId(localId, name, key);
    const id = demoId(localId, `change of ${name}`, key);
    changes.push({
      id,
      sequence: changes.length + 1,
      entity: name,
      row,
      op: 'create',
      set: values,
      base: {},
      at,
    });
    return row;
  };
  return { changes, create };
}

export const demoId = (localId: string, kind: string, key: string): string =>
  uuidV5(`demo|${localId}|${kind}|${key}`);

function entityNamed(name: string): Entity {
  const of = registry.get(name);
  if (!of) throw new Error(`The demo speaks of “${name}”, which is not registered.`);
  return of;
}
