/**
 * The floors' server, a process of its own: the same HTTP (Hono on Node), the same Postgres, and nothing of what makes
 * unionhall unionhall.
 *
 *   GET  /api/rows   all rows, live from Postgres, as gzipped NDJSON; a line of the form #name opens each entity
 *   POST /api/push   a batch of updates as one set-based statement in one transaction
 *   GET  /api/live   server-sent events;  POST /api/mark  one plain write, then one event
 */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Json } from '../../shared/values/json.ts';
import type { RequestEnvironment } from '../../server/access/variables.ts';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase } from '../../server/database/connection.ts';
import { createStaticRoutes } from '../../server/routes/static-files.ts';
import { plainEntities } from './plain-tables.ts';

interface PlainMark {
  readonly id: string;
  readonly status: string;
  readonly arrivalTime: string | null;
  readonly departureTime: string | null;
}

const rowsAtOnce = 1000;
/** The level at which server/sync compresses its pages. */
const compression = { level: 5 };

/** Read through a portal, a thousand rows at a time, so that compressing and sending begin with the first of them. */
async function* rowLines(sql: Sql): AsyncGenerator<Buffer> {
  for (const name of plainEntities) {
    const rows = sql<{ line: string }[]>`select row_to_json(t)::text as line from ${sql(name)} t`.cursor(
      rowsAtOnce,
    );
    let head = `#${name}\n`;
    for await (const some of rows) {
      yield Buffer.from(`${head}${some.map(({ line }) => line).join('\n')}\n`);
      head = '';
    }
  }
}

async function writeMarks(sql: Sql, marks: readonly PlainMark[]): Promise<void> {
  await sql.begin(
    (transaction) => transaction`
      update attendance t
      set version = t.version + 1, status = n.status, "arrivalTime" = n."arrivalTime", "departureTime" = n."departureTime"
      from jsonb_to_recordset(${transaction.json(marks as unknown as Json)})
        as n(id uuid, status text, "arrivalTime" text, "departureTime" text)
      where t.id = n.id`,
  );
}

function createApp(sql: Sql, folder: string): Hono<RequestEnvironment> {
  const app = new Hono<RequestEnvironment>();
  const listeners = new Set<(event: string) => void>();
  app.get('/ready', (c) => c.text('ready'));
  app.get('/api/rows', (c) => {
    const lines = Readable.from(rowLines(sql)).pipe(createGzip(compression));
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    return c.body(Readable.toWeb(lines) as ReadableStream, 200, headers);
  });
  app.post('/api/push', async (c) => {
    const { changes } = await c.req.json<{ changes: readonly PlainMark[] }>();
    await writeMarks(sql, changes);
    return c.json({ answers: changes.map(({ id }) => ({ id, outcome: 'applied' })) });
  });
  app.get('/api/live', (c) => {
    let hear: (event: string) => void = () => undefined;
    const events = new ReadableStream<Uint8Array>({
      start: (controller) => {
        hear = (event) => controller.enqueue(new TextEncoder().encode(`data: ${event}\n\n`));
        listeners.add(hear);
        hear('{}');
      },
      cancel: () => void listeners.delete(hear),
    });
    return c.body(events, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  });
  app.post('/api/mark', async (c) => {
    const mark = await c.req.json<PlainMark>();
    await writeMarks(sql, [mark]);
    for (const hear of listeners) hear(JSON.stringify(mark));
    return c.json({ id: mark.id, outcome: 'applied' });
  });
  return app.route('/', createStaticRoutes(folder));
}

const [url, folder, port] = process.argv.slice(2);
if (url === undefined || folder === undefined || port === undefined)
  throw new Error('floor-server <database url> <folder> <port>');
const sql = createDatabase({ url, applicationName: 'bench floor' });
const server = serve({ fetch: createApp(sql, folder).fetch, hostname: '127.0.0.1', port: Number(port) });
process.once('SIGTERM', () => {
  server.close();
  void sql.end({ timeout: 1 }).finally(() => process.exit(0));
});
