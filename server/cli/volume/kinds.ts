/**
 * What a volume local is made of: kinds of rows, each a pure function of a place in its list, so that any stretch can be
 * made without what stands before it, twice alike. Names, notes and visits are drawn from the demo's.
 */
import type { Entity, Values } from '../../../shared/entity/entity.ts';
import { derivedId, withInitialValues } from '../../../shared/entity/row.ts';
import { registry } from '../../../shared/entities/index.ts';
import { addDays } from '../../../shared/values/calendar.ts';
import { noteOf, visitOn } from '../demo/deeds.ts';
import { contactValues, otherNames, organizationValues, rates } from '../demo/employers.ts';
import type { DemoMember } from '../demo/people.ts';
import { makeMembers } from '../demo/people.ts';
import type { Random } from '../demo/random.ts';
import { createRandom } from '../demo/random.ts';
import { demoCourses, markFor } from '../demo/training.ts';
import type { Size } from './sizes.ts';
import { jobTitles, shareJobs } from './jobs.ts';
import { idOf, seedOf } from './ids.ts';

export interface VolumeInput {
  readonly localId: string;
  readonly size: Size;
  /** The local's calendar day on which it was made. */
  readonly today: string;
  readonly instructorUserId: string;
  readonly organizerIds: readonly string[];
  readonly authorIds: readonly string[];
}

export interface VolumeRow {
  readonly id: string;
  readonly values: Values;
  /** Whose work it is; the office's when nobody is named. */
  readonly author?: string;
}

export interface Kind {
  readonly of: Entity;
  readonly count: number;
  row(place: number): VolumeRow;
}

/** Stages follow each other: a row finds what it refers to. Within one, kinds may be written side by side. */
export type Stages = readonly (readonly Kind[])[];

const daysBetweenClasses = 3;
const startTime = '17:30';
const years = 20;

export function volumeKinds(input: VolumeInput): Stages {
  const plan = new Plan(input);
  return [
    [plan.courses(), plan.cohorts(), plan.instructors(), plan.organizations(), plan.members()],
    [plan.assignments(), plan.classes(), plan.students(), plan.contacts()],
    [plan.employments(), plan.marks(), plan.enrollments(), plan.notes(), plan.visits()],
  ];
}

export const rowsIn = (stages: Stages): number => stages.flat().reduce((sum, kind) => sum + kind.count, 0);

/** The member of the first student, whose seat is the demo's member's. */
export const firstStudentsMember = (localId: string): string => idOf(localId, 'member', 0);

class Plan {
  readonly #input: VolumeInput;
  readonly #people: readonly DemoMember[];
  readonly #organizations: readonly Values[];
  readonly #cohortIds: readonly string[];
  readonly #ids = new Map<string, Map<number, string>>();

