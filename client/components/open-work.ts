/** What waits for somebody's decision: open conflicts, refusals and set-aside changes, as far as this device holds them. */
import type { Accessor } from 'solid-js';
import { Conflict } from '../../shared/entities/conflict.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import type { Hall, SeenRow } from '../hall.ts';
import { createLive } from './live.ts';

export interface OpenWork {
  readonly conflicts: readonly SeenRow[];
  readonly refusals: readonly SeenRow[];
  readonly setAsides: readonly SeenRow[];
}

const kinds = [Conflict, RefusalEntity, SetAside] as const;

/** Watch these to hear of decisions, wherever they are made. */
export const openWorkEntities: readonly string[] = kinds.map((of) => of.name);

export function createOpenWork(hall: Hall): Accessor<OpenWork | undefined> {
  const none = (): undefined => undefined;
  return createLive(hall.rows, openWorkEntities, none, async () => {
    const isOpen = (row: SeenRow): boolean => row['state'] === 'open';
    const [conflicts = [], refusals = [], setAsides = []] = await Promise.all(
      openWorkEntities.map((name) => hall.rows.list(name, { where: isOpen })),
    );
    return { conflicts, refusals, setAsides };
  });
}

const filtered = (work: OpenWork, keep: (row: SeenRow) => boolean): OpenWork => ({
  conflicts: work.conflicts.filter(keep),
  refusals: work.refusals.filter(keep),
  setAsides: work.setAsides.filter(keep),
});

/** What this person may decide for others: the office's part. */
export const forReview = (work: OpenWork, holdings: readonly Holding[]): OpenWork => {
  const held = new Set(holdings.map((holding) => holding.scope));
  return filtered(work, (row) => held.has(`review:${String(row['about'])}`));
};

/** What concerns this person's own work: one's own change, or one's own value that somebody wanted to change. */
export const concerning = (work: OpenWork, userId: string): OpenWork =>
  filtered(work, (row) => row['userId'] === userId || row['otherUserId'] === userId);

export const countOf = (work: OpenWork | undefined): number =>
  work ? work.conflicts.length + work.refusals.length + work.setAsides.length : 0;

export const mayReview = (holdings: readonly Holding[]): boolean =>
  holdings.some((holding) => holding.kind === 'review');
