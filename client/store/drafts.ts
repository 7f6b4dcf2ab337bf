/**
 * What somebody has typed and not saved: kept on this device as sealed as everything else, in its owner's database, and
 * gone with it at sign-out. It is never sent, and may stay on the disk beside any version of the rows.
 */
import type { Values } from '../../shared/entity/entity.ts';
import { openJson, sealJson } from './core.ts';
import type { Core } from './core.ts';

const keyOf = (name: string): string => `draft:${name}`;

/** Undefined when there is none. */
export async function readDraft(core: Core, name: string): Promise<Values | undefined> {
  const found = await core.database.read(['meta'], (tables) => tables.meta.get(keyOf(name)));
  return found?.body && openJson<Values>(core, 'meta', found.body);
}

/** Resolves when it is durable. Without values the draft is gone. */
export async function keepDraft(core: Core, name: string, values: Values | undefined): Promise<void> {
  const body = values && (await sealJson(core, 'meta', values));
  await core.database.change([], async ({ meta }) => {
    if (body) await meta.put({ name: keyOf(name), body });
    else await meta.delete(keyOf(name));
  });
}
