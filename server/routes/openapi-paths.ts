/** The paths that no entity gives: signing in, sync, and what a client asks when it starts. */
import { framesContentType, limits } from '../../shared/sync/protocol.ts';
import { auditActions } from '../audit/record.ts';
import type { JsonSchema } from './json-schema.ts';

const local: JsonSchema = { $ref: '#/components/parameters/local' };
const failures = (...codes: readonly string[]): JsonSchema =>
  Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/responses/${code}` }]));
const anyObject: JsonSchema = { type: 'object', additionalProperties: true };
const body = (schema: JsonSchema): JsonSchema => ({
  required: true,
  content: { 'application/json': { schema } },
});
const ok = (description: string, type = 'application/json', schema: JsonSchema = anyObject): JsonSchema => ({
  200: { description, content: { [type]: { schema } } },
});

const uuid: JsonSchema = { type: 'string', format: 'uuid' };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const cursors: JsonSchema = { type: 'object', additionalProperties: count, description: 'Scope → number.' };

const device: JsonSchema = {
  type: 'object',
  properties: {
    id: uuid,
    label: { type: 'string', maxLength: 120 },
    app: { type: 'string', maxLength: 40 },
    clock: { type: 'string', format: 'date-time' },
    unsent: count,
    oldestUnsentAt: { type: 'string', format: 'date-time' },
    storageUsedMb: count,
  },
  required: ['id', 'label', 'app', 'clock', 'unsent'],
};

const contact = (properties: JsonSchema, required: readonly string[]): JsonSchema => ({
  type: 'object',
  properties: {
    protocol: { type: 'integer' },
    epoch: { type: ['string', 'null'], format: 'uuid' },
    device,
    ...properties,
  },
  required: ['protocol', 'device', ...required],
});

const auth = (operationId: string, summary: string, more: JsonSchema = {}): JsonSchema => ({
  post: {
    tags: ['Signing in'],
    operationId,
    summary,
    security: [],
    requestBody: body(anyObject),
    responses: { ...ok('Done; tokens travel in cookies.'), ...failures('401', '422') },
    ...more,
  },
});

const sync = (operationId: string, summary: string, schema: JsonSchema, answer: JsonSchema): JsonSchema => ({
  post: {
    tags: ['Sync'],
    operationId,
    summary,
    parameters: [local],
    requestBody: body(schema),
    responses: { ...answer, ...failures('401', '403', '409', '413') },
  },
});

const get = (
  tag: string,
  operationId: string,
  summary: string,
  answer: JsonSchema,
  isPublic = false,
): JsonSchema => ({
  get: {
    tags: [tag],
    operationId,
    summary,
    ...(isPublic ? { security: [] } : { parameters: [local] }),
    responses: { ...answer, ...(isPublic ? {} : failures('401', '403')) },
  },
});

const query = (name: string, description: string, schema: JsonSchema = { type: 'string' }): JsonSchema => ({
  name,
  in: 'query',
  description,
  required: false,
  schema,
});
const day: JsonSchema = { type: 'string', format: 'date' };

const auditFilter: readonly JsonSchema[] = [
  local,
  query('person', 'Who did it: the id of the seat.', uuid),
  query('entity', 'The kind of record.'),
  query('record', 'The record.', uuid),
  query('action', 'What was done.', { type: 'string', enum: [...auditActions] }),
  query('from', 'The first day, in the local’s zone.', day),
  query('to', 'The last day.', day),
  query('without', 'Kinds of record to leave out, comma between.'),
];

const audit = (
  operationId: string,
  summary: string,
  parameters: readonly JsonSchema[],
  answer: JsonSchema,
): JsonSchema => ({
  get: {
    tags: ['Audit'],
    operationId,
    summary,
    parameters: [...auditFilter, ...parameters],
    responses: { ...answer, ...failures('401', '403', '422') },
  },
});

export const otherPaths: Record<string, JsonSchema> = {
  '/api/auth/sign-in': auth('signIn', 'Sign in', {
    requestBody: body({
      type: 'object',
      properties: { email: { type: 'string' }, password: { type: 'string' }, device: anyObject },
      required: ['email', 'password'],
    }),
  }),
  '/api/auth/refresh': auth('refresh', 'A new access token'),
  '/api/auth/sign-out': auth('signOut', 'End the session'),
  '/api/auth/change-password': auth('changePassword', 'Change one’s password'),
  '/api/auth/me': get('Signing in', 'me', 'The account and its seats', ok('Account and seats.')),
  '/api/v1/bootstrap': get(
    'Signing in',
    'bootstrap',
    'What a client needs after signing in',
    ok('Actor, epoch, key to seal with, zone, server time.'),
  ),
  '/api/sync/push': sync(
    'push',
    `Send changes: at most ${limits.changesPerPush}, at most ${limits.bytesPerPush} bytes`,
    contact({ changes: { type: 'array', maxItems: limits.changesPerPush, items: anyObject } }, ['changes']),
    ok('An answer to every change.'),
  ),
  '/api/sync/pull': sync(
    'pull',
    'Fetch what changed, or everything the first time',
    contact(
      {
        cursors,
        views: { type: 'object', additionalProperties: { type: 'string' } },
        resume: anyObject,
        refetch: { type: 'array', items: anyObject },
      },
      ['cursors', 'views'],
    ),
    ok('Frames: begin, pages, delta, end.', framesContentType, { type: 'string', format: 'binary' }),
  ),
  '/api/sync/verify': sync(
    'verify',
    'Prove that a device is complete',
    contact(
      { cursors, entities: { type: 'object', additionalProperties: { type: 'array', items: anyObject } } },
      ['cursors', 'entities'],
    ),
    ok('Which ranges differ, or `behind`.'),
  ),
  '/api/sync/hand-over': sync(
    'handOver',
    'Hand over sealed work at sign-out',
    contact({ sealed: { type: 'array', items: { type: 'string' } } }, ['sealed']),
    ok('What was taken.'),
  ),
  '/api/sync/live': get(
    'Sync',
    'live',
    'Numbers as they move',
    ok('Events: poke, end.', 'text/event-stream', { type: 'string' }),
  ),
  '/api/v1/audit': audit(
    'audit',
    'Who did what and when, across records, newest first',
    [
      query('limit', 'Entries a page.', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
      query('olderThan', 'What the page before gave as `next`.', { type: 'integer', minimum: 1 }),
    ],
    ok('Entries within reach, and `next`: null at the end.'),
  ),
  '/api/v1/audit.csv': audit(
    'auditFile',
    'The same as a file, for officers; recorded as an export',
    [query('as', '"json": the same text as the one field `csv` of an object.')],
    ok('One line for each field that changed.', 'text/csv', { type: 'string' }),
  ),
  '/api/openapi.json': get('About', 'openapi', 'This description', ok('OpenAPI 3.1.'), true),
  '/api/docs': get(
    'About',
    'docs',
    'This description as a page for people',
    ok('A page.', 'text/html', { type: 'string' }),
    true,
  ),
  '/healthz': get('About', 'healthz', 'Is the process alive?', ok('It is.'), true),
  '/readyz': get('About', 'readyz', 'Can it serve?', ok('It can.'), true),
};
