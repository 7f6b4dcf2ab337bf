/**
 * What the tests of signing in share: a database, servers of their own memory over it, browsers that keep cookies, and
 * people with seats. The application's own database role is used throughout.
 */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { createAccess, type Access } from '../../server/access/access.ts';
import { createAccount } from '../../server/access/accounts.ts';
import { authenticate, selectSeat } from '../../server/access/authenticate.ts';
import { keysFrom, makePrivateKey } from '../../server/access/keys.ts';
import { createMark } from '../../server/access/marks.ts';
import { createPasswordHasher, type PasswordHasher } from '../../server/access/passwords.ts';
import { createRefreshTokens } from '../../server/access/refresh-tokens.ts';
import { requestGuards } from '../../server/access/request-guards.ts';
import { createThrottle } from '../../server/access/throttle.ts';
import type { RequestEnvironment } from '../../server/access/variables.ts';
import { createDatabase, inLocal, type Sql } from '../../server/database/connection.ts';
import { createAuthRoutes } from '../../server/routes/auth.ts';
import { freshDatabase, type FreshDatabase } from './fresh-database.ts';

export const publicUrl = 'https://hall.example';
export const password = 'correct horse battery staple';
/** Argon2 at a cost that tests can afford. */
export const cheapHasher = createPasswordHasher({ memoryKib: 64, passes: 1 });

const phone = 'Mozilla/5.0 (Linux; Android 15) Chrome/141.0 Mobile Safari/537.36';
const keys = keysFrom(makePrivateKey(), makePrivateKey());

export interface AuthRig {
  readonly database: FreshDatabase;
  readonly sql: Sql;
  startServer(options?: ServerOptions): Server;
  makeAccount(): Promise<{ id: string; email: string }>;
  makeLocal(name: string): Promise<string>;
  makeSeat(localId: string, accountId: string): Promise<string>;
  close(): Promise<void>;
}

export async function openAuthRig(): Promise<AuthRig> {
  const database = await freshDatabase();
  const sql = createDatabase({ url: database.appUrl, max: 8 });
  let people = 0;
  return {
    database,
    sql,
    startServer: (options = {}) => startServer(sql, options),
    async makeAccount() {
      people += 1;
      const email = `person${people}@hall.example`;
      return {
        id: await createAccount(sql, { email, passwordHash: await cheapHasher.hash(password) }),
        email,
      };
    },
    makeLocal: (name) => makeLocal(sql, name),
    makeSeat: (localId, accountId) => makeSeat(sql, localId, accountId),
    async close() {
      await sql.end();
      await database.drop();
    },
  };
}

export interface Server {
  readonly access: Access;
  /** What the server did with passwords: an unknown address must cost the same as a wrong password. */
  readonly verified: (string | null)[];
  request(path: string, init?: RequestInit): Promise<Response>;
}

export interface ServerOptions {
  readonly now?: () => Date;
  readonly graceSeconds?: number;
  readonly hasher?: PasswordHasher;
  readonly patient?: boolean;
}

/** A server of its own: nothing it remembers in memory is shared with another one. */
function startServer(sql: Sql, options: ServerOptions): Server {
  const verified: (string | null)[] = [];
  const inner = options.hasher ?? cheapHasher;
  const hasher: PasswordHasher = {
    ...inner,
    verify(stored, given) {
      verified.push(stored);
      return inner.verify(stored, given);
    },
  };
  const patience = { free: 1_000_000, cap: 1 };
  const access = createAccess({
    sql,
    keys,
    publicUrl,
    trustProxy: 1,
    hasher,
    refreshTokens: createRefreshTokens(sql, options.graceSeconds ?? 30),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.patient === false
      ? {}
      : {
          throttle: createThrottle(sql, createMark(keys.markKey), { address: patience, account: patience }),
        }),
  });
  const app = new Hono<RequestEnvironment>();
  for (const guard of requestGuards({ publicUrl, trustProxy: 1 })) app.use('*', guard);
  app.route('/api/auth', createAuthRoutes(access));
  app.get('/api/seat', authenticate(access), selectSeat(access), (c) => c.json(c.var.seat));
  return { access, verified, request: async (path, init) => app.request(`${publicUrl}${path}`, init) };
}

/** A browser: keeps cookies, says where it comes from. */
export class Browser {
  readonly cookies = new Map<string, string>();
  server: Server;
  readonly headers: Record<string, string>;

  constructor(server: Server, headers: Record<string, string> = {}) {
    this.server = server;
    this.headers = { origin: publicUrl, 'sec-fetch-site': 'same-origin', 'user-agent': phone, ...headers };
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const answer = await this.server.request(path, {
      method,
      headers: {
        ...this.headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '' || /max-age=0\b/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  /** Another tab before the first has its answer, or the same one after losing it. */
  copy(headers: Record<string, string> = {}): Browser {
    const other = new Browser(this.server, { ...this.headers, ...headers });
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    return other;
  }

  signIn(email: string, given: string = password, more: object = {}): Promise<Response> {
    return this.send('POST', '/api/auth/sign-in', { email, password: given, ...more });
  }

  refresh(body: object = {}): Promise<Response> {
    return this.send('POST', '/api/auth/refresh', body);
  }

  me(): Promise<Response> {
    return this.send('GET', '/api/auth/me');
  }

  get refreshToken(): string | undefined {
    return this.cookies.get('__Host-uh-refresh');
  }
}

export async function codeOf(answer: Response): Promise<string> {
  const body = (await answer.json()) as { error?: { code: string } };
  return body.error?.code ?? `${answer.status} without error`;
}

async function makeLocal(sql: Sql, name: string): Promise<string> {
  const id = randomUUID();
  await inLocal(sql, { localId: id }, async (transaction) => {
    await transaction`
      insert into locals (local_id, id, name, number, zone, language, scopes, sort_key)
      values (${id}, ${id}, ${name}, '46', 'America/Los_Angeles', 'en', '{local}', '')`;
    await transaction`
      insert into roles (local_id, id, name, is_system_role, scopes, sort_key)
      values (${id}, ${randomUUID()}, 'staff', true, '{local}', '')`;
  });
  return id;
}

async function makeSeat(sql: Sql, localId: string, accountId: string): Promise<string> {
  const id = randomUUID();
  await inLocal(sql, { localId }, async (transaction) => {
    await transaction`
      insert into users (local_id, id, first_name, last_name, email, is_active, account_id, scopes, sort_key)
      values (${localId}, ${id}, 'Rosa', 'Quintero', 'rosa@hall.example', true, ${accountId}, '{local}', '')`;
    await transaction`
      insert into user_roles (local_id, id, user_id, role_id, role_name, starts_at, expires_at, scopes, sort_key)
      select ${localId}, gen_random_uuid(), ${id}, id, name, '2026-01-01T00:00:00Z', expiry, '{local}', ''
      from roles, (values (null::timestamptz), ('2026-01-02T00:00:00Z')) as grants (expiry)`;
  });
  return id;
}
