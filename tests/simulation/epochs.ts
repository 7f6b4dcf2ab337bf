/** What a server does first when it starts. */
import type { Sql } from '../../server/database/connection.ts';

export const observeEpoch = async (sql: Sql): Promise<void> => {
  await sql`select * from sync.observe_epoch()`;
};
