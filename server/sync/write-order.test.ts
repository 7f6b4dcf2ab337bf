import { expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import type { Write, WorkingRow } from './rows.ts';
import { inWaves, referencesFirst } from './write-rows.ts';

test('every table is written after those it points at', () => {
  const order = referencesFirst(registry);
  expect(order.map((of) => of.name).sort()).toEqual([...registry.keys()].sort());
  const place = new Map(order.map((of, index) => [of.name, index]));
  for (const of of order)
    for (const [name, field] of fieldEntries(of))
      if (field.kind === 'reference' && field.target !== of.name)
        expect(place.get(field.target ?? ''), `${of.name}.${name}`).toBeLessThan(place.get(of.name) ?? -1);
});

test('each row has one write in a wave, in the order of its changes', () => {
  const [of] = registry.values();
  if (!of) throw new Error('The registry is empty.');
  const write = (id: string, version: number): Write => ({
    of,
    deed: 'update',
    before: undefined,
    after: { id, version } as WorkingRow,
  });
  const waves = inWaves([write('a', 1), write('b', 1), write('a', 2), write('a', 3), write('b', 2)]);
  expect(waves.map((wave) => wave.map(({ after }) => `${after.id}${after.version}`))).toEqual([
    ['a1', 'b1'],
    ['a2', 'b2'],
    ['a3'],
  ]);
});
