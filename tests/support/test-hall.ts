/** A fresh database with the connections a database test needs: as the application, and behind the curtain. */
import type { Sql, Transaction } from '../../server/database/connection.ts';
import { createDatabase, inLocal } from '../../server/database/connection.ts';
import { freshDatabase } from './fresh-database.ts';
import { newId } from './make-row.ts';

export interface TestHall {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly superUrl: string;
  /** unionhall_app: what the server is. */
  readonly app: Sql;
  /** Only for assertions and for what no role of ours may do. */
  readonly behind: Sql;
  readonly localId: string;
  /** One transaction of the application inside the local (or another one). */
  inside<T>(work: (sql: Transaction) => Promise<T>, context?: HallContext): Promise<T>;
  close(): Promise<void>;
}

export interface HallContext {
  readonly localId?: string;
  readonly userId?: string;
  readonly deviceId?: string;
  readonly accountId?: string;
  readonly requestId?: string;
}

export async function openTestHall(connections = 4): Promise<TestHall> {
  const database = await freshDatabase();
  const app = createDatabase({ url: database.appUrl, max: connections });
  const behind = createDatabase({ url: database.superUrl, max: 2 });
  const localId = newId();
  return {
    appUrl: database.appUrl,
    ownerUrl: database.ownerUrl,
    superUrl: database.superUrl,
    app,
    behind,
    localId,
    inside: (work, context = {}) => inLocal(app, { localId, ...context }, work),
    async close() {
      // A connection that was killed under a statement is never done with it.
      await app.end({ timeout: 5 });
      await behind.end();
      await database.drop();
    },
  };
}

/** The SQLSTATE with which a statement was refused; undefined when it went through. */
export async function refusedWith(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}

export const sqlStates = {
  denied: '42501',
  noSuchParent: '23503',
  duplicate: '23505',
  check: '23514',
  noSuchFunction: '42883',
} as const;
