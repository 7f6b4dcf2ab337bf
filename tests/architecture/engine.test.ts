/** The engine never names an entity: what it does for one it does for all. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';

const engineFolders = [
  'shared/entity',
  'shared/sync',
  'server/sync',
  'server/database',
  'client/store',
  'client/sync',
  'client/components',
];

function sourcesIn(folder: string): readonly { readonly path: string; readonly code: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => ({
      path: join(folder, name),
      code: withoutComments(readFileSync(join(folder, name), 'utf8')),
    }));
}

const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

// These words are also ordinary words of the code: a scope kind, a role (of a person, of an element), a record's part.
const ordinary = new Set([
  'alert',
  'local',
  'user',
  'role',
  'member',
  'device',
  'conflict',
  'refusal',
  'course',
  'instructor',
]);

test.each(engineFolders)('%s names no entity', (folder) => {
  // The engine's own records (conflict, refusal, set-aside, device) are its to name.
  const business = [...registry.values()].filter((of) => of.writes !== 'engine');
  const names = business.map((of) => of.name).filter((name) => !ordinary.has(name));
  const tables = business.map((of) => of.table);
  const found = sourcesIn(folder).flatMap(({ path, code }) =>
    [...names, ...tables]
      .filter((name) => new RegExp(`['"\`]${name}['"\`]`).test(code))
      .map((name) => `${path}: ${name}`),
  );
  expect(found).toEqual([]);
});

test('the engine imports no business entity', () => {
  const engineOwned = /entities\/(index|conflict|refusal|set-aside|device)\.ts'/;
  const found = engineFolders.flatMap(sourcesIn).flatMap(({ path, code }) =>
    [...code.matchAll(/from '([^']*\/entities\/[^']*)'/g)]
      .map((match) => match[0])
      .filter((line) => !engineOwned.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(found).toEqual([]);
});

test('shared code reads no clock and makes no random number', () => {
  const found = sourcesIn('shared').filter(({ code }) =>
    /Date\.now\(|new Date\(\)|Math\.random\(/.test(code),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});
