import { describe, expect, test } from 'vitest';
import type { OutboxItem } from '../hall.ts';
import { ageTone, groupItems } from './group-items.ts';

const item = (changeId: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  changeId,
  sequence: 1,
  entity: 'thing',
  row: changeId,
  op: 'update',
  set: {},
  base: {},
  state: 'saved',
  at: 100,
  bytes: 10,
  tries: 0,
  ...more,
});

describe('one gesture stands as one', () => {
  test('changes of a group come together, single ones alone, in their order', () => {
    const groups = groupItems([item('a'), item('b', { group: 'g', at: 90 }), item('c', { group: 'g' })]);
    expect(groups.map((group) => group.items.map((one) => one.changeId))).toEqual([['a'], ['b', 'c']]);
    expect(groups[1]).toMatchObject({ at: 90, bytes: 20 });
  });

  test('what has come further stands apart, so that nothing is said of it that is not so', () => {
    expect(groupItems([item('b', { group: 'g' }), item('c', { group: 'g', state: 'sending' })])).toHaveLength(
      2,
    );
  });

  test('the most tries and any error speak for the group', () => {
    const [group] = groupItems([
      item('b', { group: 'g', tries: 2 }),
      item('c', { group: 'g', tries: 5, lastError: 'no answer' }),
    ]);
    expect(group).toMatchObject({ tries: 5, lastError: 'no answer' });
  });
});

test('a day is amber, three are red', () => {
  const hour = 3_600_000;
  expect(ageTone(0, 24 * hour)).toBeUndefined();
  expect(ageTone(0, 24 * hour + 1)).toBe('warn');
  expect(ageTone(0, 72 * hour + 1)).toBe('bad');
});
