/** The demo's training programme: courses, cohorts mid-course, their meetings around today, and the marks so far. */
import { addDays } from '../../../shared/values/calendar.ts';
import type { Values } from '../../../shared/entity/entity.ts';
import type { Random } from './random.ts';

export interface DemoCourse {
  readonly key: string;
  readonly values: Values;
}

const course = (
  key: string,
  name: string,
  credits: number,
  hours: number,
  passingGrade: number,
  prerequisites: string | null,
  description: string,
): DemoCourse => ({
  key,
  values: {
    code: key,
    name,
    credits,
    hours,
    passingGrade,
    prerequisites,
    description,
    courseType: key === 'SAFE100' ? 'certification' : 'core',
  },
});

export const demoCourses: readonly DemoCourse[] = [
  course(
    'ELEC101',
    'Electrical Fundamentals',
    3,
    60,
    70,
    null,
    'Current, voltage, resistance; series and parallel circuits; meters.',
  ),
  course(
    'SAFE100',
    'OSHA-10 Construction Safety',
    1,
    10,
    80,
    null,
    'Fall protection, lock-out, ladders, personal protective equipment.',
  ),
  course(
    'MATH101',
    'Trade Mathematics',
    2,
    40,
    70,
    null,
    'Fractions to trigonometry, as bending and layout need them.',
  ),
  course(
    'CODE101',
    'National Electrical Code',
    3,
    60,
    75,
    'ELEC101',
    'Finding your way in the Code; branch circuits; box fill.',
  ),
  course(
    'TOOL100',
    'Tools and Equipment',
    2,
    40,
    70,
    null,
    'Benders, crimpers, testers, lifts: use and care.',
  ),
];

export interface DemoCohort {
  readonly key: string;
  readonly name: string;
  readonly code: string;
  readonly status: string;
  /** Days before today on which it began. */
  readonly beganDaysAgo: number;
  readonly courses: readonly [string, ...string[]];
  /** Weekdays of its meetings, 0 = Sunday. Today's weekday is added, so that there is always something to see. */
  readonly weekdays: readonly number[];
  readonly startTime: string;
  readonly endTime: string;
  readonly location: string;
  readonly room: string;
  readonly students: number;
  readonly instructor: string;
}

export const demoCohorts: readonly DemoCohort[] = [
  {
    key: 'A',
    name: 'Pre-apprenticeship, evening',
    code: 'PA-EVE',
    status: 'active',
    beganDaysAgo: 42,
    courses: ['MATH101', 'ELEC101'],
    weekdays: [1, 3],
    startTime: '17:30',
    endTime: '20:30',
    location: 'Training Center, Foundry St',
    room: '104',
    students: 18,
    instructor: 'ruiz',
  },
  {
    key: 'B',
    name: 'Pre-apprenticeship, Saturday',
    code: 'PA-SAT',
    status: 'active',
    beganDaysAgo: 56,
    courses: ['TOOL100', 'SAFE100'],
    weekdays: [6],
    startTime: '08:00',
    endTime: '12:00',
    location: 'Training Center, Foundry St',
    room: 'Lab 2',
    students: 14,
    instructor: 'ruiz',
  },
  {
    key: 'C',
    name: 'Code preparation',
    code: 'CODE-PREP',
    status: 'active',
    beganDaysAgo: 28,
    courses: ['CODE101'],
    weekdays: [2, 4],
    startTime: '18:00',
    endTime: '21:00',
    location: 'Hall, Union Ave',
    room: 'Upstairs',
    students: 12,
    instructor: 'beck',
  },
  {
    key: 'D',
    name: 'Pre-apprenticeship, spring',
    code: 'PA-SPR',
    status: 'planned',
    beganDaysAgo: -75,
    courses: ['MATH101', 'ELEC101'],
    weekdays: [1, 3],
    startTime: '17:30',
    endTime: '20:30',
    location: 'Training Center, Foundry St',
    room: '104',
    students: 0,
    instructor: 'beck',
  },
];

const topics: Readonly<Record<string, readonly [string, ...string[]]>> = {
  MATH101: [
    'Fractions on the tape',
    'Ratios and scale',
    'Offsets and the 3-4-5',
    'Trigonometry of a bend',
    'Review and quiz',
  ],
  ELEC101: [
    'Ohm’s law at the bench',
    'Series circuits',
    'Parallel circuits',
    'Reading a meter safely',
    'Three-way switches',
  ],
  TOOL100: ['Hand benders', 'Testers and meters', 'Lifts and ladders', 'Crimps and lugs', 'Care of tools'],
  SAFE100: [
    'Lock-out, tag-out',
    'Fall protection',
    'Silica and dust',
    'Personal protective equipment',
    'OSHA-10 test',
  ],
  CODE101: ['How the Code is built', 'Box fill', 'Branch circuits', 'Grounding and bonding', 'Services'],
};

export interface DemoSession {
  readonly key: string;
  readonly cohort: DemoCohort;
  readonly course: string;
  readonly day: string;
  readonly topic: string;
}

const weekdayOf = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay();

/** Every meeting from the cohort's beginning until five weeks from `today`. */
export function sessionsOf(cohort: DemoCohort, today: string): readonly DemoSession[] {
  if (cohort.students === 0) return [];
  const found: DemoSession[] = [];
  for (let offset = -cohort.beganDaysAgo; offset <= 35; offset += 1) {
    const day = addDays(today, offset);
    if (!cohort.weekdays.includes(weekdayOf(day)) && offset !== 0) continue;
    const name = cohort.courses[found.length % cohort.courses.length] ?? cohort.courses[0];
    const list = topics[name] ?? ['Workshop'];
    const topic = list[Math.floor(found.length / cohort.courses.length) % list.length] ?? list[0];
    found.push({ key: `${cohort.key}|${day}`, cohort, course: name, day, topic });
  }
  return found;
}

/** How one student did at one past class. */
export function markFor(startTime: string, random: Random): Values {
  const roll = random.next();
  const [hour = '17', minute = '30'] = startTime.split(':');
  const lateBy = String(Math.min(59, Number(minute) + 5 + random.below(24))).padStart(2, '0');
  if (roll < 0.82) return { status: 'present', arrivalTime: null, departureTime: null };
  if (roll < 0.9) return { status: 'late', arrivalTime: `${hour}:${lateBy}`, departureTime: null };
  if (roll < 0.95)
    return {
      status: 'absent',
      arrivalTime: null,
      departureTime: null,
      notes: random.chance(0.3) ? 'Called ahead: no ride.' : null,
    };
  if (roll < 0.98) return { status: 'excused', arrivalTime: null, departureTime: null, notes: 'Jury duty.' };
  return {
    status: 'left_early',
    arrivalTime: null,
    departureTime: `${String(Number(hour) + 2).padStart(2, '0')}:00`,
  };
}
