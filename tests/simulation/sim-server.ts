/** The real server code over the real Postgres, started, killed and started again. Nothing of it is simulated. */
import { createAccess } from '../../server/access/access.ts';
import type { Access } from '../../server/access/access.ts';
import { createAccount } from '../../server/access/accounts.ts';
import { keysFrom, makePrivateKey } from '../../server/access/keys.ts';
import { createPasswordHasher } from '../../server/access/passwords.ts';
import type { PasswordHasher } from '../../server/access/passwords.ts';
import { createApp } from '../../server/app.ts';
import type { App } from '../../server/app.ts';
import type { NewGrant } from '../../server/commands/create-local.ts';
import { createLocal, createPerson } from '../../server/commands/create-local.ts';
import { commandDeeds } from '../../server/commands/registry.ts';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase, inLocal } from '../../server/database/connection.ts';
import { createLog } from '../../server/log.ts';
import { createCounters } from '../../server/metrics.ts';
import { createHub } from '../../server/sync/hub.ts';
import type { Role } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import type { SimDatabase } from './sim-database.ts';
import type { Gate } from './statement-gate.ts';
import type { Party } from './virtual-world.ts';
import { actAs, inTurn, virtual } from './virtual-world.ts';

export const publicUrl = 'https://hall.example';
export const password = 'a plain long password 46';
const keys = keysFrom(makePrivateKey(), makePrivateKey());

export interface SimPerson {
  readonly name: string;
  readonly role: Role;
  readonly localId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly email: string;
}

export interface SimServer {
  /** The database's: past the gate. */
  readonly sql: Sql;
  readonly isUp: () => boolean;
  request(path: string, init: RequestInit): Promise<Response>;
  start(): void;
  /** Without warning: what was under way is torn. */
  kill(): void;
  makeLocal(id: string): Promise<void>;
  join(
    name: string,
    role: Role,
    localId: string,
    more?: { memberId?: string; grant?: NewGrant },
  ): Promise<SimPerson>;
}

interface Life {
  readonly party: Party;
  readonly app: App;
  readonly sql: Sql;
}

const hasher = (): PasswordHasher => {
  const real = createPasswordHasher({ memoryKib: 64, passes: 1 });
  return {
    hash: (text) => inTurn('a hash', () => real.hash(text)),
    verify: (stored, text) => inTurn('a hash', () => real.verify(stored, text)),
    isOutdated: (stored) => real.isOutdated(stored),
  };
};

/** Once and before any run: what a seed draws must not depend on which run is the first. */
const passwordHash = await hasher().hash(password);

export function createSimServer(database: SimDatabase, gate: Gate): SimServer {
  const hashing = hasher();
  let life: Life | undefined;
  let lives = 0;
  const start = (): void => {
    lives += 1;
    const party: Party = { name: `server ${lives}`, skew: 0 };
    life = actAs(party, () => open(database.appUrl, gate, party, hashing));
  };
  return {
    get sql() {
      return database.sql;
    },
    isUp: () => life !== undefined,
    start,
    request: (path, init) => {
      const current = life;
      if (!current) return Promise.reject(new TypeError('nobody listens'));
      return actAs(current.party, async () => current.app.request(`${publicUrl}${path}`, init));
    },
    kill: () => {
      if (!life) return;
      const { party, sql: own, app } = life;
      life = undefined;
      virtual.forget(party);
      gate.tear(party.name);
      app.live.closeAll();
      void own.end({ timeout: 0 }).catch(() => undefined);
    },
    makeLocal: (id) =>
      inLocal(database.sql, { localId: id }, (tx) =>
        createLocal(tx, { id, name: 'Electrical Workers', number: '46' }, virtual.now() - 86_400_000),
      ),
    join: async (name, role, localId, more = {}) => {
      const email = `${crypto.randomUUID()}@hall.example`;
      const accountId = await createAccount(database.sql, { email, passwordHash });
      const startsAt = new Date(virtual.now() - 86_400_000).toISOString();
      const userId = await inLocal(database.sql, { localId }, (tx) =>
        createPerson(
          tx,
          localId,
          {
            firstName: name,
            lastName: role,
            email,
            accountId,
            ...(more.memberId ? { memberId: more.memberId } : {}),
            roles: [more.grant ?? { role, startsAt }],
          },
          virtual.now(),
        ),
      );
      return { name, role, localId, userId, accountId, email };
    },
  };
}

/** Enough for transactions to meet; each new one costs Postgres tens of milliseconds. */
const connections = 3;

function open(url: string, gate: Gate, party: Party, hashing: PasswordHasher): Life {
  const sql = createDatabase({ url, max: connections, socket: gate.socketFor(party.name) });
  const access: Access = createAccess({
    sql,
    keys,
    publicUrl,
    trustProxy: 0,
    hasher: hashing,
    now: () => new Date(virtual.now()),
  });
  const app = createApp({
    sql,
    access,
    registry,
    deeds: commandDeeds,
    hub: createHub(),
    log: createLog('silent'),
    counters: createCounters(),
    now: () => virtual.now(),
  });
  return { party, app, sql };
}
