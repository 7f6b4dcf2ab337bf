/**
 * Proving completeness: the device's own counts and sums against the server's, range by range; ranges that differ are
 * fetched again. Two repairs of one range without success raise a flag instead of a circle.
 */
import { VerifyAnswer } from '../../shared/sync/protocol.ts';
import type { VerifyRequest } from '../../shared/sync/requests.ts';
import { proveAll, replaceRange } from '../store/ranges.ts';
import type { Range, RangeProofs } from '../store/ranges.ts';
import type { Contact } from './contact.ts';
import { greeting } from './contact.ts';
import type { Pull, Refetch } from './pull.ts';
import { impatience, requestJson } from './wire.ts';
import type { Reply } from './wire.ts';

const patienceMs = 60_000;
const mostRepairs = 2;

/** complete: all ranges agree. behind: pull first. incomplete: a range cannot be mended. */
export type Verdict = 'complete' | 'behind' | 'mended' | 'incomplete' | 'failed';

/** Range → how often it was mended since all was complete. */
export type Repairs = Map<string, number>;

const nameOf = ({ entity, from }: Range): string => JSON.stringify([entity, from]);

export async function verify(
  contact: Contact,
  pull: Pull,
  repairs: Repairs,
  signal: AbortSignal,
): Promise<Verdict> {
  const { core } = contact.store;
  const { cursors } = core.memory.facts;
  const entities = await core.oneAtATime(() => proveAll(core));
  const reply = await askServer(contact, { cursors, entities }, signal);
  if (reply.kind !== 'ok') return 'failed';
  if (reply.value.answer === 'behind') return 'behind';
  const different = rangesOf(reply.value, entities);
  if (different.length === 0) {
    repairs.clear();
    return 'complete';
  }
  const isHopeless = different.some((range) => (repairs.get(nameOf(range)) ?? 0) >= mostRepairs);
  const end = await pull(signal, refetch(contact, different, repairs));
  if (isHopeless) return 'incomplete';
  return end.event === 'done' || end.event === 'more' ? 'mended' : 'failed';
}

async function askServer(
  contact: Contact,
  claim: Pick<VerifyRequest, 'cursors' | 'entities'>,
  outer: AbortSignal,
): Promise<Reply<VerifyAnswer>> {
  const { signal, end } = impatience(outer, patienceMs);
  const body = { ...greeting(contact), ...claim };
  return requestJson(contact.session, '/api/sync/verify', VerifyAnswer, { body, signal }).finally(end);
}

const rangesOf = ({ different }: VerifyAnswer, proofs: RangeProofs): readonly Range[] =>
  Object.entries(different).flatMap(([entity, indexes]) =>
    indexes.flatMap((index): readonly Range[] => {
      const range = proofs[entity]?.[index];
      return range ? [{ entity, from: range.from, to: range.to }] : [];
    }),
  );

const refetch = ({ store: { core } }: Contact, ranges: readonly Range[], repairs: Repairs): Refetch => ({
  ranges,
  put: async (range, pages, mark) => {
    const isMended = await core.oneAtATime(() => replaceRange(core, range, pages, mark));
    if (isMended) repairs.set(nameOf(range), (repairs.get(nameOf(range)) ?? 0) + 1);
  },
});
