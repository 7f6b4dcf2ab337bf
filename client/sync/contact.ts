/** What every exchange shares: the store, the session, what the device tells of itself, and notes of contact. */
import type { Clock } from '../../shared/sync/clock.ts';
import type { DeviceReport, PushRequest } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import { reportStorage } from '../store/storage-report.ts';
import type { Store } from '../store/store.ts';
import type { HallSession } from './session.ts';

export interface Contact {
  readonly store: Store;
  readonly session: HallSession;
  readonly clock: Clock;
  /** What the device is called in the office's list, and which bundle it runs. */
  readonly label: string;
  readonly app: string;
  /** After the server answered: by its clock and ours. */
  readonly heard: (serverTime: string | undefined, askedAt: number) => void;
}

let usedMb: number | undefined;

/** As it was at the contact before: nothing waits for the browser's answer. */
function lastUsedMb(): number | undefined {
  void reportStorage().then(({ usedBytes }) => (usedMb = usedBytes && Math.round(usedBytes / 1_048_576)));
  return usedMb;
}

export function reportDevice({ store, clock, label, app }: Contact): DeviceReport {
  const oldest = store.sync.oldestUnsentAt();
  return {
    id: store.sync.facts().deviceId,
    label: label.slice(0, 120),
    app: app.slice(0, 40),
    clock: new Date(clock.now()).toISOString(),
    unsent: store.sync.unsentCount(),
    oldestUnsentAt: oldest === null ? undefined : new Date(oldest).toISOString(),
    storageUsedMb: lastUsedMb(),
  };
}

/** The beginning of every request: who speaks, in which version, from which past. */
export function greeting(contact: Contact): Pick<PushRequest, 'protocol' | 'epoch' | 'device'> {
  return {
    protocol: protocolVersion,
    epoch: contact.store.sync.facts().epoch,
    device: reportDevice(contact),
  };
}
