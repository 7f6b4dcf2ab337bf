/** What working people do every few seconds, as changes: marks of one's own class, a member's phone, a visit. */
import { randomInt } from 'node:crypto';
import type { Change } from '../../shared/sync/requests.ts';
import { newId } from '../support/make-row.ts';
import type { Hall, LoadPerson } from './hall.ts';

type Unnumbered = Omit<Change, 'sequence'>;

/** The next push of a person; each call gives another. */
export type Doing = () => readonly Unnumbered[];

const pick = <T>(all: readonly T[]): T | undefined => all[randomInt(Math.max(1, all.length))];

export function doingOf(hall: Hall, { work, place }: LoadPerson): Doing {
  if (work === 'instructor') return marking(hall, place);
  return work === 'staff' ? phoning(hall, place) : visiting(hall);
}

const update = (entity: string, row: string, set: Change['set'], base: Change['base']): Unnumbered => ({
  ...{ id: newId(), entity, row, op: 'update', at: new Date().toISOString() },
  set: set ?? {},
  base: base ?? {},
});

function marking(hall: Hall, place: number): Doing {
  const marks = hall.marksOf(place);
  return () => {
    const row = pick(marks) ?? '';
    const status = pick(['present', 'late', 'absent', 'excused'] as const) ?? 'present';
    const times = { arrivalTime: status === 'late' ? `17:${randomInt(31, 59)}` : null, departureTime: null };
    return [update('attendance', row, { status, ...times }, { status: 'present', ...times })];
  };
}

/** Each keeps to members of its own, so that nobody meets a colleague's edit of the same phone. */
function phoning(hall: Hall, place: number): Doing {
  const known = new Map<string, string>();
  return () => {
    const member = hall.memberAt(place * 7 + randomInt(7));
    const phone = `(360) 555-01${String(randomInt(100)).padStart(2, '0')}`;
    const before = known.get(member.id) ?? member.values['phone'] ?? null;
    known.set(member.id, phone);
    return [update('member', member.id, { phone }, { phone: before })];
  };
}

function visiting(hall: Hall): Doing {
  return () => [
    {
      ...{ id: newId(), entity: 'saltingActivity', row: newId(), op: 'create', at: new Date().toISOString() },
      set: {
        ...{
          organizationId: hall.organizationAt(randomInt(20)),
          activityType: 'site_visit',
          outcome: 'neutral',
        },
        ...{
          activityDate: new Date().toISOString().slice(0, 10),
          workersContacted: randomInt(20),
          cardsSigned: 0,
        },
      },
      base: {},
    },
  ];
}

/** What everybody reads: a course's description. Each call gives another, upon the one before. */
export function announcing({ course }: Hall): Doing {
  let before = course.values['description'] ?? null;
  let turn = 0;
  return () => {
    const description = `Version ${(turn += 1)} of what is taught`;
    const change = update('course', course.id, { description }, { description: before });
    before = description;
    return [change];
  };
}
