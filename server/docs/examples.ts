/** Requests to copy: curl, with values that the schema allows. The address, the token and the local are shell variables. */
import type { Json } from '../../shared/values/json.ts';
import type { JsonSchema } from '../routes/json-schema.ts';
import type { Operation } from './read-document.ts';
import { asList, asObject, asText, followRef } from './read-document.ts';

const exampleId = '01970000-0000-7000-8000-000000000001';
/** Of an edit that requires nothing: enough to show how. */
const fieldsShown = 2;

const byFormat: Readonly<Record<string, string>> = {
  uuid: exampleId,
  email: 'name@example.org',
  date: '2026-11-21',
  'date-time': '2026-11-21T17:30:00.000Z',
};

export function exampleOf(document: JsonSchema, given: JsonSchema): Json {
  const schema = followRef(document, given);
  const types = Array.isArray(schema['type']) ? asList(schema['type']) : [schema['type'] ?? 'object'];
  const words = asList(schema['enum']);
  if (words.length > 0) return words[0] ?? null;
  switch (String(types[0])) {
    case 'string':
      return byFormat[asText(schema['format'])] ?? (schema['pattern'] === undefined ? '…' : '17:30');
    case 'integer':
    case 'number':
      return Number(schema['minimum'] ?? 1);
    case 'boolean':
      return true;
    case 'array':
      return [];
    default:
      return exampleObject(document, schema);
  }
}

function exampleObject(document: JsonSchema, schema: JsonSchema): Json {
  const properties = Object.entries(asObject(schema['properties']));
  const required = asList(schema['required']);
  const shown =
    required.length > 0
      ? properties.filter(([name]) => required.includes(name))
      : properties.slice(0, fieldsShown);
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(document, asObject(field))]));
}

/** One request as a shell takes it. */
export function curlOf(document: JsonSchema, operation: Operation): string {
  const { method, path, body, isPublic, parameters } = operation;
  const query = method === 'GET' && path.startsWith('/api/v1/') && hasParameter(operation, 'page[size]');
  const address = path.replace('{id}', exampleId) + (query ? '?page[size]=50' : '');
  const isKept = parameters.some((one) => one['name'] === 'Idempotency-Key');
  const lines = [
    `curl -sg ${method === 'GET' ? '' : `-X ${method} `}"$HALL${address}"`,
    ...(isPublic ? [] : ['-H "Authorization: Bearer $TOKEN"', '-H "unionhall-local: $LOCAL"']),
    ...(isPublic && path.startsWith('/api/auth/') ? ["-H 'unionhall-token: bearer'"] : []),
    ...(isKept ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(hasParameter(operation, 'If-Match') ? [`-H 'If-Match: "1"'`] : []),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(exampleOf(document, body))}'`]),
  ];
  return lines.join(' \\\n  ');
}

const hasParameter = ({ parameters }: Operation, name: string): boolean =>
  parameters.some((one) => one['name'] === name);
