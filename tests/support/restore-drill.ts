/** Three devices with the real client engine, the real server over the real Postgres, and a copy of its database. */
import 'fake-indexeddb/auto';
import { inject } from 'vitest';
import type { Gesture } from '../../client/hall.ts';
import { openHall } from '../../client/sync/open-hall.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import { createDatabase } from '../../server/database/connection.ts';
import type { Sql } from '../../server/database/connection.ts';
import { rowFromRecord } from '../../server/database/tables.ts';
import type { TableRecord } from '../../server/database/tables.ts';
import { quoteIdentifier } from '../../server/database/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Row, Values } from '../../shared/entity/entity.ts';
import { FakeLocks, quickPace, until } from '../client/world.ts';
import { asSuperuser } from './as-superuser.ts';
import { copyDatabase } from './fresh-database.ts';
import { entityNamed, insertRow } from './insert-row.ts';
import type { Person, Rig, TestServer } from './people.ts';
import { openRig, openServer, publicUrl } from './people.ts';

/** What was sent after the copy, and what became of it after the restore. */
export interface DrillReport {
  readonly offered: number;
  readonly cameBack: number;
  /** Of those that came back: took effect more than once. */
  readonly twice: number;
  readonly lost: number;
  /** From the start of the restored server until every device says that all is sent. */
  readonly ms: number;
}

export interface Drill {
  /** Each person makes rows and changes some of them; resolves when all of it is sent. */
  work(): Promise<void>;
  /** The server stops, the database is copied, the server starts. */
  copy(): Promise<void>;
  /** The server stops and the copy takes the database's place. Nobody answers until `comeBack`. */
  putBack(): Promise<void>;
  comeBack(): Promise<DrillReport>;
  /** Every row that people write, with its version. */
  rows(): Promise<readonly Row[]>;
  /** Changes of which the audit says that they were offered again. */
  toldByAudit(): Promise<number>;
  words(report: DrillReport): string;
  close(): Promise<void>;
}

/** Less than a test may take, so that what was waited for is said. */
const patienceMs = 25_000;
const roles = ['instructor', 'staff', 'organizer'] as const satisfies readonly Role[];
type DrillRole = (typeof roles)[number];
const students = 4;
const mostOccasions = 3;

/** The server as the devices know it: there, or not. */
interface Line {
  life: (TestServer & { readonly sql: Sql }) | undefined;
}

interface Ground {
  readonly courseId: string;
  readonly cohortId: string;
  readonly organizationId: string;
  readonly studentIds: readonly string[];
  /** For each occasion: a class nobody has marked, and members who are no students yet. They stand in the copy. */
  readonly occasions: readonly { readonly sessionId: string; readonly memberIds: readonly string[] }[];
}

interface DrillDevice {
  readonly role: DrillRole;
  readonly hall: OpenHall;
  /** Made since the copy. */
  readonly changes: string[];
}

