/** What visits add up to, by employer and month. Pure. */
import type { Visit } from './visits.ts';

export const outcomes = ['positive', 'neutral', 'negative', 'no_contact'] as const;
export type Outcome = (typeof outcomes)[number];

export interface VisitTotal {
  readonly organizationId: string;
  readonly employer: string;
  /** 'YYYY-MM'. */
  readonly month: string;
  readonly visits: number;
  readonly contacted: number;
  readonly cards: number;
  /** Visits whose outcome was not said are in none of them. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
}

const nothing = { visits: 0, contacted: 0, cards: 0 };
const noOutcomes: Readonly<Record<Outcome, number>> = { positive: 0, neutral: 0, negative: 0, no_contact: 0 };

const isOutcome = (value: string): value is Outcome => (outcomes as readonly string[]).includes(value);

function add(total: VisitTotal, visit: Visit): VisitTotal {
  const said = isOutcome(visit.outcome) ? { [visit.outcome]: total.outcomes[visit.outcome] + 1 } : {};
  return {
    ...total,
    visits: total.visits + 1,
    contacted: total.contacted + visit.contacted,
    cards: total.cards + visit.cards,
    outcomes: { ...total.outcomes, ...said },
  };
}

/** The latest month first; within a month by the employer's name. */
export function totalVisits(visits: readonly Visit[]): readonly VisitTotal[] {
  const totals = new Map<string, VisitTotal>();
  for (const visit of visits) {
    const month = visit.day.slice(0, 7);
    const key = `${month}|${visit.organizationId}`;
    const { organizationId, employer } = visit;
    const before = totals.get(key) ?? { organizationId, employer, month, ...nothing, outcomes: noOutcomes };
    totals.set(key, add(before, visit));
  }
  return [...totals.values()].sort(
    (one, other) => other.month.localeCompare(one.month) || one.employer.localeCompare(other.employer),
  );
}
