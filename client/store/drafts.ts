/**
 * What somebody has typed and not saved: kept on this device as sealed as everything else, in its owner's database, and
 * gone with it at sign-out. It is never sent, and may stay on the disk beside any version of the rows. Loaded with the
 * first form that asks; it imports nothing of the store, so that the store is not taken apart for it.
 */
import type { Values } from '../../shared/entity/entity.ts';
import type { Drafts } from '../hall.ts';
import type { Core } from './core.ts';

const place = 'meta';
const keyOf = (name: string): string => `draft:${name}`;

export const draftsOf = (core: Core): Drafts => ({
  read: (name) => readDraft(core, name),
  keep: (name, values) => keepDraft(core, name, values),
});

/** After what is being kept: who comes back at once finds what was typed last. */
const readDraft = ({ codec, database, saveTurn }: Core, name: string): Promise<Values | undefined> =>
  saveTurn(async () => {
    const found = await database.read([place], (tables) => tables.meta.get(keyOf(name)));
    if (!found?.body) return undefined;
    return JSON.parse(new TextDecoder().decode(await codec.open(place, found.body))) as Values;
  });

const keepDraft = (core: Core, name: string, values: Values | undefined): Promise<void> =>
  core.saveTurn(async () => {
    const body = values && (await core.codec.seal(place, new TextEncoder().encode(JSON.stringify(values))));
    await core.database.change([], async ({ meta }) => {
      if (body) await meta.put({ name: keyOf(name), body });
      else await meta.delete(keyOf(name));
    });
  });
