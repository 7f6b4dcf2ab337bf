/**
 * The demo local: invented, the same wherever it is made on the same day, and written through the one door like
 * anybody's work. May be broken off and started again: every id is derived, so nothing comes twice.
 */
import facts from '../../package.json' with { type: 'json' };
import { registry } from '../../shared/entities/index.ts';
import type { Role } from '../../shared/access/roles.ts';
import { limits, protocolVersion } from '../../shared/sync/protocol.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { dayAt } from '../../shared/values/calendar.ts';
import { uuidV5 } from '../../shared/values/uuid.ts';
import { createAccount, findAccountId } from '../access/accounts.ts';
import type { Seat } from '../access/actor.ts';
import type { PasswordHasher } from '../access/passwords.ts';
import { createLocal, createPerson } from '../commands/create-local.ts';
import { commandDeeds } from '../commands/registry.ts';
import type { Sql } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import type { Door } from '../sync/push.ts';
import { createPush } from '../sync/push.ts';
import { demoId } from './demo/changes.ts';
import { demoDeeds } from './demo/deeds.ts';
import { demoRecords } from './demo/local.ts';

const localId = uuidV5('demo local 917');
const zone = 'America/Los_Angeles';

export interface DemoPerson {
  readonly role: Role;
  readonly firstName: string;
  readonly lastName: string;
}

/** The administrator's account comes last: where it stands, nothing is missing. */
export const demoPeople: readonly DemoPerson[] = [
  { role: 'organizer', firstName: 'Dana', lastName: 'Okafor-Lind' },
  { role: 'instructor', firstName: 'Carmen', lastName: 'Ruiz-Haugen' },
  { role: 'staff', firstName: 'Patrice', lastName: 'Delgado' },
  { role: 'officer', firstName: 'Walter', lastName: 'Nyström' },
  { role: 'member', firstName: 'Teo', lastName: 'Marchetti' },
  { role: 'admin', firstName: 'Ruth', lastName: 'Abara' },
];

/** Seats without an account: they never sign in, but what they did is there. */
const colleagues = [
  { key: 'organizer-2', firstName: 'Ilse', lastName: 'Vandermeer' },
  { key: 'organizer-3', firstName: 'Tomás', lastName: 'Quiroga' },
] as const;

export interface SeedInput {
  readonly sql: Sql;
  readonly hasher: PasswordHasher;
  readonly password: string;
  readonly log: (line: string) => void;
  readonly now?: () => number;
}

/** Makes what is missing of the demo local. @throws when a change of it is refused: then the demo itself is wrong. */
export async function seedDemo(input: SeedInput): Promise<void> {
  const now = input.now ?? Date.now;
  await openDemoLocal(input.sql, now());
  // A seat without an account yet is whoever's names it; at a second start the people have theirs.
  const emails = new Map(demoPeople.map((person) => [userIdOf(person.role), emailOf(person.role)]));
  const seatOfUser = async (userId: string): Promise<Seat> => ({
    localId,
    userId,
    accountId: (await findAccountId(input.sql, emails.get(userId) ?? '')) ?? localId,
  });
  const today = dayAt(now(), zone);
  const { changes, memberIds, organizations } = demoRecords({
    localId,
    today,
    instructorUserId: userIdOf('instructor'),
  });
  const clock = { now };
  const log = { warn: (_details: object, message: string) => input.log(message) };
  const door = createPush({ sql: input.sql, clock, registry, commands: commandDeeds, log });
  await send(door, await seatOfUser(userIdOf('admin')), changes, now);
  const organizerIds = [userIdOf('organizer'), ...colleagues.map((one) => userIdOf(one.key))];
  const authorIds = [userIdOf('organizer'), userIdOf('staff'), userIdOf('officer')];
  const deeds = demoDeeds({ localId, today, organizerIds, authorIds, organizations, memberIds });
  for (const [userId, done] of deeds) await send(door, await seatOfUser(userId), done, now);
  const memberOfDemo = changes.find((change) => change.entity === 'student')?.set?.['memberId'];
  for (const person of demoPeople)
    await giveAccount(input, person, person.role === 'member' ? String(memberOfDemo) : undefined, now());
}

