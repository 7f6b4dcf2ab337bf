import { expect, test } from 'vitest';
import { totalVisits } from './visit-totals.ts';
import type { Visit } from './visits.ts';

const visit = (employer: string, day: string, outcome: string, contacted: number, cards: number): Visit => ({
  id: `${employer}${day}${outcome}`,
  organizerId: 'me',
  organizationId: employer.toLowerCase(),
  employer,
  type: 'site_visit',
  day,
  outcome,
  contacted,
  cards,
  nextStep: '',
  nextStepOn: '',
  pending: false,
});

test('no visits add up to nothing', () => {
  expect(totalVisits([])).toEqual([]);
});

test('visits add up by employer and month; the latest month first, then by name', () => {
  const totals = totalVisits([
    visit('Zenith', '2026-11-02', 'positive', 5, 2),
    visit('Acme', '2026-11-30', 'negative', 3, 0),
    visit('Acme', '2026-11-01', 'positive', 4, 4),
    visit('Acme', '2026-10-31', '', 1, 0),
  ]);
  expect(totals.map(({ month, employer }) => `${month} ${employer}`)).toEqual([
    '2026-11 Acme',
    '2026-11 Zenith',
    '2026-10 Acme',
  ]);
  expect(totals[0]).toMatchObject({ visits: 2, contacted: 7, cards: 4 });
  expect(totals[0]?.outcomes).toEqual({ positive: 1, neutral: 0, negative: 1, no_contact: 0 });
});

test('a visit whose outcome was not said counts, with no outcome', () => {
  const [total] = totalVisits([visit('Acme', '2026-10-31', '', 1, 0)]);
  expect(total?.visits).toBe(1);
  expect(Object.values(total?.outcomes ?? {})).toEqual([0, 0, 0, 0]);
});
