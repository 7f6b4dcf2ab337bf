/**
 * Proving completeness: the device's own counts and sums against the server's, range by range; ranges that differ are
 * fetched again. Two repairs of one range without success raise a flag instead of a circle.
 */
import { VerifyAnswer } from '../../shared/sync/protocol.ts';
import type { Range } from '../store/ranges.ts';
import type { Contact } from './contact.ts';
import { greeting } from './contact.ts';
import type { Pull, Refetch } from './pull.ts';
import { impatience, requestJson } from './wire.ts';

const patienceMs = 60_000;
const mostRepairs = 2;

/** complete: all ranges agree. behind: pull first. incomplete: a range cannot be mended. */
export type Verdict = 'complete' | 'behind' | 'mended' | 'incomplete' | 'failed';

export function createVerify(contact: Contact, pull: Pull) {
  const repairs = new Map<string, number>();
  const named = ({ entity, from }: Range): string => JSON.stringify([entity, from]);

  return async (signal: AbortSignal): Promise<Verdict> => {
    const { sync } = contact.store;
    const { cursors } = sync.facts();
    const entities = await sync.proofs();
    const patience = impatience(signal, patienceMs);
    const body = { ...(await greeting(contact)), cursors, entities };
    const reply = await requestJson(contact.session, '/api/sync/verify', VerifyAnswer, {
      body,
      signal: patience.signal,
    });
    patience.end();
    if (reply.kind !== 'ok') return 'failed';
    if (reply.value.answer === 'behind') return 'behind';
    const different = Object.entries(reply.value.different).flatMap(([entity, indexes]) =>
      indexes.flatMap((index): readonly Range[] => {
        const range = entities[entity]?.[index];
        return range ? [{ entity, from: range.from, to: range.to }] : [];
      }),
    );
    if (different.length === 0) {
      repairs.clear();
      return 'complete';
    }
    const hopeless = different.some((range) => (repairs.get(named(range)) ?? 0) >= mostRepairs);
    const refetch: Refetch = { ranges: different, mended: new Set() };
    const end = await pull(signal, refetch);
    for (const index of refetch.mended) {
      const range = different[index];
      if (range) repairs.set(named(range), (repairs.get(named(range)) ?? 0) + 1);
    }
    if (hopeless) return 'incomplete';
    return end.event === 'done' || end.event === 'more' ? 'mended' : 'failed';
  };
}
