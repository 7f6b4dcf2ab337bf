/** What it looks like when Postgres is not there, and the one place where nobody can catch it. */
import type { Log } from '../log.ts';

/** Connection lost or refused, Postgres starting or stopping, too many connections, or a statement over its time. */
export function isDatabaseAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(CONNECT|CONNECTION_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|08|57P0|53|57014)/.test(code);
}

/**
 * Danger: postgres.js 3.4 asks each new connection for its array types in a promise that nobody holds. A connection lost
 * in that moment would end the process as an unhandled rejection; the request that wanted it is answered by its own
 * time limit. Every other unhandled rejection ends the process as before. Returns how to stop.
 */
export function surviveLostConnections(log: Pick<Log, 'warn'>): () => void {
  const judge = (error: unknown): void => {
    if (!isDatabaseAway(error)) throw error;
    log.warn({ err: error }, 'a connection to the database was lost while it was opened');
  };
  process.on('unhandledRejection', judge);
  return () => process.off('unhandledRejection', judge);
}