/**
 * A demo made days ago has no class today: plans the classes that a demo made now would have, and touches nothing else.
 */
export async function planDemoClasses(input: Omit<SeedInput, 'hasher' | 'password'>): Promise<void> {
  const now = input.now ?? Date.now;
  const today = dayAt(now(), zone);
  const planned = await inLocal(
    input.sql,
    { localId },
    (tx) => tx`select from class_sessions where session_date = ${today} limit 1`,
  );
  const accountId = await findAccountId(input.sql, emailOf('admin'));
  if (planned.length > 0 || accountId === undefined) return;
  const seat: Seat = { localId, userId: userIdOf('admin'), accountId };
  const { changes } = demoRecords({ localId, today, instructorUserId: userIdOf('instructor') });
  const ahead = changes.filter((change) => String(change.set?.['sessionDate'] ?? '') >= today);
  // Numbers of the set-up device were used up by the first seeding; these changes come from no device.
  const log = { warn: (_details: object, message: string) => input.log(message) };
  const door = createPush({ sql: input.sql, clock: { now }, registry, commands: commandDeeds, log });
  for (const change of ahead) await door.applyOne(seat, change, null);
}

const userIdOf = (key: string): string => demoId(localId, 'user', key);
const emailOf = (role: Role): string => `${role}@demo.example`;

async function openDemoLocal(sql: Sql, now: number): Promise<void> {
  await inLocal(sql, { localId }, async (tx) => {
    await createLocal(
      tx,
      {
        id: localId,
        name: 'Cascadia Electrical Workers, Local 917',
        number: '917',
        trade: 'Electrical',
        city: 'Port Calder',
        zone,
      },
      now,
    );
    // Who is there already may have an account, which must not be taken away again.
    const there = new Set((await tx<{ id: string }[]>`select id from users`).map((row) => row.id));
    for (const person of demoPeople)
      if (!there.has(userIdOf(person.role))) await createPerson(tx, localId, seatOf(person), now);
    for (const { key, ...name } of colleagues)
      if (!there.has(userIdOf(key)))
        await createPerson(
          tx,
          localId,
          { id: userIdOf(key), ...name, email: `${key}@hall.example`, roles: ['organizer'] },
          now,
        );
  });
}

const seatOf = ({ role, firstName, lastName }: DemoPerson) => ({
  id: userIdOf(role),
  firstName,
  lastName,
  email: emailOf(role),
  roles: [role],
});

async function giveAccount(
  input: SeedInput,
  person: DemoPerson,
  memberId: string | undefined,
  now: number,
): Promise<void> {
  const email = emailOf(person.role);
  const accountId =
    (await findAccountId(input.sql, email)) ??
    (await createAccount(input.sql, { email, passwordHash: await input.hasher.hash(input.password) }));
  await inLocal(input.sql, { localId }, (tx) =>
    createPerson(tx, localId, { ...seatOf(person), accountId, ...(memberId ? { memberId } : {}) }, now),
  );
}

async function send(door: Door, seat: Seat, changes: readonly Change[], now: () => number): Promise<void> {
  for (let from = 0; from < changes.length; from += limits.changesPerPush) {
    const batch = changes.slice(from, from + limits.changesPerPush);
    const clock = new Date(now()).toISOString();
    const device = {
      id: demoId(localId, 'device', `set-up of ${seat.userId}`),
      label: 'Set-up',
      app: facts.version,
      clock,
      unsent: 0,
    };
    const { answers } = await door.push(seat, {
      protocol: protocolVersion,
      epoch: null,
      device,
      changes: batch,
    });
    const refused = answers.find((answer) => answer.refusal);
    if (refused) throw new Error(`The demo was refused: ${JSON.stringify(refused)}`);
  }
}
