/** A store without an engine, for tests that play the server themselves. */
import { holdingsOf } from '../../shared/access/holdings.ts';
import type { Actor } from '../../shared/access/holdings.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Row } from '../../shared/entity/entity.ts';
import { encodeRows } from '../../client/store/fold.ts';
import type { Codec } from '../../client/store/codec.ts';
import { comparePlaces, placeOf } from '../../client/store/places.ts';
import { openStore } from '../../client/store/store.ts';
import type { Store, StoreOptions } from '../../client/store/store.ts';
import type { StorageFault } from '../../client/store/storage-error.ts';
import { newId } from './world.ts';

export interface BareStore extends Store {
  readonly faults: StorageFault[];
}

export async function openBare(
  actor: Actor,
  codec: Codec,
  more: Partial<StoreOptions> = {},
): Promise<BareStore> {
  const faults: StorageFault[] = [];
  const store = await openStore({
    localId: actor.localId,
    userId: actor.userId,
    registry,
    clock: { now: () => Date.now() },
    outlets: {
      holdings: () => holdingsOf(actor, registry, Date.now()),
      onFault: (fault) => void faults.push(fault),
      onSaved: () => undefined,
      onBroken: () => undefined,
    },
    codec,
    ...more,
  });
  return { ...store, faults };
}

const plainView = 'local=a';

/** A first download of one entity, as the server would send it. */
export async function download(
  store: Store,
  entity: string,
  rows: readonly Row[],
  rowsPerPage = 1000,
  view = plainView,
): Promise<void> {
  const of = registry.get(entity);
  if (!of) return;
  const sorted = [...rows].sort((one, other) => comparePlaces(placeOf(of, one), placeOf(of, other)));
  const begin = {
    frame: 'begin' as const,
    protocol: 1,
    epoch: newId(),
    serverTime: new Date().toISOString(),
    holdings: {},
    views: { [entity]: view },
    replaces: [entity],
    promised: rows.length,
    numbers: {},
  };
  const job = store.sync.download(begin, false);
  for (let at = 0; at < sorted.length; at += rowsPerPage) {
    const some = sorted.slice(at, at + rowsPerPage);
    const [first, last] = [some[0], some.at(-1)];
    if (!first || !last) continue;
    const encoded = await encodeRows(
      {
        ...store.core,
        codec: {
          ...store.core.codec,
          seal: (_place, plain) => Promise.resolve(plain as Uint8Array<ArrayBuffer>),
        },
      },
      some,
    );
    await job.add([
      {
        entity,
        view,
        count: some.length,
        first: placeOf(of, first),
        last: placeOf(of, last),
        done: at + some.length,
        more: at + rowsPerPage < sorted.length,
        page: {
          ids: encoded.ids,
          versions: encoded.versions as Uint32Array<ArrayBuffer>,
          rows: encoded.body,
        },
      },
    ]);
  }
  await job.finish();
}
