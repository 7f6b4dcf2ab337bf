/** A device as the server sees it: it counts its changes, has a clock of its own, and sends batches. */
import type { Seat } from '../../server/access/actor.ts';
import type { Door } from '../../server/sync/push.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { derivedId } from '../../shared/entity/row.ts';
import type { Answer, PushAnswer } from '../../shared/sync/protocol.ts';
import type { Change, DeviceReport } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import { newId } from './make-row.ts';

export interface Tablet {
  readonly id: string;
  /** A change as the app would queue it; `at` follows the tablet's clock unless given. */
  readonly change: (facts: Partial<Change> & Pick<Change, 'entity' | 'op'>) => Change;
  readonly create: (of: Entity, set: Values, more?: Partial<Change>) => Change;
  readonly update: (of: Entity, row: string, set: Values, base?: Values, more?: Partial<Change>) => Change;
  readonly remove: (of: Entity, row: string) => Change;
  readonly report: (more?: Partial<DeviceReport>) => DeviceReport;
  readonly push: (changes: readonly unknown[], door?: Door) => Promise<PushAnswer>;
  /** One change, one answer. */
  readonly send: (change: Change, door?: Door) => Promise<Answer>;
}

interface TabletFacts {
  readonly door: Door;
  readonly clock: { readonly now: () => number };
  readonly seat: Seat;
  readonly id?: string;
  /** How far the tablet's clock runs ahead. */
  readonly clockOffsetMs?: number;
}

export function createTablet({ door, clock, seat, id = newId(), clockOffsetMs = 0 }: TabletFacts): Tablet {
  let sequence = 0;
  const time = () => new Date(clock.now() + clockOffsetMs).toISOString();
  const change: Tablet['change'] = (facts) => ({
    id: newId(),
    sequence: (sequence += 1),
    row: null,
    at: time(),
    ...facts,
  });
  const report: Tablet['report'] = (more = {}) => ({
    id,
    label: 'Tablet',
    app: '0.1.0',
    clock: time(),
    unsent: 0,
    ...more,
  });
  const push: Tablet['push'] = (changes, through = door) =>
    through.push(seat, { protocol: protocolVersion, epoch: null, device: report(), changes: [...changes] });
  return {
    id,
    change,
    report,
    push,
    create: (of, set, more = {}) =>
      change({
        entity: of.name,
        op: 'create',
        row: derivedId(of, seat.localId, set) ?? newId(),
        set,
        ...more,
      }),
    update: (of, row, set, base, more = {}) =>
      change({ entity: of.name, op: 'update', row, set, ...(base ? { base } : {}), ...more }),
    remove: (of, row) => change({ entity: of.name, op: 'delete', row }),
    send: async (one, through = door) => {
      const [answer] = (await push([one], through)).answers;
      if (!answer) throw new Error('No answer came.');
      return answer;
    },
  };
}
