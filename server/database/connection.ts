/**
 * The connection to Postgres, and the one way to work inside a local.
 *
 * 1. Values come back as the rest of the house knows them: moments as ISO text in UTC with milliseconds,
 *    calendar days as 'YYYY-MM-DD', clock times as 'HH:MM:SS', bigint as a number while that is exact.
 * 2. The tenant and the actor are set for one transaction only (`set_config(…, true)`), as its first statement;
 *    a pooled connection therefore never carries them into somebody else's request.
 * 3. Forgetting `inLocal` yields no rows and no writes: the row-level policies see no local.
 */
import type { Socket } from 'node:net';
import postgres from 'postgres';
import { connectTo, guardSocket } from './guarded-socket.ts';

export type Sql = postgres.Sql<{ bigint: bigint }>;
export type Transaction = postgres.TransactionSql<{ bigint: bigint }>;
/** What a query may be sent through, inside a transaction or not. */
export type Queryable = Sql | Transaction;

export interface DatabaseOptions {
  readonly url: string;
  readonly max?: number;
  /** False behind PgBouncer in transaction mode (setting DATABASE_PREPARED=off). */
  readonly preparedStatements?: boolean;
  readonly applicationName?: string;
  readonly statementTimeoutSeconds?: number;
  /** How a connection is made; for tests that stand between us and Postgres. */
  readonly socket?: () => Promise<Socket>;
}

export interface LocalContext {
  readonly localId: string;
  readonly userId?: string | null;
  readonly accountId?: string | null;
  readonly deviceId?: string | null;
  readonly requestId?: string | null;
}

/** `snapshot` reads everything as of one moment and cannot write. */
export type TransactionMode = 'write' | 'snapshot';

const statementTimeoutSeconds = 30;
const idleInTransactionSeconds = 15;

export function createDatabase(options: DatabaseOptions): Sql {
  const prepared = options.preparedStatements ?? true;
  const timeout = options.statementTimeoutSeconds ?? statementTimeoutSeconds;
  const connection: Record<string, string> = {
    application_name: options.applicationName ?? 'unionhall',
    TimeZone: 'UTC',
    DateStyle: 'ISO',
  };
  if (prepared) {
    // PgBouncer refuses these at start-up; behind it `inLocal` sets them for each transaction instead.
    connection['statement_timeout'] = `${timeout}s`;
    connection['idle_in_transaction_session_timeout'] = `${idleInTransactionSeconds}s`;
  }
  const socket = guardedConnect(options);
  return postgres<{ bigint: postgres.PostgresType<bigint> }>(options.url, {
    max: options.max ?? 10,
    prepare: prepared,
    connect_timeout: 10,
    idle_timeout: 60,
    connection,
    types: valueTypes,
    onnotice: () => undefined,
    ...(socket ? { socket } : {}),
  });
}

/** Over TLS and over a local path postgres.js connects by itself. */
function guardedConnect({ url, socket }: DatabaseOptions): (() => Promise<Socket>) | undefined {
  const { hostname, port, searchParams } = new URL(url);
  const secure = searchParams.get('sslmode') ?? searchParams.get('ssl') ?? 'disable';
  if (!socket && (hostname === '' || !['disable', 'false'].includes(secure))) return undefined;
  const connect = socket ?? (() => connectTo(hostname, Number(port || 5432)));
  return async () => guardSocket(await connect());
}

const valueTypes: Record<'bigint' | 'date' | 'time' | 'timestamp' | 'timestamptz', postgres.PostgresType> = {
  bigint: {
    to: 20,
    from: [20],
    serialize: asText,
    parse: parseBigint,
  },
  date: { to: 1082, from: [1082], serialize: asText, parse: asText },
  time: { to: 1083, from: [1083, 1266], serialize: asText, parse: asText },
  timestamp: { to: 1114, from: [1114], serialize: asText, parse: asText },
  timestamptz: { to: 1184, from: [1184], serialize: momentToText, parse: parseMoment },
};

function asText(value: unknown): string {
  return String(value);
}

/** A bigint beyond 2^53 stays exact; JSON refuses it loudly rather than rounding in silence. */
function parseBigint(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

function momentToText(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** '2026-03-01 12:00:00.5+00' to '2026-03-01T12:00:00.500Z'. Finer than a millisecond is cut off, as on the device. */
export function parseMoment(text: string): string {
  if (!/^\d{4}-.*\+00$/.test(text)) return text.endsWith('infinity') ? text : new Date(text).toISOString();
  const fraction = text.charAt(19) === '.' ? text.slice(20, -3) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

/** One transaction in which `current_local_id()` and the audit's actor are known. */
export function inLocal<T>(
  sql: Sql,
  context: LocalContext,
  work: (transaction: Transaction) => Promise<T>,
  mode: TransactionMode = 'write',
): Promise<T> {
  const options = mode === 'snapshot' ? 'isolation level repeatable read read only' : '';
  let isOver = false;
  const begun = sql.begin(options, async (transaction) => {
    // Not waited for: a connection keeps the order of its statements, and what follows fails if this does.
    const isSet = setContext(transaction, context, sql.options.prepare === false);
    // Over a lost connection nobody looks at it any more.
    isSet.catch(() => undefined);
    try {
      return await work(stoppable(transaction, () => isOver));
    } finally {
      // Whoever asked knows already. Going on would commit or roll back over the lost connection.
      if (isOver) await new Promise(() => undefined);
      await isSet;
    }
  });
  return (begun as Promise<T>).finally(() => (isOver = true));
}

/**
 * Once the connection is lost the transaction is over, and work that does not know it yet may not go on.
 * Danger: a statement over a lost connection ends the process (guarded-socket.ts).
 */
function stoppable(transaction: Transaction, isOver: () => boolean): Transaction {
  const check = (): void => {
    if (isOver()) throw new Error('This transaction is over: its connection was lost.');
  };
  return new Proxy(transaction, {
    apply: (target, self, given) => {
      check();
      return Reflect.apply(target, self, given) as unknown;
    },
    get: (target, name) => {
      if (name === 'unsafe' || name === 'savepoint' || name === 'file') check();
      return Reflect.get(target, name) as unknown;
    },
  });
}

/** Sent before this returns. */
async function setContext(
  transaction: Transaction,
  context: LocalContext,
  withTimeouts: boolean,
): Promise<void> {
  // Empty text stands for "none": every reader in the database goes through nullif(current_setting(…), '').
  const isKnown = transaction`
    select set_config('app.local_id', ${context.localId}, true),
           set_config('app.user_id', ${context.userId ?? ''}, true),
           set_config('app.account_id', ${context.accountId ?? ''}, true),
           set_config('app.device_id', ${context.deviceId ?? ''}, true),
           set_config('app.request_id', ${context.requestId ?? ''}, true)`.execute();
  const isTimed =
    withTimeouts &&
    transaction`
      select set_config('statement_timeout', ${`${statementTimeoutSeconds}s`}, true),
             set_config('idle_in_transaction_session_timeout', ${`${idleInTransactionSeconds}s`}, true)`.execute();
  await Promise.all([isKnown, isTimed]);
}
