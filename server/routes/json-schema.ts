/**
 * A field's facts as JSON Schema (2020-12, as OpenAPI 3.1 has it). Each kind owns its schema; nothing here knows an
 * entity. What a schema cannot say (rules over a row, fields that belong together) the answers say by name.
 */
import { mostJsonCharacters, mostReferences } from '../../shared/entity/check.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import { fieldEntries, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';

export type JsonSchema = { readonly [key: string]: Json };

const uuid: JsonSchema = { type: 'string', format: 'uuid' };

const range = (field: Field): JsonSchema => ({
  ...(field.least === undefined ? {} : { minimum: field.least }),
  ...(field.most === undefined ? {} : { maximum: field.most }),
});

function kindSchema(field: Field): JsonSchema {
  switch (field.kind) {
    case 'text':
      return {
        type: 'string',
        maxLength: field.max ?? 200,
        ...(field.format === 'email' ? { format: 'email' } : {}),
      };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'clockTime':
      return { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'integer':
    case 'cents':
      return { type: 'integer', ...range(field) };
    case 'decimal':
      return {
        type: 'number',
        ...range(field),
        multipleOf: Number((0.1 ** (field.places ?? 0)).toFixed(field.places ?? 0)),
      };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: (field.choices ?? []).map((one) => one.value) };
    case 'reference':
      return { ...uuid, description: `Id of a record of "${field.target ?? ''}".` };
    case 'references':
      return {
        type: 'array',
        items: uuid,
        maxItems: mostReferences,
        description: `Ids of records of "${field.target ?? ''}".`,
      };
    case 'json':
      return { description: `Any JSON of at most ${mostJsonCharacters} characters.` };
  }
}

/** An optional field may be null; that is how it is emptied. */
export function fieldSchema(field: Field): JsonSchema {
  const schema: JsonSchema = { title: field.label.en, ...kindSchema(field) };
  const noted: JsonSchema = isSetByPerson(field) ? schema : { ...schema, readOnly: true };
  if (!field.optional || field.kind === 'json') return noted;
  const { enum: words, type, ...rest } = noted;
  return {
    ...rest,
    ...(type === undefined ? {} : { type: [type, 'null'] }),
    ...(Array.isArray(words) ? { enum: [...(words as readonly Json[]), null] } : {}),
  };
}

const shown = (of: Entity) => fieldEntries(of).filter(([, field]) => field.guard !== 'secret');

/** A row as it is answered. Only id and version are always there: a field that the reader may not see is absent. */
export const rowSchema = (of: Entity): JsonSchema => ({
  type: 'object',
  description: `${of.label.one.en}. Fields that the reader may not see are absent.`,
  properties: {
    id: uuid,
    version: { type: 'integer', minimum: 1 },
    ...Object.fromEntries(shown(of).map(([name, field]) => [name, fieldSchema(field)])),
  },
  required: ['id', 'version'],
});

/** What a person may send: for a new row with what it cannot do without, for an edit any part of it. */
export function inputSchema(fields: readonly (readonly [string, Field])[], isNew: boolean): JsonSchema {
  const settable = fields.filter(([, field]) => isSetByPerson(field) && field.guard !== 'secret');
  const required = settable
    .filter(([, field]) => !field.optional && field.initial === undefined)
    .map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(settable.map(([name, field]) => [name, fieldSchema(field)])),
    additionalProperties: false,
    ...(isNew && required.length > 0 ? { required } : {}),
    ...(isNew ? {} : { minProperties: 1 }),
  };
}
