/** Ids and generators that follow from a name and a place, so that rows are the same wherever and whenever they are made. */
import { uuidV7 } from '../../../shared/values/uuid.ts';
import { createRandom } from '../demo/random.ts';

const firstMoment = Date.UTC(2026, 0, 5);

/** Ids rise with the place, as those of devices do with time: indexes grow at their end. */
export function idOf(localId: string, name: string, place: number): string {
  const random = createRandom(seedOf(localId, name) ^ Math.imul(place + 1, 0x9e3779b1));
  const bytes = new Uint8Array(10);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = random.below(256);
  return uuidV7(firstMoment + place, bytes);
}

/** Where a generator starts that draws for this kind of row. */
export function seedOf(localId: string, name: string): number {
  let seed = 0;
  for (const letter of `${localId}${name}`) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193);
  return seed;
}
