/** What has gone wrong with this device's storage or work, the worst first. */
import type { SyncStatus } from '../hall.ts';

export type Alarm = NonNullable<SyncStatus['alarm']>;

const worstFirst: readonly Alarm[] = [
  'work_lost',
  'store_cleared',
  'storage_lost',
  'storage_full',
  'incomplete',
  'watchdog',
  'not_durable',
];

export interface Alarms {
  set(alarm: Alarm, isOn: boolean, count?: number): void;
  worst(): Alarm | null;
  countOf(alarm: Alarm | null): number | undefined;
}

export function createAlarms(onChange: () => void): Alarms {
  const active = new Map<Alarm, number | undefined>();
  return {
    set: (alarm, isOn, count) => {
      if (isOn === active.has(alarm) && active.get(alarm) === count) return;
      if (isOn) active.set(alarm, count);
      else active.delete(alarm);
      onChange();
    },
    worst: () => worstFirst.find((alarm) => active.has(alarm)) ?? null,
    countOf: (alarm) => (alarm === null ? undefined : active.get(alarm)),
  };
}
