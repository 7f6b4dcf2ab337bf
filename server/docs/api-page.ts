/**
 * The interface described for people: one page of plain HTML, made from the OpenAPI document, so that it cannot fall
 * behind it. Works without its script; with it, operations and schemas are found while typing and examples are copied.
 */
import { html } from 'hono/html';
import { localHeader } from '../../shared/sync/protocol.ts';
import { problemCodes, refusalCodes } from '../../shared/values/refusal.ts';
import { problemSentence, refusalSentence } from '../../shared/values/refusal-words.ts';
import { words } from '../../shared/values/words.ts';
import type { JsonSchema } from '../routes/json-schema.ts';
import { errorCodes } from './error-codes.ts';
import { curlOf } from './examples.ts';
import type { Operation } from './read-document.ts';
import { asObject, asText, byTag, operationsOf, schemasOf } from './read-document.ts';
import type { Markup } from './schema-view.ts';
import { anchorOf, fieldsView, meaningView, prose, typeView } from './schema-view.ts';

const sectionOf = (tag: string): string => `about-${tag.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

export async function apiPage(document: JsonSchema): Promise<string> {
  const operations = operationsOf(document);
  const tags = [...byTag(operations)];
  const schemas = schemasOf(document);
  const info = asObject(document['info']);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>API · ${asText(info['title'])}</title>
        <link rel="icon" href="/icons/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/api/docs/page.css" />
        <script src="/api/docs/page.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the page</a>
        <header class="head">
          <p class="eyebrow">unionhall · protocol ${asText(info['version'])}</p>
          <h1>API</h1>
          <p>
            ${prose(asText(info['description']))} The same as data:
            <a href="/api/openapi.json">openapi.json</a>.
          </p>
        </header>
        <div class="columns">
          ${contents(tags)}
          <main id="content" tabindex="-1">
            ${guide(asText(asObject((document['servers'] as readonly JsonSchema[])[0])['url']))} ${refusals}
            ${tags.map(([tag, some]) => tagSection(document, tag, some))}
            <section id="schemas" aria-labelledby="schemas-title" data-group>
              <h2 id="schemas-title">Schemas</h2>
              ${schemas.map(([name, schema]) => schemaView(name, schema))}
            </section>
          </main>
        </div>
      </body>
    </html>`;
  return String(await page);
}

const contents = (tags: readonly (readonly [string, readonly Operation[]])[]): Markup =>
  html`<nav class="contents" aria-label="Contents">
    <form role="search" class="search" hidden>
      <label for="find">Find a path, field or word</label>
      <input id="find" type="search" autocomplete="off" spellcheck="false" />
      <p role="status" class="note"></p>
    </form>
    <ul>
      <li><a href="#begin">How to begin</a></li>
      <li><a href="#refusals">Refusals and their codes</a></li>
      ${tags.map(
        ([tag, some]) =>
          html`<li><a href="#${sectionOf(tag)}">${tag}</a> <span class="count">${some.length}</span></li>`,
      )}
      <li><a href="#schemas">Schemas</a></li>
    </ul>
  </nav>`;

const sample = (text: string): Markup =>
  html`<div class="sample">
    <pre tabindex="0"><code>${text}</code></pre>
  </div>`;

const guide = (url: string): Markup =>
  html`<section id="begin" aria-labelledby="begin-title">
    <h2 id="begin-title">How to begin</h2>
    <p>
      A program signs in as a person with a seat, asks for its tokens in the body, and sends the access token
      with every request. It may do what that person may do, and all it does is in the audit log under that
      name. The examples below use these three variables.
    </p>
    ${sample(`HALL=${url}
LOCAL=<localId of a seat>
TOKEN=$(curl -s "$HALL/api/auth/sign-in" \\
  -H 'Content-Type: application/json' -H 'unionhall-token: bearer' \\
  -d '{"email":"name@example.org","password":"…"}' | jq -r .tokens.accessToken)`)}
    <p>
      The answer has <code>account</code>, <code>seats</code> (each with its <code>localId</code>) and
      <code>tokens</code>: <code>accessToken</code>, <code>refreshToken</code> and
      <code>expiresInSeconds</code>. When the access token has ended, send the refresh token once; each
      refresh gives a new pair and ends the old one.
    </p>
    ${sample(`curl -s "$HALL/api/auth/refresh" \\
  -H 'Content-Type: application/json' -H 'unionhall-token: bearer' \\
  -d '{"refreshToken":"'"$REFRESH"'"}'`)}
    <dl class="facts">
      <dt><code>${localHeader}</code></dt>
      <dd>The local for which a request speaks. May be left out by whoever has one seat only.</dd>
      <dt><code>Idempotency-Key</code></dt>
      <dd>A UUID of your own for each write. Sent again after a lost answer, it takes effect once.</dd>
      <dt><code>If-Match</code></dt>
      <dd>
        The ETag that was read. A record that has moved on since answers 412 instead of being overwritten.
      </dd>
      <dt><code>filter[…]</code>, <code>sort</code>, <code>page[…]</code></dt>
      <dd>
        <code>filter[status]=active</code>, <code>filter[lastName][contains]=ruiz</code>,
        <code>sort=-lastName</code>, <code>page[size]=100</code>; go on with <code>page[after]</code> until
        <code>next</code> is null.
      </dd>
    </dl>
  </section>`;

