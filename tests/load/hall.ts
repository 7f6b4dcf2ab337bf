/**
 * The local under load: members, a cohort for each instructor, and a person with an account and a session for each device.
 * Written a set at a time with every trigger on; sessions are opened as signing in does, without its Argon2.
 */
import { registry } from '../../shared/entities/index.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Values } from '../../shared/entity/entity.ts';
import { derivedId, withInitialValues } from '../../shared/entity/row.ts';
import { uuidV5 } from '../../shared/values/uuid.ts';
import { createAccess } from '../../server/access/access.ts';
import { createAccount } from '../../server/access/accounts.ts';
import type { Keys } from '../../server/access/keys.ts';
import { openSession } from '../../server/access/open-session.ts';
import { idOf } from '../../server/cli/volume/ids.ts';
import type { Kind, VolumeRow } from '../../server/cli/volume/kinds.ts';
import { volumeKinds } from '../../server/cli/volume/kinds.ts';
import { writeStages } from '../../server/cli/volume/write.ts';
import { createLocal } from '../../server/commands/create-local.ts';
import type { Sql } from '../../server/database/connection.ts';
import { inLocal } from '../../server/database/connection.ts';
import { entityNamed } from '../support/insert-row.ts';
import type { Options } from './options.ts';

export type Work = 'instructor' | 'staff' | 'organizer' | 'none';

export interface LoadPerson {
  readonly role: Role;
  readonly work: Work;
  readonly token: string;
  readonly place: number;
}

export interface Hall {
  readonly localId: string;
  readonly people: readonly LoadPerson[];
  /** Rows that the person at this place may edit. */
  readonly marksOf: (place: number) => readonly string[];
  readonly memberAt: (place: number) => VolumeRow;
  readonly organizationAt: (place: number) => string;
  readonly course: VolumeRow;
}

export interface HallInput {
  readonly sql: Sql;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly options: Options;
  readonly analyze: () => Promise<void>;
}

const studentsEach = 10;
const employers = 20;
const localId = uuidV5('load local');
const adminId = idOf(localId, 'user', 0);

/** Of twenty workers fifteen teach, three keep the office, two visit sites. One in fifty of the others is an officer. */
function roleAt(place: number, { workers, streams }: Options): Pick<LoadPerson, 'role' | 'work'> {
  const turn = place % 20;
  if (place < workers) {
    const work = turn < 15 ? 'instructor' : turn < 18 ? 'staff' : 'organizer';
    return { role: work, work };
  }
  return { role: place < streams && place % 50 === 0 ? 'officer' : 'member', work: 'none' };
}

export async function openHall(input: HallInput): Promise<Hall> {
  const { sql, options, analyze } = input;
  const now = Date.now();
  await inLocal(sql, { localId }, (tx) =>
    createLocal(tx, { id: localId, name: 'Load local', number: '4600', zone: 'America/Los_Angeles' }, now),
  );
  const teachers = Array.from({ length: options.workers }, (_, place) => place).filter(
    (place) => roleAt(place, options).work === 'instructor',
  );
  const today = new Date(now).toISOString().slice(0, 10);
  const size = {
    ...{
      members: Math.max(options.devices, options.workers * studentsEach),
      employers,
      otherOrganizations: 2,
    },
    ...{ contactsEach: 1, employments: 0, cohorts: teachers.length, studentsEach },
    ...{ pastClasses: 1, comingClasses: 1, visits: 0, notes: 0 },
  };
  const ids = { instructorUserId: idOf(localId, 'user', 1), organizerIds: [adminId], authorIds: [adminId] };
  const [first = [], second = [], third = []] = volumeKinds({
    localId,
    size: { ...size, employments: size.members },
    today,
    ...ids,
  });
  const isOurs = ({ of }: Kind): boolean => of.name !== 'instructor' && of.name !== 'instructorAssignment';
  const accounts = await makeAccounts(sql, options.devices);
  const people = peopleKinds(options, teachers, accounts);
  const stages = [
    [...first.filter(isOurs)],
    [people.users],
    [people.grants, people.instructors],
    [...second.filter(isOurs)].map(taughtByNobody),
    [people.assignments, ...third],
  ];
  const context = { localId, userId: null };
  await writeStages(
    { sql, registry, context, now: () => now, staged: analyze, done: () => undefined },
    stages,
  );
  const marks = kindNamed(third, 'attendance');
  const members = kindNamed(first, 'member');
  const access = createAccess({ sql, keys: input.keys, publicUrl: input.publicUrl, trustProxy: 0 });
  return {
    localId,
    people: await inGroups(accounts, async (accountId, place) => {
      const session = { accountId, deviceId: null, deviceLabel: null, userAgentLabel: 'load' };
      return { ...roleAt(place, options), place, token: (await openSession(access, session)).access };
    }),
    marksOf: (place) => {
      const cohort = teachers.indexOf(place);
      return Array.from({ length: studentsEach }, (_, index) => marks.row(cohort * studentsEach + index).id);
    },
    memberAt: (place) => members.row(place % size.members),
    organizationAt: (place) => idOf(localId, 'organization', place % employers),
    course: kindNamed(first, 'course').row(0),
  };
}

