/**
 * The rows that everything is measured on: invented, and the same at every run. 10,000 members of some 600 bytes of JSON,
 * 20,000 marks (ten cohorts of forty students, fifty classes each), and the few rows these need around them.
 */
import type { Row, Values } from '../../shared/entity/entity.ts';
import { derivedId } from '../../shared/entity/row.ts';
import { registry } from '../../shared/entities/index.ts';
import { addDays } from '../../shared/values/calendar.ts';
import { uuidV5, uuidV7 } from '../../shared/values/uuid.ts';
import { createRandom } from '../../server/cli/demo/random.ts';
import type { Random } from '../../server/cli/demo/random.ts';
import { entityNamed } from '../support/insert-row.ts';

export interface Dataset {
  readonly localId: string;
  readonly userId: string;
  /** Entity → rows, parents before children. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

export const accountEmail = 'bench@hall.example';
/** Of the local, and of the browsers that visit it. */
export const zone = 'America/Los_Angeles';

const firstNames =
  `Ana Marcus Tomasz Keisha Luis Priya Darnell Sofia Hank Mai Oskar Renee Jamal Elena Curtis Noor Walt Graciela
Desmond Ingrid Rafael Tanya Bao Colleen Emeka Rosa Vince Leilani Piotr Yolanda Gus Amara Teodoro Siobhan Kofi Dale`.split(
    /\s+/,
  );
const beginnings =
  `Ber Cal Dra Ell Fen Gar Hal Iven Jor Kes Lor Mar Nor Oster Pel Quin Ros Sal Thor Ulm Ver Whit Yar Zel`.split(
    ' ',
  );
const middles = ['', 'a', 'de', 'en', 'i', 'lo', 'mi', 'on', 'u'];
const endings = [
  'berg',
  'croft',
  'dale',
  'field',
  'gren',
  'ham',
  'kova',
  'land',
  'mont',
  'ner',
  'ski',
  'ton',
  'vez',
];
const streets = ['Alder St', 'Foundry Ave', 'Harbor Rd', 'Juniper Ln', 'Mill St', 'Orchard Ave', 'Quarry Rd'];
const cities = ['Port Calder', 'Millrace', 'North Tolland', 'Ferndale Heights', 'Quarry Bay'];
const classifications = [
  'journeyman',
  'journeyman',
  'journeyman',
  'foreman',
  'apprentice_1',
  'apprentice_3',
  'retiree',
];
const words =
  `prefers calls after four; steward on the harbor job since spring. Holds forklift and confined space cards. Asked for the
night shift list, drives in from the north county, can bring two apprentices. Welding certificate renewed, waits for a
copy. Volunteered at the picnic and the food bank, speaks Spanish and some Tagalog, wants the retiree newsletter`.split(
    /\s+/,
  );

/** Characters of general notes, so that a member row comes to some 600 bytes. */
const noteLength = 200;

function note(random: Random): string {
  let text = '';
  while (text.length < noteLength) text += `${random.pick(words)} `;
  return text.trim();
}

const two = (value: number): string => String(value).padStart(2, '0');

function memberValues(index: number, random: Random): Values {
  const firstName = random.pick(firstNames);
  const lastName = `${random.pick(beginnings)}${random.pick(middles)}${random.pick(endings)}`;
  return {
    memberNumber: String(100_000 + index),
    firstName,
    lastName,
    middleName: random.chance(0.6) ? random.pick(firstNames) : null,
    address: `${100 + random.below(8900)} ${random.pick(streets)}`,
    city: random.pick(cities),
    state: 'WA',
    zipCode: String(98_300 + random.below(200)),
    phone: `(360) 555-${String(random.below(10_000)).padStart(4, '0')}`,
    email: `${firstName}.${lastName}.${index}@hall.example`.toLowerCase(),
    dateOfBirth: `19${60 + random.below(40)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
    hireDate: `20${two(random.below(26))}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`,
    status: random.chance(0.92) ? 'active' : 'inactive',
    classification: random.pick(classifications),
    generalNotes: note(random),
  };
}

/** Makes rows of one local with ids that look like real ones (time-ordered) and are the same at every run. */
class Maker {
  readonly localId = uuidV5('bench local');
  readonly rows = new Map<string, Row[]>();
  readonly random = createRandom(20_261_120);
  #moment = Date.UTC(2026, 0, 5);

  add(entity: string, values: Values, id?: string): string {
    const of = entityNamed(registry, entity);
    const row: Row = {
      ...values,
      id: id ?? derivedId(of, this.localId, values) ?? this.#newId(),
      version: 1,
    };
    const known = this.rows.get(entity);
    if (known) known.push(row);
    else this.rows.set(entity, [row]);
    return row.id;
  }

  #newId(): string {
    this.#moment += 1 + this.random.below(60_000);
    return uuidV7(
      this.#moment,
      Uint8Array.from({ length: 10 }, () => this.random.below(256)),
    );
  }
}

function addPeople(maker: Maker): string {
  maker.add(
    'local',
    { name: 'Local 917', number: '917', trade: null, city: 'Port Calder', zone, language: 'en' },
    maker.localId,
  );
  const roleId = maker.add('role', { name: 'officer', description: null, isSystemRole: true });
  const seat = { firstName: 'Bench', lastName: 'Officer', email: accountEmail, isActive: true };
  const userId = maker.add('user', { ...seat, memberId: null, accountId: null });
  const startsAt = '2026-01-01T00:00:00.000Z';
  maker.add('userRole', {
    userId,
    roleId,
    roleName: 'officer',
    startsAt,
    expiresAt: null,
    grantedById: null,
  });
  return userId;
}

interface Size {
  /** The local's calendar day. */
  readonly today: string;
  readonly cohorts: number;
  readonly students: number;
  readonly classes: number;
}

/** The last class of each cohort is today's, so that Today has something to show. */
const daysBetweenClasses = 3;

function addCohort(
  maker: Maker,
  members: readonly Row[],
  courseId: string,
  number: number,
  size: Size,
): void {
  const began = addDays(size.today, -(size.classes - 1) * daysBetweenClasses);
  const cohort = { description: null, status: 'active', endDate: null, maxStudents: 50, startDate: began };
  const cohortId = maker.add('cohort', { ...cohort, name: `Cohort ${number}`, code: `C-${number}` });
  const students = Array.from({ length: size.students }, (_, index) => {
    const member = members[number * size.students + index];
    if (!member) throw new Error('There are fewer members than students.');
    return { memberId: member.id, id: addStudent(maker, member, cohortId, number * size.students + index) };
  });
  for (let index = 0; index < size.classes; index += 1) {
    const sessionId = maker.add('classSession', {
      ...{
        courseId,
        cohortId,
        startTime: '17:30',
        endTime: '20:30',
        location: 'Training hall',
        room: `R${number}`,
      },
      ...{
        instructorId: null,
        topic: `Unit ${index + 1}`,
        notes: null,
        isCancelled: false,
        cancellationReason: null,
      },
      sessionDate: addDays(began, index * daysBetweenClasses),
    });
    for (const student of students)
      addMark(maker, { sessionId, studentId: student.id, cohortId, memberId: student.memberId });
  }
}

function addStudent(maker: Maker, member: Row, cohortId: string, index: number): string {
  const [first, family] = [String(member['firstName']), String(member['lastName'])];
  return maker.add('student', {
    memberId: member.id,
    displayName: `${first} ${family}`,
    familyName: family,
    studentNumber: `2026-${String(index + 1).padStart(4, '0')}`,
    status: 'enrolled',
    applicationDate: '2025-12-01',
    enrollmentDate: '2026-01-12',
    expectedCompletionDate: null,
    actualCompletionDate: null,
    emergencyContactName: null,
    emergencyContactPhone: null,
    emergencyContactRelationship: null,
    notes: null,
    cohortIds: [cohortId],
  });
}

function addMark(maker: Maker, keys: Values): void {
  const roll = maker.random.next();
  const status = roll < 0.86 ? 'present' : roll < 0.93 ? 'late' : 'absent';
  const arrivalTime = status === 'late' ? `17:${two(31 + maker.random.below(28))}` : null;
  maker.add('attendance', { ...keys, status, arrivalTime, departureTime: null, notes: null });
}

export function makeDataset(scale: number): Dataset {
  const maker = new Maker();
  const userId = addPeople(maker);
  const count = Math.max(500, Math.round(10_000 * scale));
  for (let index = 0; index < count; index += 1) maker.add('member', memberValues(index, maker.random));
  const courseId = maker.add('course', {
    ...{
      code: 'PA-1',
      name: 'Pre-apprenticeship',
      description: null,
      courseType: 'core',
      credits: 3,
      hours: 120,
    },
    ...{ isRequired: true, passingGrade: 70, prerequisites: null, isActive: true },
  });
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date());
  const size: Size = { today, cohorts: 10, students: 40, classes: Math.max(3, Math.round(50 * scale)) };
  const members = maker.rows.get('member') ?? [];
  for (let number = 0; number < size.cohorts; number += 1) addCohort(maker, members, courseId, number, size);
  return { localId: maker.localId, userId, rows: maker.rows };
}
