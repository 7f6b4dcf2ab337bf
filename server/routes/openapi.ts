/**
 * The interface, described for programs: OpenAPI 3.1, generated from the registry and the commands, so that it cannot
 * fall behind them. Sync is described as far as a schema can; docs/sync.md is its contract.
 */
import { Hono } from 'hono';
import type { Command } from '../../shared/commands/command.ts';
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { limits, localHeader, protocolVersion } from '../../shared/sync/protocol.ts';
import { problemCodes } from '../../shared/values/refusal.ts';
import { listLimits } from '../access/record-query.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import { pathOf } from './entity-path.ts';
import type { JsonSchema } from './json-schema.ts';
import { inputSchema, rowSchema } from './json-schema.ts';
import { otherPaths } from './openapi-paths.ts';

export interface Described {
  readonly registry: Registry;
  readonly commands: ReadonlyMap<string, Command>;
  readonly publicUrl: string;
}

export function createOpenapiRoutes(described: Described): Hono<RequestEnvironment> {
  const text = JSON.stringify(openapi(described));
  const routes = new Hono<RequestEnvironment>();
  routes.get('/', (c) => c.body(text, 200, { 'Content-Type': 'application/json; charset=utf-8' }));
  return routes;
}

const typeName = (of: { readonly name: string }): string =>
  of.name.charAt(0).toUpperCase() + of.name.slice(1);
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const answers = (...codes: readonly string[]): JsonSchema =>
  Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/responses/${code}` }]));
const json = (schema: JsonSchema): JsonSchema => ({ content: { 'application/json': { schema } } });
const parameter = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` });

export function openapi({ registry, commands, publicUrl }: Described): JsonSchema {
  const entities = [...registry.values()];
  return {
    openapi: '3.1.0',
    info: {
      title: 'unionhall',
      version: String(protocolVersion),
      description: `Every request names its seat in the header \`${localHeader}\`. Fields that the reader may not see are absent.`,
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url: publicUrl }],
    security: [{ cookie: [] }, { bearer: [] }],
    paths: {
      ...Object.assign({}, ...entities.map(entityPathItems)),
      ...Object.assign({}, ...[...commands.values()].map(commandPathItem)),
      ...otherPaths,
    },
    components: {
      schemas: {
        ...Object.fromEntries(entities.map((of) => [typeName(of), rowSchema(of)])),
        ...Object.fromEntries(
          entities.filter(isWritable).flatMap((of) => [
            [`New${typeName(of)}`, newSchema(of)],
            [`Edit${typeName(of)}`, inputSchema(fieldEntries(of), false)],
          ]),
        ),
        ...Object.fromEntries(
          [...commands.values()].map((command) => [
            `${typeName(command)}Input`,
            inputSchema(Object.entries(command.fields), true),
          ]),
        ),
        ...sharedSchemas,
      },
      parameters: sharedParameters,
      responses: sharedResponses,
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: '__Host-unionhall_access' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

const isWritable = (of: Entity): boolean => of.writes === 'changes';

/** A device may name the new row itself; without an id the server does. */
function newSchema(of: Entity): JsonSchema {
  const schema = inputSchema(fieldEntries(of), true);
  const properties = schema['properties'] as JsonSchema;
  return { ...schema, properties: { id: { type: 'string', format: 'uuid' }, ...properties } };
}

function entityPathItems(of: Entity): Record<string, JsonSchema> {
  const path = `/api/v1/${pathOf(of)}`;
  const tags = [of.label.many.en];
  const name = typeName(of);
  const one: JsonSchema = { type: 'object', properties: { row: ref(name) }, required: ['row'] };
  const many: JsonSchema = {
    type: 'object',
    properties: { rows: { type: 'array', items: ref(name) }, page: ref('Page'), total: { type: 'integer' } },
    required: ['rows', 'page'],
  };
  const operation = (operationId: string, summary: string, more: JsonSchema): JsonSchema => ({
    tags,
    operationId,
    summary,
    ...more,
  });
  const listed = operation(`list${name}`, `${of.label.many.en}: a filtered, ordered page`, {
    parameters: ['local', 'filter', 'sort', 'pageSize', 'pageAfter', 'pageNumber', 'total'].map(parameter),
    responses: { 200: { description: 'A page of records.', ...json(many) }, ...answers('401', '403', '422') },
  });
  const got = operation(`get${name}`, `${of.label.one.en}: one record`, {
    parameters: [parameter('local')],
    responses: {
      200: { description: 'The record; its version is the ETag.', ...json(one) },
      ...answers('401', '403', '404'),
    },
  });
  const history = operation(`history${name}`, `${of.label.one.en}: who changed what and when`, {
    parameters: [parameter('local')],
    responses: {
      200: { description: 'Entries, newest first.', ...json(ref('History')) },
      ...answers('401', '403', '404'),
    },
  });
  const writes = isWritable(of) ? writeOperations(of, operation, one) : { create: {}, edit: {} };
  const id: JsonSchema = { parameters: [parameter('id')] };
  return {
    [path]: { get: listed, ...writes.create },
    [`${path}/{id}`]: { ...id, get: got, ...writes.edit },
    [`${path}/{id}/history`]: { ...id, get: history },
  };
}

function writeOperations(
  of: Entity,
  operation: (id: string, summary: string, more: JsonSchema) => JsonSchema,
  one: JsonSchema,
): { create: JsonSchema; edit: JsonSchema } {
  const name = typeName(of);
  const failures = answers('401', '403', '404', '409', '413', '422');
  const body = (schema: string): JsonSchema => ({ required: true, ...json(ref(schema)) });
  return {
    create: {
      post: operation(`create${name}`, `${of.label.one.en}: make one`, {
        parameters: [parameter('local'), parameter('idempotencyKey')],
        requestBody: body(`New${name}`),
        responses: { 201: { description: 'Made.', ...json(one) }, ...failures },
      }),
    },
    edit: {
      patch: operation(`edit${name}`, `${of.label.one.en}: change the fields named`, {
        parameters: [parameter('local'), parameter('idempotencyKey'), parameter('ifMatch')],
        requestBody: body(`Edit${name}`),
        responses: { 200: { description: 'Changed.', ...json(one) }, ...failures, ...answers('412') },
      }),
      delete: operation(`remove${name}`, `${of.label.one.en}: remove`, {
        parameters: [parameter('local'), parameter('idempotencyKey'), parameter('ifMatch')],
        responses: { 204: { description: 'Removed.' }, ...failures, ...answers('412') },
      }),
    },
  };
}

const commandPathItem = (command: Command): Record<string, JsonSchema> => ({
  [`/api/v1/commands/${command.name}`]: {
    post: {
      tags: ['Commands'],
      operationId: command.name,
      summary: command.label.en,
      description: `For: ${command.roles.join(', ')}.`,
      parameters: [parameter('local'), parameter('idempotencyKey')],
      requestBody: { required: true, ...json(ref(`${typeName(command)}Input`)) },
      responses: {
        200: { description: 'Done.', ...json(ref('CommandAnswer')) },
        ...answers('401', '403', '404', '409', '422'),
      },
    },
  },
});

const sharedSchemas: JsonSchema = {
  Page: {
    type: 'object',
    properties: {
      size: { type: 'integer' },
      next: { type: ['string', 'null'], description: 'For page[after]; null at the end.' },
    },
    required: ['size', 'next'],
  },
  FieldProblem: {
    type: 'object',
    properties: {
      field: { type: 'string' },
      problem: { type: 'string', enum: [...problemCodes] },
      limit: { type: ['number', 'string'] },
      message: { type: 'object', properties: { en: { type: 'string' }, es: { type: 'string' } } },
    },
    required: ['field', 'problem'],
  },
  Error: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          code: { type: 'string', description: 'Stable.' },
          message: { type: 'string', description: 'For people; may change.' },
          fields: { type: 'array', items: ref('FieldProblem') },
          limit: { type: 'number' },
          requestId: { type: 'string' },
        },
        required: ['code'],
      },
    },
    required: ['error'],
  },
  CommandAnswer: {
    type: 'object',
    properties: { outcome: { type: 'string' }, result: {}, row: { type: 'object' } },
    required: ['outcome'],
  },
  History: {
    type: 'object',
    properties: { entries: { type: 'array', items: { type: 'object' } } },
    required: ['entries'],
  },
};

