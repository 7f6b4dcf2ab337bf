/**
 * A small hall for tests of the write path: a fresh database, one local with its roles, a clock that stands still,
 * people with seats, and tablets that send what a device would send. Rows are made through the door, as the office
 * would; a test names only what it is about.
 */
import type { LoadedActor, Seat } from '../../server/access/actor.ts';
import { loadActor } from '../../server/access/actor.ts';
import { createLocal, createPerson } from '../../server/commands/create-local.ts';
import type { NewGrant } from '../../server/commands/create-local.ts';
import { commandDeeds } from '../../server/commands/registry.ts';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase, inLocal } from '../../server/database/connection.ts';
import type { TableRecord } from '../../server/database/tables.ts';
import { rowFromRecord } from '../../server/database/tables.ts';
import type { Door, PushDependencies } from '../../server/sync/push.ts';
import { createPush } from '../../server/sync/push.ts';
import type { Role } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import { User } from '../../shared/entities/user.ts';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isSetByPerson } from '../../shared/entity/entity.ts';
import { derivedId } from '../../shared/entity/row.ts';
import type { Answer } from '../../shared/sync/protocol.ts';
import type { Change } from '../../shared/sync/requests.ts';
import type { Json } from '../../shared/values/json.ts';
import { freshDatabase } from './fresh-database.ts';
import { makeRow, newId } from './make-row.ts';
import { entityNamed } from './insert-row.ts';
import { createTablet } from './tablet.ts';
import type { Tablet } from './tablet.ts';

export interface Hall {
  readonly sql: Sql;
  /** As a superuser: only for looking. */
  readonly behind: Sql;
  readonly localId: string;
  readonly clock: StoppedClock;
  readonly door: Door;
  readonly pokes: Record<string, number>[];
  readonly warnings: object[];
  /** The same database behind another server. */
  readonly openDoor: (more?: Partial<PushDependencies>) => Door;
  readonly addPerson: (
    roles: readonly (Role | NewGrant)[],
    more?: { readonly memberId?: string },
  ) => Promise<Person>;
  /** A row made by the administrator with all it refers to; the answer's row. */
  readonly make: (of: Entity, values?: Values) => Promise<Row>;
  /** The row as it stands, removed or not. */
  readonly read: (of: Entity, id: string) => Promise<FoundRow | undefined>;
  readonly all: (of: Entity) => Promise<readonly FoundRow[]>;
  readonly audit: (where: {
    readonly rowId?: string;
    readonly changeId?: string;
  }) => Promise<readonly AuditRow[]>;
  readonly close: () => Promise<void>;
}

export interface Person {
  readonly seat: Seat;
  readonly userId: string;
  readonly tablet: (options?: { readonly id?: string; readonly clockOffsetMs?: number }) => Tablet;
  readonly actor: () => Promise<LoadedActor>;
}

export interface FoundRow {
  readonly row: Row;
  readonly scopes: readonly string[];
  readonly deleted: boolean;
  readonly changedBy: string | null;
}

export interface AuditRow {
  readonly action: string;
  readonly entity: string | null;
  readonly rowId: string | null;
  readonly userId: string | null;
  readonly deviceId: string | null;
  readonly changeId: string | null;
  readonly changedFields: readonly string[];
  readonly after: Values | null;
  readonly note: string | null;
}

export interface StoppedClock {
  readonly now: () => number;
  readonly advance: (milliseconds: number) => void;
}

export const noon = Date.UTC(2026, 10, 20, 20, 0, 0);

export function stoppedClock(start = noon): StoppedClock {
  let now = start;
  return { now: () => now, advance: (milliseconds) => void (now += milliseconds) };
}

