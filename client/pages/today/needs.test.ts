import { expect, test } from 'vitest';
import { uuidV5, uuidV7 } from '../../../shared/values/uuid.ts';
import { allStepsDue, endingSoon, madeLately } from './needs.ts';

const now = Date.UTC(2026, 10, 21, 12);
const day = 24 * 60 * 60_000;
const idAt = (moment: number): string => uuidV7(moment, new Uint8Array(10));

test('new is what was made within a week; what has a derived id has no age', () => {
  const rows = [now - 8 * day, now - 6 * day, now - day].map((moment) => ({ id: idAt(moment) }));
  expect(madeLately([...rows, { id: uuidV5('x') }], now)).toEqual([rows[2], rows[1]]);
});

test('a grant ends soon when it counts now and ends within two weeks', () => {
  const grant = (startsAt: number, expiresAt: number | null) => ({
    startsAt: new Date(startsAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  });
  const soon = grant(now - day, now + 3 * day);
  const sooner = grant(now - day, now + day);
  const others = [
    grant(now - day, null),
    grant(now - 2 * day, now - day),
    grant(now + day, now + 2 * day),
    grant(now - day, now + 15 * day),
  ];
  expect(endingSoon([...others, soon, sooner], now)).toEqual([sooner, soon]);
});

test('steps of every organizer are due on their day, the longest due first', () => {
  const visit = (organizerId: string, id: string, nextStepOn: string) => ({
    id,
    organizerId,
    organizationId: id,
    day: '2026-11-01',
    nextStepOn,
  });
  const visits = [
    visit('a', '1', '2026-11-21'),
    visit('b', '2', '2026-11-20'),
    visit('b', '3', '2026-11-22'),
    visit('b', '4', ''),
  ] as unknown as Parameters<typeof allStepsDue>[0];
  expect(allStepsDue(visits, '2026-11-21').map(({ id }) => id)).toEqual(['2', '1']);
});
