import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { createLog, describeError, logRequests } from './log.ts';
import { createCounters } from './metrics.ts';
import { requestGuards } from './access/request-guards.ts';
import type { RequestEnvironment } from './access/variables.ts';

function collect() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', {
    write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  return { log, lines };
}

test('a request leaves one line with its id and its route, and nothing of what it carried', async () => {
  const { log, lines } = collect();
  const counters = createCounters();
  const app = new Hono<RequestEnvironment>();
  app.use('*', logRequests(log, counters));
  for (const guard of requestGuards({ publicUrl: 'https://hall.example', trustProxy: 0 }))
    app.use('*', guard);
  app.onError((_, c) => c.json({ error: { code: 'internal' } }, 500));
  app.post('/api/members/:id', (c) => c.json({ name: 'Rosa Quintero' }));
  app.get('/api/broken', () => {
    throw Object.assign(new Error('duplicate key (email)=(rosa@hall.example)'), { code: '23505' });
  });
  const answer = await app.request('https://hall.example/api/members/secret-id?q=Quintero', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret-token' },
    body: '{"email":"rosa@hall.example"}',
  });
  await app.request('https://hall.example/api/broken');
  expect(lines[0]).toMatchObject({
    level: 'info',
    requestId: answer.headers.get('x-request-id'),
    method: 'POST',
    route: '/api/members/:id',
    status: 200,
    milliseconds: expect.any(Number) as number,
  });
  expect(lines[1]).toMatchObject({
    level: 'error',
    route: '/api/broken',
    status: 500,
    err: { code: '23505' },
  });
  expect(JSON.stringify(lines)).not.toMatch(/rosa|quintero|secret|Bearer/i);
  expect(counters.render()).toContain('unionhall_http_requests_total{method="POST",status="2xx"} 1');
});

test('what slips into a line by name is blotted out', () => {
  const { log, lines } = collect();
  log.info({ email: 'rosa@hall.example', member: { firstName: 'Rosa', password: 'x' } }, 'careless');
  expect(JSON.stringify(lines)).not.toMatch(/rosa/i);
});

test('an error says where and which kind, without the values it quotes', () => {
  const error = Object.assign(new Error('invalid input syntax for type uuid: "rosa@hall.example"'), {
    code: '22P02',
    detail: 'Key (email)=(rosa@hall.example) exists',
    parameters: ['rosa@hall.example'],
  });
  const described = describeError(error);
  expect(described).toMatchObject({ type: 'Error', code: '22P02' });
  expect(described.stack.length).toBeGreaterThan(0);
  expect(JSON.stringify(described)).not.toContain('rosa');
  expect(describeError('rosa')).toMatchObject({ type: 'string', stack: [] });
});
