import { expect, test } from 'vitest';
import type { Actor, Grant } from '../../shared/access/holdings.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import { registry } from '../../shared/entities/index.ts';
import { readScopesOf } from '../sync/pull-plan.ts';
import { knownHoldings } from './known-holdings.ts';

const ids = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'] as const;
const actor = (userId: string, ...grants: readonly Partial<Grant>[]): Actor => ({
  localId: ids[0],
  userId,
  accountId: ids[0],
  memberId: null,
  grants: grants.map((one) => ({ role: 'staff', startsAt: 0, expiresAt: null, ...one })),
  teaching: [],
});
const scopesAt = (who: Actor, now: number) =>
  readScopesOf(registry, ids[0], knownHoldings(who, registry, now));

test('what is held again is the same array, and what follows from it is worked out once', () => {
  const [first, second] = [actor(ids[0], {}), actor(ids[0], {})];
  expect(knownHoldings(first, registry, 1)).toEqual(holdingsOf(first, registry, 1));
  expect(knownHoldings(second, registry, 2)).toBe(knownHoldings(first, registry, 1));
  expect(scopesAt(second, 2)).toBe(scopesAt(first, 1));
});

test('a right that came, went or ended is never answered from before', () => {
  const staff = actor(ids[0], { expiresAt: 10 });
  const promoted = actor(ids[0], { expiresAt: 10 }, { role: 'admin' });
  expect(scopesAt(staff, 9).has('saltingActivity')).toBe(false);
  expect(scopesAt(promoted, 9).size).toBeGreaterThan(scopesAt(staff, 9).size);
  expect(scopesAt(staff, 9).size).toBeGreaterThan(0);
  expect(scopesAt(staff, 10).size).toBe(0);
  expect(scopesAt(actor(ids[0], { expiresAt: 11 }), 10).size).toBeGreaterThan(0);
});

test('nobody is given what another person holds, nor the same person of another local', () => {
  const [one, other] = ids.map((id) => scopesAt(actor(id, {}), 1).get('device'));
  expect(one?.scopes).toContain(`user:${ids[0]}`);
  expect(other?.scopes).toContain(`user:${ids[1]}`);
  expect(other?.scopes).not.toContain(`user:${ids[0]}`);
  const held = knownHoldings(actor(ids[0], {}), registry, 1);
  expect(readScopesOf(registry, ids[1], held).get('member')?.localId).toBe(ids[1]);
  expect(readScopesOf(registry, ids[0], held).get('member')?.localId).toBe(ids[0]);
});
