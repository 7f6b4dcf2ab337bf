/** Who may decide about a record of conflict, refusal or set-aside work: those who review its kind, and whom it names. */
import type { World } from '../sync/world.ts';

export const reviews = (world: World, about: unknown): boolean =>
  world.holdings.some((holding) => holding.scope === `review:${String(about)}`);
