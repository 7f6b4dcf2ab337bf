/**
 * The real server as a process, put together as server/main.ts does, but with the bench's pages for a client folder:
 * the measured code must come from the server's own origin. Settings come from the environment, as ever.
 */
import { join } from 'node:path';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { registry } from '../../shared/entities/index.ts';
import { createAccess } from '../../server/access/access.ts';
import { loadKeys } from '../../server/access/keys.ts';
import { createApp } from '../../server/app.ts';
import { commandDeeds } from '../../server/commands/registry.ts';
import { createDatabase } from '../../server/database/connection.ts';
import { readEnvironment } from '../../server/environment.ts';
import { createLog } from '../../server/log.ts';
import { createCounters } from '../../server/metrics.ts';
import { currentEpoch } from '../../server/sync/epoch.ts';
import { createHub } from '../../server/sync/hub.ts';

async function serve(clientFolder: string): Promise<() => Promise<void>> {
  const settings = readEnvironment();
  const url = settings.databaseUrl ?? '';
  const sql = createDatabase({ url, max: 12 });
  const direct = createDatabase({ url, max: 1 });
  const log = createLog(settings.logLevel);
  const hub = createHub((error) => log.warn({ err: error }, 'the hub could not speak'));
  await sql`select audit.ensure_partitions()`;
  await currentEpoch(sql, join(settings.dataDir, 'epoch.json'));
  await hub.connect(direct);
  const { publicUrl, trustProxy } = settings;
  const access = createAccess({ sql, keys: loadKeys(settings), publicUrl, trustProxy });
  const app = createApp({
    ...{ sql, access, registry, hub, log, clientFolder },
    deeds: commandDeeds,
    counters: createCounters(),
    now: () => Date.now(),
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.listen(settings.port, settings.host);
  return async () => {
    server.close();
    app.live.closeAll();
    server.closeAllConnections();
    await hub.close();
    await Promise.all([direct.end({ timeout: 1 }), sql.end({ timeout: 1 })]);
  };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('real-child <folder of the pages>');
// Asked to end while still starting, it ends once it has started.
const started = serve(folder);
process.once('SIGTERM', () => void started.then((end) => end()).finally(() => process.exit(0)));
started.catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
