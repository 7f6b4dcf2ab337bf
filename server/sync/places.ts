/** Places in an entity's order, as they come from a device: checked before they reach the database. */
import { compareKeys } from '../../shared/entity/row.ts';
import type { Place } from '../../shared/sync/protocol.ts';

/** Ends are inclusive; null is open. */
export interface Range {
  readonly from: Place | null;
  readonly to: Place | null;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Any 16 bytes may bound a range; a key must be text that Postgres can hold. */
export const isPlace = (place: Place | null): boolean =>
  place === null || (uuidPattern.test(place[1]) && place[0].isWellFormed() && !place[0].includes('\0'));

/** As the database compares them: the key by its bytes, then the id. */
const comparePlaces = (one: Place, other: Place): number =>
  compareKeys(one[0], other[0]) || compareKeys(one[1], other[1]);

/**
 * Ranges in order and apart, so that no row is looked at twice however many there are; otherwise one request could
 * make the server read a table a thousand times.
 */
export const areApart = (ranges: readonly Range[]): boolean =>
  ranges.every(({ from, to }, index) => {
    if (!isPlace(from) || !isPlace(to)) return false;
    if (from && to && comparePlaces(from, to) > 0) return false;
    const next = ranges[index + 1];
    return !next || (to !== null && next.from !== null && comparePlaces(to, next.from) < 0);
  });
