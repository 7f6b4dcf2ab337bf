import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Attendance } from '../entities/attendance.ts';
import { Course } from '../entities/course.ts';
import { Member } from '../entities/member.ts';
import type { Entity, Values } from '../entity/entity.ts';
import { clearByChoice } from '../entity/row.ts';
import { sameJson } from '../values/json.ts';
import type { Incoming, Stamps } from './merge.ts';
import { isLater, merge } from './merge.ts';

interface State {
  readonly values: Values;
  readonly stamps: Stamps;
}

const arrive = (of: Entity, state: State, incoming: Incoming): State => {
  const merged = merge(of, state.values, state.stamps, incoming);
  return { values: { ...state.values, ...merged.set }, stamps: merged.stamps };
};
const inOrder = (of: Entity, start: Values, all: readonly Incoming[]): State =>
  all.reduce((state, one) => arrive(of, state, one), { values: start, stamps: {} } as State);

const change = (set: Values, base: Values, at = 'T1', id = 'a'): Incoming => ({ set, base, at, change: id });

describe('one field, three versions', () => {
  const standing = { name: 'Standing', hours: 40, code: 'C' };
  test('untouched since it was seen: mine', () => {
    const merged = merge(Course, standing, {}, change({ name: 'Mine' }, { name: 'Standing' }));
    expect(merged).toMatchObject({
      set: { name: 'Mine' },
      met: false,
      asked: [],
      requested: [],
      superseded: [],
    });
  });
  test('both said the same: nothing to do, and they met', () => {
    const merged = merge(Course, standing, {}, change({ name: 'Standing' }, { name: 'Base' }));
    expect(merged).toMatchObject({ set: {}, met: true, asked: [] });
  });
  test('both changed it: asked, with all three', () => {
    const merged = merge(
      Course,
      standing,
      {},
      change({ name: 'Mine', hours: 60 }, { name: 'Base', hours: 40 }),
    );
    expect(merged.set).toEqual({ hours: 60 });
    expect(merged.asked).toEqual([{ field: 'name', base: 'Base', mine: 'Mine', theirs: 'Standing' }]);
  });
  test('never seen counts as touched', () => {
    expect(merge(Course, standing, {}, change({ name: 'Mine' }, {})).asked).toHaveLength(1);
  });
  test('what the office decides becomes a request', () => {
    const merged = merge(
      Member,
      { status: 'suspended' },
      {},
      change({ status: 'retired' }, { status: 'active' }),
    );
    expect(merged).toMatchObject({
      set: {},
      asked: [],
      requested: [{ field: 'status', mine: 'retired', theirs: 'suspended' }],
    });
  });
  test('fields that belong together are disputed together', () => {
    const theirs = { address: '1 Mill St', city: 'Calder', state: 'WA', zipCode: '98391' };
    const base = { address: '9 Old Rd', city: 'Calder', state: 'WA', zipCode: '98391' };
    const mine = { address: '5 Ferry St', city: 'Tolland', state: 'WA', zipCode: '98394' };
    const merged = merge(Member, theirs, {}, change(mine, base));
    expect(merged.set).toEqual({});
    expect(merged.asked.map(({ field }) => field)).toEqual(['address', 'city', 'zipCode']);
  });
});