export async function openDrill(): Promise<Drill> {
  const rig = await openRig();
  const ground = await layGround(rig);
  const people = await Promise.all(
    roles.map(async (role) => [role, await joinAs(rig, role, ground)] as const),
  );
  const { appUrl, superUrl } = rig.hall;
  await rig.hub.close();
  await rig.hall.app.end();
  await rig.hall.behind.end();
  const name = new URL(superUrl).pathname.slice(1);
  const copyName = `${name}_copy`;
  const behindUrl = inject('postgres').superUrl;
  const line: Line = { life: undefined };
  await start(line, appUrl);
  const devices = await Promise.all(people.map(([role, person]) => openDevice(line, role, person)));
  let since: readonly string[] = [];
  let occasion = 0;
  const look = <T>(read: (sql: Sql) => Promise<T>): Promise<T> => lookInto(superUrl, read);
  return {
    work: async () => {
      await Promise.all(devices.map((device) => workOn(device, ground, occasion)));
      occasion += 1;
      await untilAllSent(devices);
    },
    copy: async () => {
      await stop(line);
      await copyDatabase(behindUrl, name, copyName);
      for (const { changes } of devices) changes.length = 0;
      await start(line, appUrl);
    },
    putBack: async () => {
      since = devices.flatMap(({ changes }) => changes);
      await stop(line);
      await asSuperuser(behindUrl, `drop database ${quoteIdentifier(name)}`);
      await asSuperuser(
        behindUrl,
        `alter database ${quoteIdentifier(copyName)} rename to ${quoteIdentifier(name)}`,
      );
    },
    comeBack: async () => {
      const begun = Date.now();
      await start(line, appUrl);
      const [now] = await look((sql) => sql<{ epoch: string }[]>`select epoch from sync.epoch`);
      await until(
        'every device has begun the new epoch',
        () => devices.every(({ hall }) => hall.store.sync.facts().epoch === now?.epoch),
        patienceMs,
      );
      await untilAllSent(devices);
      const ms = Date.now() - begun;
      return { ...(await look((sql) => countEffects(sql, since))), ms };
    },
    rows: () => look(readRows),
    toldByAudit: () =>
      look(async (sql) => {
        const [told] = await sql<{ count: number }[]>`
          select count(distinct change_id)::int as count from audit.log
          where note = 'offered again after restore' and change_id = any(${since}::uuid[])`;
        return told?.count ?? 0;
      }),
    words: ({ offered, cameBack, twice, lost, ms }) =>
      `Restore drill: ${offered} changes of ${devices.length} devices were not in the copy; ${cameBack} came back, ` +
      `${twice} twice, ${lost} lost, in ${(ms / 1000).toFixed(1)} s.`,
    close: async () => {
      for (const { hall } of devices) await hall.close();
      if (line.life) await stop(line);
      await asSuperuser(behindUrl, `drop database if exists ${quoteIdentifier(copyName)}`);
      await rig.hall.close();
    },
  };
}

async function start(line: Line, appUrl: string): Promise<void> {
  const sql = createDatabase({ url: appUrl, max: 6 });
  line.life = { ...(await openServer(sql)), sql };
}

/** Nobody is connected any more when it resolves. */
async function stop(line: Line): Promise<void> {
  const { life } = line;
  line.life = undefined;
  life?.app.live.closeAll();
  await life?.hub.close();
  await life?.sql.end();
}

async function lookInto<T>(superUrl: string, read: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = createDatabase({ url: superUrl, max: 1 });
  try {
    return await read(sql);
  } finally {
    await sql.end();
  }
}

const layGround = (rig: Rig): Promise<Ground> =>
  rig.inside(async (tx) => {
    const put = (entity: string, values: Values = {}): Promise<Row> =>
      insertRow(tx, registry, entityNamed(registry, entity), rig.localId, values);
    const [course, cohort, organization] = [
      await put('course'),
      await put('cohort'),
      await put('organization'),
    ];
    const studentIds: string[] = [];
    for (let index = 0; index < students; index += 1) {
      const student = await put('student', { cohortIds: [cohort.id] });
      const memberId = student['memberId'] ?? null;
      await put('enrollment', { studentId: student.id, courseId: course.id, cohortId: cohort.id, memberId });
      studentIds.push(student.id);
    }
    const terms = { courseId: course.id, cohortId: cohort.id };
    const occasions: Ground['occasions'][number][] = [];
    for (let index = 0; index < mostOccasions; index += 1) {
      const session = await put('classSession', { ...terms, instructorId: null });
      const members = [await put('member'), await put('member')];
      occasions.push({ sessionId: session.id, memberIds: members.map(({ id }) => id) });
    }
    return { ...terms, organizationId: organization.id, studentIds, occasions };
  });

async function joinAs(rig: Rig, role: DrillRole, { cohortId }: Ground): Promise<Person> {
  const person = await rig.join({ roles: [role] });
  if (role !== 'instructor') return person;
  await rig.inside(async (tx) => {
    const put = (entity: string, values: Values): Promise<Row> =>
      insertRow(tx, registry, entityNamed(registry, entity), rig.localId, values);
    const { userId } = person;
    const instructor = await put('instructor', { userId, cohortIds: [cohortId] });
    await put('instructorAssignment', { instructorId: instructor.id, cohortId, userId, endedOn: null });
  });
  return person;
}

