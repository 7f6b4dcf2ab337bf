/**
 * Proof of completeness (P6): the device says, range by range, how many rows it holds and the sum of their hashes;
 * the server counts the same in one snapshot at the same numbers and names the ranges that differ.
 *
 * The sum is that of shared/sync/checksum.ts to the letter. A proof tells only of rows the person may read.
 */
import type { Holding } from '../../shared/access/holdings.ts';
import { heldScopes, holdingsOf } from '../../shared/access/holdings.ts';
import type { Proof } from '../../shared/sync/checksum.ts';
import { emptyProof, sameProof } from '../../shared/sync/checksum.ts';
import type { VerifyAnswer } from '../../shared/sync/protocol.ts';
import type { VerifyRequest } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { ReadScope } from '../access/read-scope.ts';
import { isShared, newParameters, readScopeOf, rowSource } from '../access/read-scope.ts';
import type { Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { readHeads } from './delta.ts';
import type { Range } from './places.ts';
import type { Asker, PullDependencies } from './pull.ts';
import { readEpoch } from './pull.ts';

export type Verify = (asker: Asker, request: VerifyRequest) => Promise<VerifyAnswer>;

export const createVerify =
  (deps: Pick<PullDependencies, 'sql' | 'registry' | 'now'>): Verify =>
  (asker, request) => {
    const holdings = holdingsOf(asker.actor, deps.registry, deps.now());
    return inLocal(
      deps.sql,
      asker.context,
      async (transaction): Promise<VerifyAnswer> => {
        if (await isBehind(transaction, asker.actor.localId, holdings, request))
          return { protocol: protocolVersion, answer: 'behind', different: {} };
        const different: Record<string, number[]> = {};
        for (const [name, ranges] of Object.entries(request.entities)) {
          const of = deps.registry.get(name);
          const scope = of && readScopeOf(of, asker.actor.localId, holdings);
          const proofs = scope ? await prove(transaction, scope, ranges) : [];
          const found = ranges.flatMap((range, index) =>
            sameProof(range, proofs[index] ?? emptyProof) ? [] : [index],
          );
          if (found.length > 0) different[name] = found;
        }
        return { protocol: protocolVersion, answer: 'checked', different };
      },
      'snapshot',
    );
  };

async function isBehind(
  transaction: Transaction,
  localId: string,
  holdings: readonly Holding[],
  request: VerifyRequest,
): Promise<boolean> {
  const held = [...heldScopes(holdings).keys()];
  const heads = await readHeads(transaction, localId, held);
  const epoch = await readEpoch(transaction);
  // A scope that is no longer held is for the next pull to take away, not for a repair.
  const isOfOthers = Object.keys(request.cursors).some((scope) => !heads.has(scope));
  return (
    request.epoch !== epoch || isOfOthers || held.some((scope) => request.cursors[scope] !== heads.get(scope))
  );
}

interface ProofRecord {
  readonly position: number;
  readonly count: number;
  readonly sum: number;
}

/** Count and sum of each range, in the order asked. The ranges are `areApart`. */
async function prove(
  transaction: Transaction,
  scope: ReadScope,
  ranges: readonly Range[],
): Promise<readonly Proof[]> {
  const parameters = newParameters();
  const list = (values: readonly (string | null)[], type: string): string =>
    `${parameters.add([...values])}::${type}[]`;
  const asked = [
    list(
      ranges.map(({ from }) => from?.[0] ?? null),
      'text',
    ),
    list(
      ranges.map(({ from }) => from?.[1] ?? null),
      'uuid',
    ),
    list(
      ranges.map(({ to }) => to?.[0] ?? null),
      'text',
    ),
    list(
      ranges.map(({ to }) => to?.[1] ?? null),
      'uuid',
    ),
  ];
  const source = rowSource(scope, scope.scopes, parameters);
  // The order index leads to each range of a shared scope; of a scope with few rows they are gathered once.
  const isWalked = scope.scopes.some(isShared);
  const gathered = isWalked
    ? ''
    : `with gathered as materialized (select t.id, t.version, t.sort_key ${source})`;
  const statement = `
    ${gathered}
    select r.position::int as position, p.count, p.sum
    from unnest(${asked.join(', ')}) with ordinality as r (from_key, from_id, to_key, to_id, position)
    cross join lateral (
      select count(*)::int as count,
             mod(coalesce(sum(('x' || left(md5(uuid_send(t.id) || int4send(t.version)), 12))::bit(48)::bigint), 0),
                 281474976710656)::bigint as sum
      ${isWalked ? source : 'from gathered t where true'}
        and (t.sort_key, t.id) >= (coalesce(r.from_key, ''), coalesce(r.from_id, '00000000-0000-0000-0000-000000000000'))
        and (r.to_key is null or (t.sort_key, t.id) <= (r.to_key, r.to_id))
    ) p`;
  const found = await transaction.unsafe<ProofRecord[]>(statement, parameters.values as never[]);
  const proofs: Proof[] = ranges.map(() => emptyProof);
  for (const { position, count, sum } of found) proofs[position - 1] = { count, sum };
  return proofs;
}
