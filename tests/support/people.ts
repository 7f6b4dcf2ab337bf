/**
 * The whole server over a database of its own, and people with seats in it: one for each role, and a stranger in
 * another local. People speak HTTP with bearer tokens, as programs do.
 */
import { randomUUID } from 'node:crypto';
import { registry } from '../../shared/entities/index.ts';
import type { Role } from '../../shared/access/roles.ts';
import { framesContentType, localHeader, protocolVersion } from '../../shared/sync/protocol.ts';
import type { DeviceReport, PullRequest } from '../../shared/sync/requests.ts';
import { createAccess } from '../../server/access/access.ts';
import type { Access } from '../../server/access/access.ts';
import { createAccount } from '../../server/access/accounts.ts';
import { keysFrom, makePrivateKey } from '../../server/access/keys.ts';
import { openSession } from '../../server/access/open-session.ts';
import { createPasswordHasher } from '../../server/access/passwords.ts';
import type { App } from '../../server/app.ts';
import { createApp } from '../../server/app.ts';
import type { NewPerson } from '../../server/commands/create-local.ts';
import { createLocal, createPerson } from '../../server/commands/create-local.ts';
import { commandDeeds } from '../../server/commands/registry.ts';
import type { Sql, Transaction } from '../../server/database/connection.ts';
import { inLocal } from '../../server/database/connection.ts';
import { createLog } from '../../server/log.ts';
import { createCounters } from '../../server/metrics.ts';
import { createHub } from '../../server/sync/hub.ts';
import type { Hub } from '../../server/sync/hub.ts';
import { newId } from './make-row.ts';
import { collectPull } from './pull-client.ts';
import type { Pulled } from './pull-client.ts';
import type { TestHall } from './test-hall.ts';
import { openTestHall } from './test-hall.ts';

export const publicUrl = 'https://hall.example';
const keys = keysFrom(makePrivateKey(), makePrivateKey());
const startMoment = Date.parse('2026-01-01T00:00:00Z');

export interface Person {
  readonly userId: string;
  readonly accountId: string;
  readonly sessionId: string;
  readonly localId: string;
  readonly device: DeviceReport;
  /** What authorizes this person, for requests that do not go through `send`. */
  readonly headers: Readonly<Record<string, string>>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A pull as a device asks it; without anything it is a first download. */
  pull(request?: Partial<PullRequest>): Promise<Pulled>;
  rawPull(request?: Partial<PullRequest>): Promise<Response>;
}

export interface Rig {
  readonly hall: TestHall;
  readonly app: App;
  readonly access: Access;
  readonly hub: Hub;
  readonly localId: string;
  join(
    person: Partial<NewPerson> & { readonly roles: NewPerson['roles'] },
    localId?: string,
  ): Promise<Person>;
  makeLocal(): Promise<string>;
  /** Straight into the local's rows, past the door; as the application role. */
  inside<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly now?: () => number;
  /** How long a live stream rests after it has spoken. */
  readonly gatherMs?: number;
  readonly clientFolder?: string;
}

export interface TestServer {
  readonly app: App;
  readonly access: Access;
  readonly hub: Hub;
}

/** The server over this connection; it looks at the epoch first, as at every start. */
export async function openServer(sql: Sql, options: RigOptions = {}): Promise<TestServer> {
  const hub = createHub();
  const now = options.now ?? (() => Date.now());
  const access = createAccess({
    sql,
    keys,
    publicUrl,
    trustProxy: 0,
    hasher: createPasswordHasher({ memoryKib: 64, passes: 1 }),
  });
  await sql`select * from sync.observe_epoch()`;
  const app = createApp({
    sql,
    access,
    registry,
    deeds: commandDeeds,
    hub,
    log: createLog('silent'),
    counters: createCounters(),
    now,
    clientFolder: options.clientFolder,
    pace: { gatherMs: options.gatherMs ?? 5, jitterMs: 5, heartbeatMs: 15_000, recheckMs: 60_000 },
  });
  return { app, access, hub };
}

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const hall = await openTestHall(8);
  const { app, access, hub } = await openServer(hall.app, options);
  const makeLocal = async (): Promise<string> => {
    const id = newId();
    await inLocal(hall.app, { localId: id }, (tx) =>
      createLocal(tx, { id, name: 'Electrical Workers', number: '46' }, startMoment),
    );
    return id;
  };
  const localId = await makeLocal();
  return {
    hall,
    app,
    access,
    hub,
    localId,
    makeLocal,
    inside: (work) => inLocal(hall.app, { localId }, work),
    join: (person, where = localId) => join(hall, app, access, person, where),
    async close() {
      app.live.closeAll();
      await hub.close();
      await hall.close();
    },
  };
}

async function join(
  hall: TestHall,
  app: App,
  access: Access,
  person: Partial<NewPerson> & { readonly roles: NewPerson['roles'] },
  localId: string,
): Promise<Person> {
  const email = `${randomUUID()}@hall.example`;
  const accountId = await createAccount(hall.app, {
    email,
    passwordHash: 'not a hash: nobody signs in with it',
  });
  const userId = await inLocal(hall.app, { localId }, (tx) =>
    createPerson(
      tx,
      localId,
      { firstName: 'Rosa', lastName: 'Quintero', email, accountId, ...person },
      startMoment,
    ),
  );
  const opened = await openSession(access, {
    accountId,
    deviceId: null,
    deviceLabel: null,
    userAgentLabel: 'test',
  });
  const device: DeviceReport = {
    id: newId(),
    label: 'Tablet',
    app: '0.1.0',
    clock: new Date().toISOString(),
    unsent: 0,
  };
  const authorized = { authorization: `Bearer ${opened.access}`, [localHeader]: localId };
  const send: Person['send'] = async (method, path, body, headers = {}) =>
    app.request(`${publicUrl}${path}`, {
      method,
      headers: {
        ...authorized,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const rawPull: Person['rawPull'] = (request = {}) =>
    send('POST', '/api/sync/pull', {
      protocol: protocolVersion,
      epoch: null,
      device: { ...device, clock: new Date().toISOString() },
      cursors: {},
      views: {},
      ...request,
    });
  const { sessionId } = opened.session;
  const pull: Person['pull'] = async (request) => {
    const response = await rawPull(request);
    if (response.status !== 200 || response.headers.get('content-type') !== framesContentType)
      throw new Error(`The pull was answered ${response.status}: ${await response.text()}`);
    return collectPull(response);
  };
  return { userId, accountId, sessionId, localId, device, headers: authorized, send, pull, rawPull };
}

/** `join` for each role: the usual cast. */
export async function castOf(rig: Rig, names: readonly Role[]): Promise<ReadonlyMap<Role, Person>> {
  const cast = new Map<Role, Person>();
  for (const role of names) cast.set(role, await rig.join({ roles: [role] }));
  return cast;
}
