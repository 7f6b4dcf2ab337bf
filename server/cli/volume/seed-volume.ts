/**
 * A local as large as a real one, beside the demo's and for the same people: the same rows wherever it is made on the
 * same day. Each size is a local of its own. May be broken off and started again, on another day too.
 */
import { registry } from '../../../shared/entities/index.ts';
import { dayAt } from '../../../shared/values/calendar.ts';
import { uuidV5 } from '../../../shared/values/uuid.ts';
import { findAccountId } from '../../access/accounts.ts';
import { createLocal, createPerson } from '../../commands/create-local.ts';
import type { LocalContext, Sql } from '../../database/connection.ts';
import { inLocal } from '../../database/connection.ts';
import { jumpPast } from '../../sync/series.ts';
import { demoEmail } from '../demo-sign-ins.ts';
import { demoPeople } from '../seed-demo.ts';
import type { VolumeInput } from './kinds.ts';
import { firstStudentsMember, rowsIn, volumeKinds } from './kinds.ts';
import { createProgress } from './progress.ts';
import type { SizeName } from './sizes.ts';
import { sizes } from './sizes.ts';
import { writeStages } from './write.ts';

const numbers: Readonly<Record<SizeName, string>> = { quick: '9171', normal: '9172', stress: '9173' };
const zone = 'America/Los_Angeles';

export interface VolumeSeed {
  readonly sql: Sql;
  readonly size: SizeName;
  readonly log: (line: string) => void;
  /**
   * Takes statistics of what was just written. Danger without: Postgres holds a young table for empty and looks a parent
   * up through any index that begins with the local, a thousand rows for each row written.
   */
  readonly analyze?: () => Promise<void>;
  readonly now?: () => number;
}

export interface Seeded {
  readonly localId: string;
  readonly localName: string;
  /** Rows that the local has now, without seats and roles. */
  readonly rows: number;
  /** Rows that this run has written. */
  readonly written: number;
  readonly seconds: number;
}

export const volumeLocalId = (size: SizeName): string => uuidV5(`volume local ${size}`);

/** The demo's people must be there: they get seats. @throws when a row breaks what the database asks of it. */
export async function seedVolume({ sql, size, log, analyze, now = Date.now }: VolumeSeed): Promise<Seeded> {
  const localId = volumeLocalId(size);
  const localName = `Trial local, ${size} size`;
  const today = await openVolumeLocal(sql, { localId, localName, number: numbers[size], now: now() });
  const input = inputFor(localId, size, today);
  const stages = volumeKinds(input);
  const progress = createProgress(rowsIn(stages), log);
  const context: LocalContext = {
    localId,
    userId: userIdOf(localId, 'admin'),
    accountId: await accountOf(sql, 'admin'),
  };
  const staged = analyze ?? (() => Promise.resolve());
  await writeStages({ sql, registry, context, now, staged, done: progress.done }, stages);
  await finish(sql, input, now());
  return { localId, localName, rows: rowsIn(stages), ...progress.end() };
}

const userIdOf = (localId: string, role: string): string => uuidV5(`${localId}|${role}`);

function inputFor(localId: string, size: SizeName, today: string): VolumeInput {
  return {
    localId,
    size: sizes[size],
    today,
    instructorUserId: userIdOf(localId, 'instructor'),
    organizerIds: [userIdOf(localId, 'organizer')],
    authorIds: ['organizer', 'staff', 'officer'].map((role) => userIdOf(localId, role)),
  };
}

interface NewVolume {
  readonly localId: string;
  readonly localName: string;
  readonly number: string;
  readonly now: number;
}

/** The day on which the local was made: on it hang all days of its rows. */
async function openVolumeLocal(sql: Sql, { localId, localName, number, now }: NewVolume): Promise<string> {
  return inLocal(sql, { localId }, async (tx) => {
    const made = () => tx<{ createdAt: string }[]>`select created_at as "createdAt" from locals`;
    if ((await made()).length === 0) {
      await createLocal(tx, { id: localId, name: localName, number, trade: 'Electrical', zone }, now);
      for (const { role, ...name } of demoPeople)
        await createPerson(
          tx,
          localId,
          { id: userIdOf(localId, role), ...name, email: demoEmail(role), roles: [role] },
          now,
        );
    }
    const [local] = await made();
    return dayAt(Date.parse(local?.createdAt ?? ''), zone);
  });
}

/** Seats get their accounts last, so that nobody signs in to half a local; numbers given count as given. */
async function finish(sql: Sql, { localId, size, today }: VolumeInput, now: number): Promise<void> {
  const year = Number(today.slice(0, 4));
  await inLocal(sql, { localId }, (tx) =>
    jumpPast(tx, 'student.studentNumber', year, size.cohorts * size.studentsEach),
  );
  for (const { role, ...name } of demoPeople) {
    const accountId = await accountOf(sql, role);
    const memberId = role === 'member' ? firstStudentsMember(localId) : undefined;
    await inLocal(sql, { localId }, async (tx) => {
      const seated =
        await tx`select from users where id = ${userIdOf(localId, role)} and account_id = ${accountId}`;
      if (seated.length > 0) return;
      const person = {
        id: userIdOf(localId, role),
        ...name,
        email: demoEmail(role),
        accountId,
        roles: [role],
      };
      await createPerson(tx, localId, { ...person, ...(memberId ? { memberId } : {}) }, now);
    });
  }
}

async function accountOf(sql: Sql, role: (typeof demoPeople)[number]['role']): Promise<string> {
  const found = await findAccountId(sql, demoEmail(role));
  if (found === undefined) throw new Error(`${demoEmail(role)} has no account: make the demo local first.`);
  return found;
}
