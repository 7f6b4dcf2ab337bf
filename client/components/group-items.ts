/** Changes made in one gesture stand as one in the lists. Pure. */
import type { ItemState, OutboxItem } from '../hall.ts';

export interface ItemGroup {
  readonly id: string;
  readonly items: readonly OutboxItem[];
  /** When the gesture was made. */
  readonly at: number;
  readonly state: ItemState;
  readonly bytes: number;
  readonly tries: number;
  readonly lastError: string | undefined;
}

export function groupItems(items: readonly OutboxItem[]): readonly ItemGroup[] {
  const groups = new Map<string, OutboxItem[]>();
  for (const item of items) {
    const key = item.group === undefined ? item.changeId : `${item.group} ${item.state}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups].map(([id, all]) => ({
    id,
    items: all,
    at: Math.min(...all.map((item) => item.at)),
    state: all[0]?.state ?? 'saved',
    bytes: all.reduce((sum, item) => sum + item.bytes, 0),
    tries: Math.max(...all.map((item) => item.tries)),
    lastError: all.find((item) => item.lastError !== undefined)?.lastError,
  }));
}

const dayMs = 24 * 60 * 60_000;

/** How worrying the age of unsent work is: amber after a day, red after three. */
export function ageTone(at: number, now: number): 'warn' | 'bad' | undefined {
  if (now - at > 3 * dayMs) return 'bad';
  return now - at > dayMs ? 'warn' : undefined;
}