const text = (
  name: string,
  place: 'query' | 'header' | 'path',
  description: string,
  schema: JsonSchema,
  required = false,
): JsonSchema => ({
  name,
  in: place,
  description,
  required,
  schema,
});

const sharedParameters: JsonSchema = {
  local: text(
    localHeader,
    'header',
    'The local for which the request speaks. May be left out with one seat only.',
    { type: 'string', format: 'uuid' },
  ),
  id: text('id', 'path', 'The record.', { type: 'string', format: 'uuid' }, true),
  idempotencyKey: text(
    'Idempotency-Key',
    'header',
    'A UUID: the same key takes effect once, however often it is sent.',
    { type: 'string', format: 'uuid' },
  ),
  ifMatch: text('If-Match', 'header', 'The version that was read, as its ETag.', { type: 'string' }),
  sort: text('sort', 'query', `Up to ${listLimits.sorts} fields, comma between, "-" before for descending.`, {
    type: 'string',
  }),
  pageSize: text('page[size]', 'query', 'Records a page.', {
    type: 'integer',
    minimum: 1,
    maximum: listLimits.pageSize,
    default: listLimits.usualPageSize,
  }),
  pageAfter: text('page[after]', 'query', 'What the page before gave as `next`.', { type: 'string' }),
  pageNumber: text('page[number]', 'query', 'Counted from 1; for small lists.', {
    type: 'integer',
    minimum: 1,
  }),
  total: text('total', 'query', 'Count all matches too.', { type: 'boolean', default: false }),
  filter: {
    ...text(
      'filter',
      'query',
      `filter[field]=…, or filter[field][gte|lte|contains]=…; at most ${listLimits.filters}. Empty text finds empty fields; the same filter twice finds either.`,
      {
        type: 'object',
        additionalProperties: true,
      },
    ),
    style: 'deepObject',
    explode: true,
  },
};

const sharedResponses: JsonSchema = Object.fromEntries(
  Object.entries({
    401: 'Not signed in, or the session has ended.',
    403: 'The role does not allow this.',
    404: 'No such record, or not within reach.',
    409: 'It stands against something that is there: another value, another record.',
    412: 'The record has another version by now.',
    413: `Larger than the limit (${limits.bytesPerPush} bytes).`,
    422: 'Some fields are wrong; each is named.',
  }).map(([code, description]) => [code, { description, ...json(ref('Error')) }]),
);
