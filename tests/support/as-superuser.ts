/** What only a superuser may ask of the cluster: databases made, copied, dropped. */
import postgres from 'postgres';

const inUse = '55006';
const mostTries = 40;
const restMs = 250;

const realRest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * A connection's process leaves its database when the machine lets it, a moment after its end; until then the statement
 * is refused, and asked again. `rest` is for runs whose clock is not the machine's.
 */
export async function asSuperuser(url: string, statement: string, rest = realRest): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    for (let tries = 1; ; tries += 1)
      try {
        return void (await sql.unsafe(statement));
      } catch (error) {
        const isInUse = error instanceof postgres.PostgresError && error.code === inUse;
        if (!isInUse || tries === mostTries) throw error;
        await rest(restMs);
      }
  } finally {
    await sql.end();
  }
}

/** The same server, another database. */
export function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