  constructor(input: VolumeInput) {
    const { size, today } = input;
    this.#input = input;
    this.#people = makeMembers(size.members, createRandom(size.members));
    this.#organizations = Array.from({ length: size.employers + size.otherOrganizations }, (_, place) => {
      const [orgType = 'employer', name] =
        place < size.employers ? [] : (otherNames[place % otherNames.length] ?? []);
      return organizationValues({ place, orgType, name, today }, createRandom(place));
    });
    this.#cohortIds = Array.from({ length: size.cohorts }, (_, place) => this.#id('cohort', place));
  }

  /** Kept: what is referred to is referred to many times. */
  #id(name: string, place: number): string {
    const known = this.#ids.get(name) ?? new Map<number, string>();
    if (known.size === 0) this.#ids.set(name, known);
    const id = known.get(place) ?? idOf(this.#input.localId, name, place);
    known.set(place, id);
    return id;
  }

  /** `make` gives the values; the id is derived where the entity has a natural key. */
  #kind(
    name: string,
    count: number,
    make: (place: number, random: Random) => Values,
    authorOf?: (place: number) => string,
  ): Kind {
    const of = registry.get(name);
    if (!of) throw new Error(`The volume local speaks of “${name}”, which is not registered.`);
    const { localId } = this.#input;
    const seed = seedOf(localId, `draw|${name}`);
    return {
      of,
      count,
      row: (place) => {
        const random = createRandom(seed ^ Math.imul(place + 1, 0x9e3779b1));
        const values = withInitialValues(of, make(place, random));
        const id = derivedId(of, localId, values) ?? this.#id(name, place);
        return { id, values, ...(authorOf ? { author: authorOf(place) } : {}) };
      },
    };
  }

  courses(): Kind {
    return this.#kind('course', demoCourses.length, (place) => demoCourses[place]?.values ?? {});
  }

  cohorts(): Kind {
    return this.#kind('cohort', this.#input.size.cohorts, (place) => ({
      name: `Pre-apprenticeship ${place + 1}`,
      code: `PA-${String(place + 1).padStart(2, '0')}`,
      status: 'active',
      startDate: this.#classDay(0),
      endDate: this.#classDay(this.#classes - 1),
      maxStudents: this.#input.size.studentsEach,
    }));
  }

  get #classes(): number {
    return this.#input.size.pastClasses + this.#input.size.comingClasses;
  }

  /** The first of the coming classes is today's. */
  #classDay(place: number): string {
    return addDays(this.#input.today, (place - this.#input.size.pastClasses) * daysBetweenClasses);
  }

  get #instructors(): number {
    return Math.ceil(this.#input.size.cohorts / 2);
  }

  instructors(): Kind {
    return this.#kind('instructor', this.#instructors, (place, random) => {
      const [person] = makeMembers(1, random);
      return {
        firstName: person?.firstName,
        lastName: person?.lastName,
        email: `instructor${place}@hall.example`,
        phone: '(360) 555-0142',
        rateCents: 5800 + random.below(1200),
        userId: place === 0 ? this.#input.instructorUserId : null,
        cohortIds: this.#cohortIds.filter((_, cohort) => cohort % this.#instructors === place),
      } as Values;
    });
  }

  assignments(): Kind {
    return this.#kind('instructorAssignment', this.#input.size.cohorts, (place) => {
      const instructor = place % this.#instructors;
      return {
        instructorId: this.#id('instructor', instructor),
        cohortId: this.#cohortId(place),
        isPrimary: true,
        userId: instructor === 0 ? this.#input.instructorUserId : null,
      };
    });
  }

  #cohortId(cohort: number): string {
    return this.#cohortIds[cohort] ?? '';
  }

  organizations(): Kind {
    return this.#kind(
      'organization',
      this.#organizations.length,
      (place) => this.#organizations[place] ?? {},
    );
  }

  #organization(place: number): Values {
    return {
      organizationId: this.#id('organization', place),
      organizationName: this.#organizations[place]?.['name'] ?? null,
    };
  }

  contacts(): Kind {
    const each = this.#input.size.contactsEach;
    return this.#kind('organizationContact', this.#organizations.length * each, (place, random) => {
      const organization = Math.floor(place / each);
      return { ...contactValues(organization, place % each, random), ...this.#organization(organization) };
    });
  }

  members(): Kind {
    return this.#kind('member', this.#people.length, (place) => ({ ...this.#people[place] }));
  }

  /** A member's jobs follow each other through twenty years; the last one of an active member goes on. */
  employments(): Kind {
    const { size, today } = this.#input;
    const jobs = shareJobs(size.members, size.employments, createRandom(size.employments));
    return this.#kind('memberEmployment', size.employments, (place, random) => {
      const { member, job, of } = jobs.at(place);
      const person = this.#people[member];
      const span = (years * 365) / of;
      const began = Math.floor(job * span + random.below(Math.max(1, Math.floor(span / 4))));
      const ended = Math.floor((job + 1) * span) - 1;
      const goesOn =
        job === of - 1 && person?.status === 'active' && rates[person.classification] !== undefined;
      return {
        memberId: this.#id('member', member),
        ...this.#organization(random.below(size.employers)),
        startDate: addDays(today, began - years * 365),
        endDate: goesOn ? null : addDays(today, Math.max(began, ended) - years * 365),
        jobTitle: random.chance(0.8) ? random.pick(jobTitles) : null,
        hourlyRate: random.chance(0.9) ? 1800 + random.below(5700) : null,
      };
    });
  }

  #student(place: number): Values {
    return { studentId: this.#id('student', place), memberId: this.#id('member', this.#memberOf(place)) };
  }

  /** Students are spread over the rolls. */
  #memberOf(student: number): number {
    const { members, cohorts, studentsEach } = this.#input.size;
    return Math.floor((student * members) / (cohorts * studentsEach));
  }

  students(): Kind {
    const { size, today } = this.#input;
    return this.#kind('student', size.cohorts * size.studentsEach, (place) => {
      const { firstName = '', lastName = '' } = this.#people[this.#memberOf(place)] ?? {};
      return {
        memberId: this.#id('member', this.#memberOf(place)),
        displayName: `${firstName} ${lastName}`,
        familyName: lastName,
        studentNumber: `${today.slice(0, 4)}-${String(place + 1).padStart(4, '0')}`,
        status: 'enrolled',
        applicationDate: addDays(this.#classDay(0), -30),
        enrollmentDate: this.#classDay(0),
        emergencyContactName: `Alex ${lastName}`,
        emergencyContactPhone: '(360) 555-0177',
        emergencyContactRelationship: 'Sister',
        cohortIds: [this.#cohortId(Math.floor(place / size.studentsEach))],
      };
    });
  }

  enrollments(): Kind {
    const { cohorts, studentsEach } = this.#input.size;
    return this.#kind('enrollment', cohorts * studentsEach * coursesEach, (place) => {
      const student = Math.floor(place / coursesEach);
      return {
        ...this.#student(student),
        courseId: this.#id('course', place % coursesEach),
        cohortId: this.#cohortId(Math.floor(student / studentsEach)),
        enrollmentDate: this.#classDay(0),
      };
    });
  }

  classes(): Kind {
    return this.#kind('classSession', this.#input.size.cohorts * this.#classes, (place) => {
      const cohort = Math.floor(place / this.#classes);
      return {
        courseId: this.#id('course', place % coursesEach),
        cohortId: this.#cohortId(cohort),
        sessionDate: this.#classDay(place % this.#classes),
        startTime,
        endTime: '20:30',
        location: 'Training Center, Foundry St',
        room: String(100 + cohort),
        instructorId: this.#id('instructor', cohort % this.#instructors),
        topic: `Unit ${(place % this.#classes) + 1}`,
      };
    });
  }

  marks(): Kind {
    const { cohorts, pastClasses, studentsEach } = this.#input.size;
    return this.#kind('attendance', cohorts * pastClasses * studentsEach, (place, random) => {
      const cohort = Math.floor(place / (pastClasses * studentsEach));
      const session = cohort * this.#classes + (Math.floor(place / studentsEach) % pastClasses);
      return {
        sessionId: this.#id('classSession', session),
        ...this.#student(cohort * studentsEach + (place % studentsEach)),
        cohortId: this.#cohortId(cohort),
        ...markFor(startTime, random),
      };
    });
  }

  notes(): Kind {
    const { size, authorIds } = this.#input;
    const author = (place: number): string => authorIds[place % authorIds.length] ?? '';
    return this.#kind(
      'memberNote',
      size.notes,
      (place, random) => ({
        ...noteOf(place, random),
        memberId: this.#id('member', Math.floor((place * size.members) / size.notes)),
        authorId: author(place),
      }),
      author,
    );
  }

  visits(): Kind {
    const { size, today, organizerIds } = this.#input;
    const author = (place: number): string => organizerIds[place % organizerIds.length] ?? '';
    return this.#kind(
      'saltingActivity',
      size.visits,
      (place, random) => {
        const day = addDays(today, -Math.floor(((size.visits - place) * years * 365) / size.visits));
        const employer = random.below(size.employers);
        return {
          ...visitOn(day, '', random, day),
          ...this.#organization(employer),
          organizerId: author(place),
        };
      },
      author,
    );
  }
}

const coursesEach = 3;