describe('attendance marks', () => {
  const marks = [
    { status: 'present', arrivalTime: null, departureTime: null },
    { status: 'late', arrivalTime: '18:04', departureTime: null },
    { status: 'left_early', arrivalTime: '18:00', departureTime: '19:30' },
    { status: 'absent', arrivalTime: null, departureTime: null },
  ];
  const anyMark = fc.record({
    set: fc.constantFrom(...marks),
    base: fc.constantFrom<Values>({}, ...marks),
    at: fc.constantFrom('T1', 'T2', 'T3', 'T4'),
    change: fc.uuid(),
  });
  const anyMarks = fc.uniqueArray(anyMark, { minLength: 1, maxLength: 7, selector: (one) => one.change });
  const unit = (values: Values) => ({
    status: values['status'],
    arrivalTime: values['arrivalTime'],
    departureTime: values['departureTime'],
  });

  test('the same marks leave the same row, in whatever order they arrive', () => {
    const anyOrder = anyMarks.chain((all) =>
      fc.record({
        all: fc.constant(all),
        order: fc.shuffledSubarray(all, { minLength: all.length }),
        start: fc.constantFrom(...marks),
      }),
    );
    fc.assert(
      fc.property(anyOrder, ({ all, order, start }) => {
        const latest = all.reduce((one, other) => (isLater(other, one) ? other : one));
        for (const arrival of [all, order]) {
          const { values, stamps } = inOrder(Attendance, start, arrival);
          expect(unit(values)).toEqual(latest.set);
          expect(stamps['status']).toEqual({ at: latest.at, change: latest.change });
        }
      }),
      { numRuns: 500 },
    );
  });
  test('marks that arrive twice change nothing', () => {
    fc.assert(
      fc.property(anyMarks, fc.constantFrom(...marks), (all, start) => {
        expect(inOrder(Attendance, start, [...all, ...all])).toEqual(inOrder(Attendance, start, all));
      }),
    );
  });
  test('present, absent, present again: the older absence does not win by the value that it had seen', () => {
    const [present, , , absent] = marks;
    if (!present || !absent) throw new Error('Four marks were listed.');
    const again = change(present, present, 'T4', 'late');
    const between = change(absent, present, 'T2', 'early');
    for (const order of [
      [again, between],
      [between, again],
    ])
      expect(inOrder(Attendance, present, order).values['status']).toBe('present');
  });
  test('a note is no part of the mark', () => {
    const merged = merge(
      Attendance,
      { status: 'present', notes: null },
      { status: { at: 'T9', change: 'z' } },
      change({ status: 'absent', notes: 'Called in' }, { status: 'present', notes: null }),
    );
    expect(merged).toMatchObject({ set: { notes: 'Called in' }, superseded: ['status'] });
  });
});

describe('any edits', () => {
  const start: Values = { name: 'N', hours: 1, description: null, isActive: true, prerequisites: null };
  const anySet = fc.record(
    {
      name: fc.constantFrom('A', 'B', 'N'),
      hours: fc.constantFrom(1, 2, 3),
      description: fc.constantFrom('x', null),
      isActive: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const baseOf = (set: Values): Values =>
    Object.fromEntries(Object.keys(set).map((name) => [name, start[name] ?? null]));

  test('nothing is lost in silence: a value stands, or it is told of', () => {
    fc.assert(
      fc.property(fc.array(anySet, { maxLength: 6 }), (sets) => {
        let state: State = { values: start, stamps: {} };
        sets.forEach((set, index) => {
          const merged = merge(
            Course,
            state.values,
            state.stamps,
            change(set, baseOf(set), `T${index}`, `c${index}`),
          );
          state = { values: { ...state.values, ...merged.set }, stamps: merged.stamps };
          const told = [...merged.asked, ...merged.requested]
            .map(({ field }) => field)
            .concat(merged.superseded);
          for (const name of Object.keys(set))
            expect(
              told.includes(name) || sameJson(state.values[name], clearByChoice(Course, set)[name]),
            ).toBe(true);
        });
      }),
    );
  });
  test('edits of different fields commute', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        const parts = Object.entries(set).map(([name, value], index) =>
          change({ [name]: value }, baseOf({ [name]: value }), 'T1', `c${index}`),
        );
        const expected = { ...start, ...set };
        expect(inOrder(Course, start, parts).values).toEqual(expected);
        expect(inOrder(Course, start, [...parts].reverse()).values).toEqual(expected);
      }),
    );
  });
  test('a device’s own chain is never a dispute', () => {
    fc.assert(
      fc.property(fc.array(anySet, { maxLength: 8 }), (sets) => {
        let state: State = { values: start, stamps: {} };
        sets.forEach((set, index) => {
          const seen = Object.fromEntries(Object.keys(set).map((name) => [name, state.values[name] ?? null]));
          const merged = merge(
            Course,
            state.values,
            state.stamps,
            change(set, seen, `T${index}`, `c${index}`),
          );
          expect(merged).toMatchObject({ asked: [], requested: [], superseded: [], met: false });
          state = { values: { ...state.values, ...merged.set }, stamps: merged.stamps };
        });
        expect(state.values).toEqual(sets.reduce<Values>((row, set) => ({ ...row, ...set }), start));
      }),
    );
  });
});
