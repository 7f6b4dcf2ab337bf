/** A schema as people read it: its fields in a table, the words it allows, its limits in one line. */
import { html } from 'hono/html';
import type { JsonSchema } from '../routes/json-schema.ts';
import { asList, asObject, asText, refName } from './read-document.ts';

export type Markup = ReturnType<typeof html>;

export const anchorOf = (name: string): string => `schema-${name}`;

/** "text or null", "list of uuid", or a link to the schema that is meant. */
export function typeView(schema: JsonSchema): Markup {
  const name = refName(schema);
  if (name !== '') return html`<a href="#${anchorOf(name)}">${name}</a>`;
  const types = Array.isArray(schema['type']) ? asList(schema['type']) : [schema['type'] ?? 'any'];
  if (types.includes('array')) return html`list of ${typeView(asObject(schema['items']))}`;
  const format = asText(schema['format']);
  const said = types.map((one) => (one === 'string' && format !== '' ? format : String(one)));
  return html`${said.join(' or ')}`;
}

const limits: Readonly<Record<string, string>> = {
  maxLength: 'at most {} characters',
  minimum: 'at least {}',
  maximum: 'at most {}',
  maxItems: 'at most {} of them',
  minProperties: 'at least {} field',
  multipleOf: 'in steps of {}',
  pattern: 'matches {}',
  default: '{} if left out',
};

export function limitsOf(schema: JsonSchema): readonly string[] {
  const told = Object.entries(limits).flatMap(([key, words]) =>
    schema[key] === undefined ? [] : [words.replace('{}', () => String(schema[key]))],
  );
  return schema['readOnly'] === true ? ['kept by the server', ...told] : told;
}

const wordsOf = (schema: JsonSchema): readonly string[] => asList(schema['enum']).map(String);

/** Text whose `code` is marked as such. */
export const prose = (text: string): Markup =>
  html`${text.split('`').map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;

/** What may stand there and what it means. */
export function meaningView(schema: JsonSchema): Markup {
  const words = wordsOf(schema);
  return html`${asText(schema['title'])}${
    asText(schema['description']) === '' ? '' : html` ${prose(asText(schema['description']))}`
  }${
    words.length === 0
      ? ''
      : html` <span class="words">${words.map((word) => html`<code>${word}</code> `)}</span>`
  }${limitsOf(schema).length === 0 ? '' : html` <span class="limits">${limitsOf(schema).join(', ')}</span>`}`;
}

/** The fields of an object, one a line; fields within fields follow under their own name. */
export function fieldsView(schema: JsonSchema): Markup {
  const rows = fieldRows(schema, '');
  if (rows.length === 0) return html`<p class="note">${meaningView(schema)} ${typeView(schema)}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Fields">
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Type</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function fieldRows(schema: JsonSchema, before: string): readonly Markup[] {
  const required = asList(schema['required']);
  return Object.entries(asObject(schema['properties'])).flatMap(([name, value]) => {
    const field = asObject(value);
    const inner = asObject(field['items'])['properties'] === undefined ? field : asObject(field['items']);
    const needed = required.includes(name) ? html` <span class="needed">required</span>` : '';
    return [
      html`<tr>
        <th scope="row"><code>${before}${name}</code>${needed}</th>
        <td>${typeView(field)}</td>
        <td>${meaningView(field)}</td>
      </tr>`,
      ...fieldRows(inner, `${before}${name}.`),
    ];
  });
}
