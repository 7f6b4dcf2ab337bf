/** Reading the OpenAPI document: its parts as they are needed for a page, references followed. */
import type { Json } from '../../shared/values/json.ts';
import type { JsonSchema } from '../routes/json-schema.ts';

export const asObject = (value: Json | undefined): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
export const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
export const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly isPublic: boolean;
  readonly parameters: readonly JsonSchema[];
  /** Undefined: sends nothing. */
  readonly body: JsonSchema | undefined;
  readonly responses: readonly (readonly [status: string, response: JsonSchema])[];
}

const methods = ['get', 'post', 'patch', 'delete'] as const;

/** In the order of the document. */
export function operationsOf(document: JsonSchema): readonly Operation[] {
  const follow = (value: Json): JsonSchema => followRef(document, asObject(value));
  return Object.entries(asObject(document['paths'])).flatMap(([path, value]) => {
    const item = asObject(value);
    return methods.flatMap((method) => {
      const one = asObject(item[method]);
      if (item[method] === undefined) return [];
      const content = asObject(asObject(asObject(one['requestBody'])['content'])['application/json']);
      return {
        id: asText(one['operationId']),
        method: method.toUpperCase(),
        path,
        tag: asText(asList(one['tags'])[0]),
        summary: asText(one['summary']),
        description: asText(one['description']),
        isPublic: Array.isArray(one['security']) && one['security'].length === 0,
        parameters: [...asList(item['parameters']), ...asList(one['parameters'])].map(follow),
        body: content['schema'] === undefined ? undefined : asObject(content['schema']),
        responses: Object.entries(asObject(one['responses'])).map(
          ([status, response]) => [status, follow(response)] as const,
        ),
      };
    });
  });
}

/** Operations by what they are about, in the order of the document. */
export function byTag(operations: readonly Operation[]): ReadonlyMap<string, readonly Operation[]> {
  const tags = new Map<string, Operation[]>();
  for (const one of operations) tags.set(one.tag, [...(tags.get(one.tag) ?? []), one]);
  return tags;
}

export const schemasOf = (document: JsonSchema): readonly (readonly [string, JsonSchema])[] =>
  Object.entries(asObject(asObject(document['components'])['schemas'])).map(
    ([name, schema]) => [name, asObject(schema)] as const,
  );

/** The name of the schema that is referred to; '' for none. */
export const refName = (schema: JsonSchema): string =>
  asText(schema['$ref']).replace('#/components/schemas/', '');

export function followRef(document: JsonSchema, schema: JsonSchema): JsonSchema {
  const ref = asText(schema['$ref']);
  if (ref === '') return schema;
  const found = ref
    .replace('#/', '')
    .split('/')
    .reduce<JsonSchema>((at, key) => asObject(at[key]), document);
  return found;
}
