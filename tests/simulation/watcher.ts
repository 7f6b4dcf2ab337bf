/** Asks Postgres what its processes do: who waits for a lock, and who is gone. One for each worker, past the gate. */
import postgres from 'postgres';
import { actAs, outside } from './virtual-world.ts';

export interface Watcher {
  /** Process → those it waits for; a process that is gone is not in it. */
  look(pids: readonly number[]): Promise<ReadonlyMap<number, readonly number[]>>;
  close(): Promise<void>;
}

/** `url` is the superuser's: nobody else sees the processes of others. */
export async function createWatcher(url: string): Promise<Watcher> {
  const sql = actAs(outside, () =>
    postgres(url, { max: 1, onnotice: () => undefined, idle_timeout: 0, max_lifetime: null }),
  );
  const look: Watcher['look'] = (pids) =>
    actAs(outside, async () => {
      const rows = await sql<{ pid: number; by: number[] }[]>`
        select pid, pg_blocking_pids(pid) as by from pg_stat_activity where pid = any (${[...pids]}::int[])`;
      return new Map(rows.map(({ pid, by }) => [pid, by]));
    });
  // What opening a connection takes is taken before any run.
  await look([]);
  return { look, close: () => sql.end() };
}