async function openDevice(line: Line, role: DrillRole, person: Person): Promise<DrillDevice> {
  const hall = await openHall({
    seat: {
      localId: person.localId,
      localName: 'Local 46',
      userId: person.userId,
      firstName: 'A',
      lastName: role,
    },
    session: {
      fetch: async (path, init) => {
        if (!line.life) throw new TypeError('nobody listens');
        const headers = { ...(init.headers as Record<string, string>), ...person.headers };
        return line.life.app.request(`${publicUrl}${path}`, { ...init, headers });
      },
      refresh: () => Promise.resolve(line.life !== undefined),
    },
    locks: new FakeLocks() as unknown as LockManager,
    pace: quickPace,
    label: `${role}'s device`,
  });
  await until(`the ${role} has everything`, () => hall.sync.status().state === 'online', patienceMs);
  return { role, hall, changes: [] };
}

const untilAllSent = async (devices: readonly DrillDevice[]): Promise<void> => {
  for (const { role, hall } of devices)
    await until(
      `the ${role}'s device says that all is sent`,
      () => {
        const { state, unsent, download } = hall.sync.status();
        // The status is told anew a moment after the store knows.
        const isSent = unsent === 0 && !hall.store.sync.hasWaiting();
        return state === 'online' && isSent && download === null;
      },
      patienceMs,
    );
};

/** What each person makes at an occasion, and how each of it is changed afterwards. */
const deeds: Readonly<Record<DrillRole, (ground: Ground, occasion: number) => readonly [Gesture, Values][]>> =
  {
    instructor: ({ studentIds, occasions }, occasion) =>
      studentIds.map((studentId, index) => [
        {
          entity: 'attendance',
          op: 'create',
          set: { sessionId: occasions[occasion]?.sessionId ?? '', studentId, status: 'present' },
        },
        index % 2 === 0 ? { status: 'late', arrivalTime: '18:10' } : { notes: `Occasion ${occasion}` },
      ]),
    staff: ({ occasions }, occasion) => [
      ...(occasions[occasion]?.memberIds ?? []).map((memberId): [Gesture, Values] => [
        { entity: 'student', op: 'create', set: { memberId, applicationDate: '2026-05-01' } },
        { status: 'enrolled', enrollmentDate: '2026-06-01' },
      ]),
      ...['A', 'B'].map((letter): [Gesture, Values] => [
        { entity: 'course', op: 'create', set: { code: `${letter}${occasion}`, name: 'Conduit' } },
        { name: 'Conduit and boxes' },
      ]),
    ],
    organizer: ({ organizationId }, occasion) =>
      [1, 2, 3, 4].map((visit) => [
        {
          entity: 'saltingActivity',
          op: 'create',
          set: { organizationId, activityDate: `2026-1${occasion}-0${visit}`, activityType: 'site_visit' },
        },
        { workersContacted: visit, cardsSigned: 1, notes: 'Two asked for a card.' },
      ]),
  };

async function workOn({ role, hall, changes }: DrillDevice, ground: Ground, occasion: number): Promise<void> {
  const write = async (gesture: Gesture): Promise<string> => {
    const written = await hall.rows.write(gesture);
    if (!written.ok) throw new Error(`${role}: not saved: ${JSON.stringify(written)}`);
    changes.push(written.changeId);
    return written.rowId;
  };
  for (const [create, set] of deeds[role](ground, occasion)) {
    const row = await write(create);
    await write({ entity: create.entity, op: 'update', row, set });
  }
}

/** Receipts say what came back; entries of the trail that change a row, how often it took effect. */
async function countEffects(sql: Sql, since: readonly string[]): Promise<Omit<DrillReport, 'ms'>> {
  const [found] = await sql<{ came_back: number; twice: number }[]>`
    select
      (select count(*)::int from receipts where change_id = any(${since}::uuid[])
        and outcome in ('applied', 'merged')) as came_back,
      (select count(*)::int from (
        select change_id from audit.log
        where change_id is not null and action in ('CREATE', 'UPDATE', 'DELETE', 'RESTORE', 'SUPERSEDED')
        group by local_id, change_id, row_id having count(*) > 1) as doubled) as twice`;
  const cameBack = found?.came_back ?? 0;
  return { offered: since.length, cameBack, twice: found?.twice ?? 0, lost: since.length - cameBack };
}

async function readRows(sql: Sql): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const of of registry.values()) {
    if (of.writes !== 'changes') continue;
    const records = await sql<TableRecord[]>`select * from ${sql(of.table)} order by id`;
    rows.push(...records.map((record) => rowFromRecord(of, record).row));
  }
  return rows;
}
