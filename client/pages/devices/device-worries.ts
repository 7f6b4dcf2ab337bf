/** What about a device gives cause for worry, and how much. Pure; moments in milliseconds. */
import type { Values } from '../../../shared/entity/entity.ts';

export type Worry = 'unsentLong' | 'leftWithWork' | 'clock' | 'silent' | 'unsent' | 'oldApp';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** A shift and the way home; what is older should have met signal by now. */
const longUnsentMs = 12 * hourMs;
const silentMs = 7 * dayMs;
/** Beyond this, times of marks look odd even after they were corrected. */
const wrongClockMs = 2 * 60_000;

/** The gravest first. */
const weights: Readonly<Record<Worry, number>> = {
  leftWithWork: 100,
  unsentLong: 80,
  clock: 20,
  silent: 10,
  unsent: 5,
  oldApp: 2,
};

const momentOf = (value: unknown): number | undefined =>
  typeof value === 'string' ? Date.parse(value) : undefined;

const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0);

const isOlder = (moment: number | undefined, now: number, than: number): boolean =>
  moment !== undefined && now - moment > than;

/** `newestApp`: the version that this device runs; '' when it does not know. */
export function worriesOf(device: Values, now: number, newestApp: string): readonly Worry[] {
  const holdsWork = asNumber(device['unsentCount']) > 0;
  if (momentOf(device['endedAt']) !== undefined) return holdsWork ? ['leftWithWork'] : [];
  const isLong = isOlder(momentOf(device['oldestUnsentAt']), now, longUnsentMs);
  const app = device['appVersion'];
  const found: readonly (readonly [Worry, boolean])[] = [
    ['unsentLong', holdsWork && isLong],
    ['clock', Math.abs(asNumber(device['clockOffsetMs'])) > wrongClockMs],
    ['silent', isOlder(momentOf(device['lastContactAt']), now, silentMs)],
    ['unsent', holdsWork && !isLong],
    ['oldApp', typeof app === 'string' && newestApp !== '' && app !== newestApp],
  ];
  return found.filter(([, holds]) => holds).map(([worry]) => worry);
}

export const isGrave = (worry: Worry): boolean => weights[worry] >= weights.unsentLong;

/** The most worrying first; of equal ones the one that was heard last; those that signed out at the end. */
export function byWorry<D extends Values>(
  devices: readonly D[],
  now: number,
  newestApp: string,
): readonly D[] {
  const weight = (device: D): number =>
    worriesOf(device, now, newestApp).reduce((sum, worry) => sum + weights[worry], 0) -
    (momentOf(device['endedAt']) === undefined ? 0 : 1);
  const contact = (device: D): number => momentOf(device['lastContactAt']) ?? 0;
  return devices.toSorted((one, other) => weight(other) - weight(one) || contact(other) - contact(one));
}
