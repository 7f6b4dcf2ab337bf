/** What was sent and answered: thirty days of it, so that it can be offered again to a server that was restored. */
import { openJson } from './core.ts';
import type { Core } from './core.ts';
import type { SentRecord } from './database.ts';
import type { SealedSent, SentBody, SentItem, UnnumberedChange } from './shapes.ts';

export const openSent = async (core: Core, record: SentRecord): Promise<SentItem> => ({
  ...record,
  body: await openJson<SentBody | SealedSent>(core, 'sent', record.body),
});

export const isSealed = (body: SentBody | SealedSent): body is SealedSent => 'sealed' in body;

export const openSents = (core: Core, records: readonly SentRecord[]): Promise<readonly SentItem[]> =>
  Promise.all(records.map((record) => openSent(core, record)));

/** The change as it is offered after a restore: with what the server had made of it. */
export function offerAgain({ change, version, takenAt, given }: SentBody): UnnumberedChange {
  return { ...change, was: { version: version ?? 0, at: takenAt, values: given } };
}
