import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../shared/sync/requests.ts';
import { askOf, gestureMoment } from './moments.ts';
import type { World } from './world.ts';

const now = Date.parse('2026-11-20T18:00:00.000Z');

describe('the moment of a gesture', () => {
  test('is set right by the device’s clock', () => {
    expect(gestureMoment('2026-11-19T17:59:00Z', '2026-11-19T18:00:00Z', now)).toBe(
      '2026-11-20T17:59:00.000Z',
    );
  });
  test('without a clock is taken as said, and never ahead of the server', () => {
    expect(gestureMoment('2026-11-19T17:59:00Z', null, now)).toBe('2026-11-19T17:59:00.000Z');
    expect(gestureMoment('2036-01-01T00:00:00Z', null, now)).toBe('2026-11-20T18:05:00.000Z');
  });
  test('is always a moment that Postgres can hold', () => {
    const anyMoment = fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constantFrom('', 'yesterday', '-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'),
    );
    fc.assert(
      fc.property(anyMoment, fc.option(anyMoment), (at, clock) => {
        expect(gestureMoment(at, clock, now)).toMatch(/^20[0-2]\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a claim to have been accepted before', () => {
  const change = (was: Change['was']): Change => ({
    id: '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    sequence: 1,
    entity: 'x',
    row: null,
    op: 'update',
    at: '2026-11-20T17:00:00Z',
    ...(was ? { was } : {}),
  });
  const world = (restoredAt: number | null) => ({ now, restoredAt }) as World;
  const was = { version: 7, at: '2026-11-18T10:00:00Z', values: { number: '2026-0001' } };
  const restored = Date.parse('2026-11-19T00:00:00Z');

  test('counts after a restore, with its original time', () => {
    const ask = askOf(world(restored), change(was), null);
    expect(ask).toMatchObject({
      at: '2026-11-18T10:00:00.000Z',
      offeredAgain: { version: 7, values: { number: '2026-0001' } },
    });
  });
  test('counts for nothing without one, from after it, or with a version nothing has', () => {
    expect(askOf(world(null), change(was), null).offeredAgain).toBeUndefined();
    expect(
      askOf(world(restored), change({ ...was, at: '2026-11-19T00:00:01Z' }), null).offeredAgain,
    ).toBeUndefined();
    expect(askOf(world(restored), change({ ...was, version: 1_000_001 }), null).offeredAgain).toBeUndefined();
    expect(askOf(world(restored), change(undefined), null).offeredAgain).toBeUndefined();
  });
});
