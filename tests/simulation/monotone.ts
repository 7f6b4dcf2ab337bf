/** I4: what a device shows never goes back, neither its rows nor when it last heard of the server. */
import type { OpenHall } from '../../client/sync/open-hall.ts';
import { registry } from '../../shared/entities/index.ts';
import type { SimDevice } from './sim-device.ts';
import { actAs } from './virtual-world.ts';

interface Seen {
  readonly hall: object;
  /** `entity row` → version. */
  readonly versions: Map<string, number>;
  lastContactAt: number;
  byOtherClock?: number;
}

const seenBy = new WeakMap<SimDevice, Seen>();

/** After the server was put back, everything may be older. */
export const forgetSeen = (device: SimDevice): void => void seenBy.delete(device);

const entities = [...registry.values()].filter((of) => of.writes === 'changes').map(({ name }) => name);

/** Looks at one entity of an open device, another one each time. */
export async function goesBack(device: SimDevice, turn: number): Promise<readonly string[]> {
  const hall = device.hall();
  if (!hall) return [];
  // A new start reads its disk anew; a store that was cleared begins with nothing.
  const known = seenBy.get(device);
  const seen = known?.hall === hall ? known : { hall, versions: new Map<string, number>(), lastContactAt: 0 };
  seenBy.set(device, seen);
  const found: string[] = [];
  const contact = hall.sync.status().lastContactAt ?? 0;
  if (isHeardBefore(device, seen, contact))
    found.push(`I4 ${device.name} heard of the server at ${contact}, before ${seen.lastContactAt}`);
  seen.lastContactAt = contact;
  const entity = entities[turn % entities.length] ?? '';
  const [rows, made] = await actAs(device.party, () =>
    Promise.all([hall.rows.list(entity), madeHere(hall, entity)]),
  ).catch(() => [[], new Set<string>()] as const);
  for (const { id, version } of rows) {
    const key = `${entity} ${id}`;
    const before = seen.versions.get(key) ?? 0;
    // It had gone, and was made again: the server has not told of this one.
    if (version === 0 && made.has(id)) continue;
    if (version < before) found.push(`I4 ${device.name}: ${key} went from version ${before} to ${version}`);
    seen.versions.set(key, version);
  }
  return found;
}

/** Rows whose making waits. What is there is not made again but edited: they were not there at the gesture. */
const madeHere = async (hall: OpenHall, entity: string): Promise<ReadonlySet<string>> =>
  new Set(
    (await hall.rows.unsent()).flatMap((one) =>
      one.entity === entity && one.op === 'create' && one.row !== null ? [one.row] : [],
    ),
  );

const skews = new WeakMap<SimDevice, number>();

/** The device's own clock may be put back; what was heard before that was heard by another clock. */
function isHeardBefore(device: SimDevice, seen: Seen, contact: number): boolean {
  const { skew } = device.party;
  const before = skews.get(device) ?? skew;
  skews.set(device, skew);
  if (skew !== before) seen.byOtherClock = contact;
  return skew === before && contact < seen.lastContactAt && seen.lastContactAt !== seen.byOtherClock;
}