const codeRow = (code: string, what: string, status?: number): Markup =>
  html`<tr>
    ${status === undefined ? '' : html`<td>${status}</td>`}
    <th scope="row"><code>${code}</code></th>
    <td>${prose(what)}</td>
  </tr>`;

const codeTable = (label: string, heads: readonly string[], rows: readonly Markup[]): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

const refusals: Markup = html`<section id="refusals" aria-labelledby="refusals-title">
  <h2 id="refusals-title">Refusals and their codes</h2>
  <p>
    A refused request answers <code>{"error": {"code", "message", …}}</code>. Codes are stable, messages are
    for people and may change.
  </p>
  ${codeTable(
    'Codes of requests',
    ['Status', 'Code', 'Meaning'],
    errorCodes.map(([status, code, what]) => codeRow(code, what, status)),
  )}
  <h3>Changes that were not accepted</h3>
  <p>In the answers of <code>/api/sync/push</code>, as <code>refusal.code</code>.</p>
  ${codeTable(
    'Codes of changes',
    ['Code', 'Said to people'],
    refusalCodes.map((code) => codeRow(code, refusalSentence({ code }, 'en'))),
  )}
  <h3>Fields</h3>
  <p>In <code>fields[].problem</code>, wherever fields are named.</p>
  ${codeTable(
    'Codes of fields',
    ['Code', 'Said to people'],
    problemCodes.map((problem) =>
      codeRow(problem, problemSentence({ field: '', problem, limit: '…' }, words('Field', 'Campo'), 'en')),
    ),
  )}
</section>`;

const tagSection = (document: JsonSchema, tag: string, some: readonly Operation[]): Markup =>
  html`<section id="${sectionOf(tag)}" aria-labelledby="${sectionOf(tag)}-title" data-group>
    <h2 id="${sectionOf(tag)}-title">${tag}</h2>
    ${some.map((one) => operationView(document, one))}
  </section>`;

const operationView = (document: JsonSchema, one: Operation): Markup =>
  html`<details
    class="item"
    id="${one.id}"
    data-find="${`${one.method} ${one.path} ${one.summary} ${one.id}`.toLowerCase()}"
  >
    <summary>
      <span class="method" data-method="${one.method}">${one.method}</span>
      <code class="path">${one.path}</code>
      <span class="summary">${one.summary}</span>
    </summary>
    <div class="inside">
      ${one.description === '' ? '' : html`<p>${one.description}</p>`}
      ${one.isPublic ? html`<p class="note">Needs no token.</p>` : ''}
      ${
        one.parameters.length === 0
          ? ''
          : html`<h3>Parameters</h3>
              ${parametersView(one.parameters)}`
      }
      ${
        one.body === undefined
          ? ''
          : html`<h3>Body</h3>
              ${bodyView(one.body)}`
      }
      <h3>Answers</h3>
      <dl class="facts">${one.responses.map(([status, response]) => responseView(status, response))}</dl>
      <h3>Example</h3>
      ${sample(curlOf(document, one))}
    </div>
  </details>`;

const parametersView = (parameters: readonly JsonSchema[]): Markup =>
  html`<dl class="facts">
    ${parameters.map(
      (one) =>
        html`<dt>
            <code>${asText(one['name'])}</code> <span class="note">${asText(one['in'])}</span>${
              one['required'] === true ? html` <span class="needed">required</span>` : ''
            }
          </dt>
          <dd>
            ${prose(asText(one['description']))} ${meaningView(asObject(one['schema']))}
            <span class="note">(${typeView(asObject(one['schema']))})</span>
          </dd>`,
    )}
  </dl>`;

/** A schema with a name is told once, among the schemas. */
const bodyView = (schema: JsonSchema): Markup =>
  schema['$ref'] === undefined ? fieldsView(schema) : html`<p>${typeView(schema)}, as JSON.</p>`;

function responseView(status: string, response: JsonSchema): Markup {
  const content = Object.entries(asObject(response['content']));
  const type = content[0]?.[0] ?? '';
  const schema = asObject(asObject(content[0]?.[1])['schema']);
  return html`<dt><code>${status}</code></dt>
    <dd>
      ${asText(response['description'])}
      ${type === '' ? '' : html`<span class="note">${type}</span> ${shapeView(schema)}`}
    </dd>`;
}

/** What an answer holds, in a line: its fields and their types. */
function shapeView(schema: JsonSchema): Markup {
  const fields = Object.entries(asObject(schema['properties']));
  if (schema['$ref'] !== undefined || fields.length === 0) return typeView(schema);
  return html`${fields.map(
    ([name, field], at) => html`${at === 0 ? '' : ', '}<code>${name}</code> ${typeView(asObject(field))}`,
  )}`;
}

const schemaView = (name: string, schema: JsonSchema): Markup =>
  html`<details
    class="item"
    id="${anchorOf(name)}"
    data-find="${`${name} ${Object.keys(asObject(schema['properties'])).join(' ')}`.toLowerCase()}"
  >
    <summary>
      <code class="path">${name}</code>
      <span class="summary">${asText(schema['description'])}</span>
    </summary>
    <div class="inside">${fieldsView(schema)}</div>
  </details>`;
