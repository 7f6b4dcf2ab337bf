/** What cannot be read on this device is downloaded anew. */
import type { Core } from './core.ts';
import { catchUp } from './memory.ts';
import { rootOf } from './read-pages.ts';
import { raiseGeneration, sealRoot } from './roots.ts';

/** No view is called this, so the server replaces the entity at the next contact. */
const distrusted = '?';

/**
 * Gives an entity up for a new download: something of it cannot be read here. `hurry` is called once: whoever is told
 * reads again, and what is read again is broken still. Where it fails, the next reading tries again.
 */
export const distrust = (core: Core, entity: string, hurry: () => void): Promise<void> =>
  core
    .oneAtATime(() => giveUp(core, entity))
    .then(
      (isNew) => void (isNew && hurry()),
      (error: unknown) => console.error('What is broken stays broken.', error),
    );

/** False when it was given up already. */
async function giveUp(core: Core, entity: string): Promise<boolean> {
  const root = rootOf(core, entity);
  if (root.view === distrusted) return false;
  const record = await sealRoot(core, entity, { ...root, view: distrusted });
  await core.database.change(['roots'], async (tables) => {
    await tables.roots.put(record);
    await raiseGeneration(tables);
  });
  await catchUp(core);
  return true;
}