export async function openHall(options: { readonly connections?: number } = {}): Promise<Hall> {
  const database = await freshDatabase();
  const sql = createDatabase({ url: database.appUrl, max: options.connections ?? 6 });
  const behind = createDatabase({ url: database.superUrl, max: 2 });
  const localId = newId();
  const clock = stoppedClock();
  const pokes: Record<string, number>[] = [];
  const warnings: object[] = [];
  await inLocal(sql, { localId }, (tx) =>
    createLocal(tx, { id: localId, name: 'Local 46', number: '46' }, clock.now()),
  );
  const openDoor = (more: Partial<PushDependencies> = {}): Door =>
    createPush({
      sql,
      clock,
      registry,
      commands: commandDeeds,
      hub: { moved: (_local, numbers) => void pokes.push({ ...numbers }), recheck: () => undefined },
      log: { warn: (details) => void warnings.push(details) },
      ...more,
    });
  const door = openDoor();
  const addPerson: Hall['addPerson'] = async (roles, more = {}) => {
    const id = newId();
    const name = { firstName: 'Person', lastName: id.slice(-6), email: `${id}@hall.example` };
    await inLocal(sql, { localId }, (tx) =>
      createPerson(tx, localId, { id, ...name, ...more, roles }, clock.now()),
    );
    const seat = { accountId: newId(), localId, userId: id };
    return {
      seat,
      userId: id,
      tablet: (given = {}) => createTablet({ door, clock, seat, ...given }),
      actor: async () => {
        const actor = await inLocal(sql, seat, (tx) => loadActor(tx, seat, clock.now()));
        if (!actor) throw new Error('This seat is not active.');
        return actor;
      },
    };
  };
  const office = await addPerson([{ role: 'admin', startsAt: new Date(clock.now() - 1000).toISOString() }]);
  const find = async (of: Entity, id: string | null): Promise<FoundRow[]> => {
    const records = await behind<TableRecord[]>`
      select * from ${behind(of.table)} where local_id = ${localId} and (${id}::uuid is null or id = ${id}::uuid) order by created_at, id`;
    return records.map((record) => {
      const { row, system } = rowFromRecord(of, record);
      return { row, scopes: system.scopes, deleted: system.deletedAt !== null, changedBy: system.changedBy };
    });
  };
  return {
    sql,
    behind,
    localId,
    clock,
    door,
    pokes,
    warnings,
    openDoor,
    addPerson,
    make: (of, values = {}) => makeThroughDoor(door, office.seat, addPerson, of, values),
    read: async (of, id) => (await find(of, id))[0],
    all: (of) => find(of, null),
    audit: async ({ rowId = null, changeId = null }) => [
      ...(await behind<AuditRow[]>`
        select action, entity, row_id as "rowId", user_id as "userId", device_id as "deviceId", change_id as "changeId",
               changed_fields as "changedFields", after, note
        from audit.log
        where local_id = ${localId} and (${rowId}::uuid is null or row_id = ${rowId}::uuid)
          and (${changeId}::uuid is null or change_id = ${changeId}::uuid)
        order by id`),
    ],
    close: async () => {
      await sql.end();
      await behind.end();
      await database.drop();
    },
  };
}

/** What a person would fill in for a new row: required fields, and the rows they point at. */
export async function fillIn(make: Hall['make'], of: Entity, given: Values): Promise<Values> {
  const made = makeRow(of);
  const filled: Record<string, Json> = {};
  for (const [name, field] of fieldEntries(of)) {
    if (!isSetByPerson(field) || (field.optional && !(name in given))) continue;
    if (name in given) filled[name] = given[name] ?? null;
    else if (field.kind === 'reference')
      filled[name] = (await make(entityNamed(registry, field.target ?? ''))).id;
    else filled[name] = made[name] ?? null;
  }
  return filled;
}

async function makeThroughDoor(
  door: Door,
  seat: Seat,
  addPerson: Hall['addPerson'],
  of: Entity,
  given: Values,
): Promise<Row> {
  if (of.name === User.name) {
    const person = await addPerson(['member']);
    return { id: person.userId, version: 1 };
  }
  const set = await fillIn(
    (entity, values = {}) => makeThroughDoor(door, seat, addPerson, entity, values),
    of,
    given,
  );
  const answer = await door.applyOne(seat, createChange(of, seat.localId, set), null);
  if (!answer.row) throw new Error(`${of.name} could not be made: ${JSON.stringify(answer)}`);
  return answer.row;
}

export function createChange(of: Entity, localId: string, set: Values, row?: string): Change {
  const at = new Date(noon).toISOString();
  const id = row ?? derivedId(of, localId, set) ?? newId();
  return { id: newId(), sequence: 1, entity: of.name, row: id, op: 'create', set, at };
}

/** The only answer, or a test that says what came instead. */
export function only(answers: readonly Answer[]): Answer {
  const [answer, ...others] = answers;
  if (!answer || others.length > 0) throw new Error(`One answer was expected, not ${answers.length}.`);
  return answer;
}