/** The volume local's own instructors are not made here. */
const taughtByNobody = (kind: Kind): Kind =>
  kind.of.name !== 'classSession'
    ? kind
    : {
        ...kind,
        row: (place) => {
          const row = kind.row(place);
          return { ...row, values: { ...row.values, instructorId: null } };
        },
      };

function kindNamed(kinds: readonly Kind[], name: string): Kind {
  const found = kinds.find(({ of }) => of.name === name);
  if (!found) throw new Error(`The volume local has no ${name}.`);
  return found;
}

const makeAccounts = (sql: Sql, count: number): Promise<readonly string[]> =>
  inGroups(
    Array.from({ length: count }, (_, place) => place),
    (place) =>
      createAccount(sql, { email: emailAt(place), passwordHash: 'not a hash: nobody signs in with it' }),
  );

const emailAt = (place: number): string => `load${place}@hall.example`;
const groupOf = 20;

async function inGroups<From, To>(
  all: readonly From[],
  work: (one: From, place: number) => Promise<To>,
): Promise<readonly To[]> {
  const done: To[] = [];
  for (let at = 0; at < all.length; at += groupOf)
    done.push(...(await Promise.all(all.slice(at, at + groupOf).map((one, index) => work(one, at + index)))));
  return done;
}

function peopleKinds(options: Options, teachers: readonly number[], accounts: readonly string[]) {
  const kind = (name: string, count: number, make: (place: number) => Values): Kind => {
    const of = entityNamed(registry, name);
    return {
      of,
      count,
      row: (place) => {
        const values = withInitialValues(of, make(place));
        return { id: derivedId(of, localId, values) ?? idOf(localId, name, place), values };
      },
    };
  };
  const userAt = (place: number): string => idOf(localId, 'user', place);
  const cohortAt = (cohort: number): string => idOf(localId, 'cohort', cohort);
  const person = (place: number) => ({
    firstName: 'Load',
    lastName: `Person ${place}`,
    email: emailAt(place),
  });
  return {
    users: kind('user', options.devices, (place) => {
      const memberId = roleAt(place, options).role === 'member' ? idOf(localId, 'member', place) : null;
      return { ...person(place), memberId, accountId: accounts[place] ?? null };
    }),
    grants: kind('userRole', options.devices, (place) => {
      const { role } = roleAt(place, options);
      const roleId = derivedId(entityNamed(registry, 'role'), localId, { name: role }) ?? null;
      return { userId: userAt(place), roleId, roleName: role, startsAt: '2026-01-01T00:00:00.000Z' };
    }),
    instructors: kind('instructor', teachers.length, (place) => {
      const teacher = teachers[place] ?? 0;
      return { ...person(teacher), userId: userAt(teacher), cohortIds: [cohortAt(place)] };
    }),
    assignments: kind('instructorAssignment', teachers.length, (place) => ({
      ...{ instructorId: idOf(localId, 'instructor', place), cohortId: cohortAt(place), isPrimary: true },
      userId: userAt(teachers[place] ?? 0),
    })),
  };
}
