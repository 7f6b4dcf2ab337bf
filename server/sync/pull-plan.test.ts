import { describe, expect, test } from 'vitest';
import type { Actor } from '../../shared/access/holdings.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import type { Role } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import type { PlanInput, PullPlan } from './pull-plan.ts';
import { planPull } from './pull-plan.ts';

const localId = '01900000-0000-7000-8000-000000000001';
const userId = '01900000-0000-7000-8000-000000000002';
const now = Date.parse('2026-03-01T00:00:00Z');

function planFor(
  role: Role,
  cohorts: readonly string[],
  request: Partial<PlanInput['request']>,
  head = 10,
): PullPlan {
  const actor: Actor = {
    localId,
    userId,
    accountId: userId,
    memberId: null,
    grants: [{ role, startsAt: 0, expiresAt: null }],
    teaching: cohorts.map((cohortId) => ({ cohortId, until: null })),
  };
  const holdings = holdingsOf(actor, registry, now);
  const heads = new Map(holdings.map((one) => [one.scope, head]));
  const asked = { epoch: 'e1', cursors: {}, views: {}, ...request };
  return planPull({ registry, localId, holdings, epoch: 'e1', heads, request: asked });
}

const teacher = (cohorts: readonly string[], request: Partial<PlanInput['request']> = {}): PullPlan =>
  planFor('instructor', cohorts, request);
const full = teacher(['a', 'b']);
const inStep = { cursors: full.numbers, views: full.views };
const entitiesOf = (plan: PullPlan): readonly string[] => plan.sets.map((set) => set.entity);

describe('what is sent as pages', () => {
  test('everything the first time, and nothing to a device in step', () => {
    expect(full.replaces).toEqual(Object.keys(full.views));
    expect(entitiesOf(full)).toEqual(full.replaces);
    const plan = teacher(['a', 'b'], inStep);
    expect([plan.replaces, plan.sets, plan.fresh]).toEqual([[], [], []]);
    expect(plan.known).toEqual(full.numbers);
  });

  test('of a scope gained, its own rows alone', () => {
    const plan = teacher(['a', 'b', 'c'], inStep);
    expect(plan.replaces).toEqual([]);
    expect(plan.fresh).toEqual(['cohort:c']);
    expect(new Set(plan.sets.map((set) => set.within.join()))).toEqual(new Set(['cohort:c']));
    expect(entitiesOf(plan)).not.toContain('course');
  });

  test('of a scope lost, every entity that was seen through its kind, whole', () => {
    const plan = teacher(['a'], inStep);
    expect(plan.replaces).toContain('attendance');
    expect(plan.replaces).not.toContain('course');
    expect(plan.sets.find((set) => set.entity === 'attendance')?.within).toEqual(['cohort:a']);
  });

  test('of a view that changed, that entity whole', () => {
    const plan = teacher(['a', 'b'], { ...inStep, views: { ...full.views, student: 'other' } });
    expect(plan.replaces).toEqual(['student']);
    expect(plan.known).toEqual(full.numbers);
  });
});

describe('what a device claims', () => {
  test('a number no scope has reached, or another epoch, counts for nothing at all', () => {
    for (const wrong of [{ cursors: { ...full.numbers, local: 11 } }, { epoch: 'e2' }, { epoch: null }]) {
      const plan = teacher(['a', 'b'], { ...inStep, ...wrong });
      expect(plan.known).toEqual({});
      expect(plan.replaces).toEqual(Object.keys(plan.views));
    }
  });

  test('scopes that are not held open nothing', () => {
    const plan = teacher(['a'], { cursors: { roster: 0, 'cohort:z': 0, 'user:somebody': 0 } });
    expect(Object.keys(plan.numbers).sort()).toEqual(['cohort:a', 'local', `user:${userId}`]);
    expect(plan.known).toEqual({});
  });

  test('a resume is believed only with the same scopes, none of them ahead', () => {
    const resume = { numbers: { ...full.numbers }, entity: 'student', after: null, done: 7 };
    const plan = teacher(['a', 'b'], { resume });
    expect(plan.resumedAt).toBe(7);
    expect(entitiesOf(plan)[0]).toBe('student');
    expect(plan.promisedSets.length).toBe(full.sets.length);
    const { local: _left, ...fewer } = full.numbers;
    for (const numbers of [fewer, { ...full.numbers, roster: 1 }, { ...full.numbers, local: 11 }])
      expect(teacher(['a', 'b'], { resume: { ...resume, numbers } }).resumedAt).toBeUndefined();
    expect(teacher(['a', 'b'], { resume: { ...resume, entity: 'member' } }).resumedAt).toBeUndefined();
    expect(teacher(['a', 'b'], { resume, epoch: null }).resumedAt).toBeUndefined();
  });
});
