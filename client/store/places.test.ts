/** Order of places: the same as the server's, to the letter, and ranges that neither overlap nor leave a gap. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { compareKeys, sortKey } from '../../shared/entity/row.ts';
import { againstPrefix, comparePlaces, keyPrefix } from './places.ts';
import { placeBefore } from './ranges.ts';

const text = fc.string({ unit: 'binary', maxLength: 6 });

test('text is ordered as UTF-8 bytes are', () => {
  fc.assert(
    fc.property(text, text, (left, right) => {
      const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
      expect(Math.sign(compareKeys(left, right))).toBe(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test('nothing fits between a place and the one before it', () => {
  fc.assert(
    fc.property(text, fc.uuid(), (key, id) => {
      const [before] = [placeBefore([key, id])];
      expect(comparePlaces(before, [key, id])).toBeLessThan(0);
      const number = (one: string): bigint => BigInt(`0x${one.replaceAll('-', '')}`);
      expect(number(id) - number(before[1])).toBe(1n);
    }),
  );
});

test('a prefix finds the rows that begin with these values and no others', () => {
  for (const of of registry.values()) {
    const names = of.show.order;
    const row = (values: readonly string[]) =>
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
    for (let length = 1; length <= names.length; length += 1) {
      const prefix = keyPrefix(
        of,
        Array.from({ length }, () => 'b'),
      );
      expect(againstPrefix(sortKey(of, row(names.map(() => 'b'))), prefix)).toBe(0);
      const others = names.map((_, index) => (index === length - 1 ? 'ba' : 'b'));
      expect(againstPrefix(sortKey(of, row(others)), prefix)).toBeGreaterThan(0);
      const before = names.map((_, index) => (index === length - 1 ? 'a' : 'b'));
      expect(againstPrefix(sortKey(of, row(before)), prefix)).toBeLessThan(0);
    }
  }
});
