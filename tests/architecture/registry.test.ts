/**
 * The registry makes sense as a whole: what no single fact sheet can know of the others. Runs for every entity there is,
 * so a new one is held to all of it without a new line here.
 */
import { describe, expect, test } from 'vitest';
import { roles } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import { checkRow, checkValue } from '../../shared/entity/check.ts';
import type { Entity, FieldList, Rights, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isReplicated, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { fieldKinds } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Words } from '../../shared/values/words.ts';
import { languages } from '../../shared/values/words.ts';
import { columnsOf } from '../../server/database/tables.ts';
import { makeRow } from '../support/make-row.ts';

const entities = [...registry.values()];
const named = entities.map((of) => [of.name, of] as const);

const isSaid = (words: Words): boolean => languages.every((language) => words[language].trim() !== '');
const fieldOf = (of: Entity | undefined, name: string): Field | undefined =>
  of && Object.hasOwn(of.fields, name) ? of.fields[name] : undefined;

/** Each right that anybody has, with who and where for the message. */
const rightsOf = (
  of: Entity,
): readonly { readonly who: string; readonly kind: string; readonly rights: Rights }[] =>
  Object.entries(of.access).flatMap(([role, kinds]) =>
    Object.entries(kinds).map(([kind, rights]) => ({ who: `${role} in ${kind}`, kind, rights })),
  );

const lists = (list: FieldList | undefined, name: string, field: Field): boolean =>
  list === 'all' ? isReplicated(field) : (list ?? []).includes(name);

/** Calls `scopes` with full rows and rows of nothing, and says what it looked at and what kinds came out. */
function scopesOf(of: Entity): { readonly read: ReadonlySet<string>; readonly kinds: ReadonlySet<string> } {
  const read = new Set<string>();
  const kinds = new Set<string>();
  const empty = makeRow(
    of,
    Object.fromEntries(fieldEntries(of).flatMap(([name, field]) => (field.optional ? [[name, null]] : []))),
  );
  for (const row of [makeRow(of, {}, { full: true }), withLists(of), empty]) {
    const watched = new Proxy(row, {
      get: (target, key) => {
        read.add(String(key));
        return Reflect.get(target, key) as Json;
      },
    });
    for (const scope of of.scopes(watched)) kinds.add(scope.split(':')[0] ?? '');
  }
  read.delete('id');
  return { read, kinds };
}

const withLists = (of: Entity) =>
  makeRow(
    of,
    Object.fromEntries(
      fieldEntries(of).flatMap(([name, field]) => (field.kind === 'references' ? [[name, ['a', 'b']]] : [])),
    ),
  );

test('names and tables are each given once', () => {
  expect(new Set(entities.map((of) => of.name)).size).toBe(entities.length);
  expect(new Set(entities.map((of) => of.table)).size).toBe(entities.length);
  for (const [key, of] of registry) expect(key).toBe(of.name);
});

describe.each(named)('%s', (_, of) => {
  test('has names that can stand on the wire and in a table', () => {
    expect(of.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(of.table).toMatch(/^[a-z][a-z_]*[a-z]$/);
    for (const [name] of fieldEntries(of)) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
    const columns = columnsOf(of);
    expect(new Set(columns).size, 'two fields, one column').toBe(columns.length);
    for (const taken of ['id', 'version']) expect(Object.keys(of.fields)).not.toContain(taken);
  });

  test('is labelled in every language, down to each choice and rule', () => {
    expect(isSaid(of.label.one) && isSaid(of.label.many)).toBe(true);
    for (const [name, field] of fieldEntries(of)) {
      expect(isSaid(field.label), name).toBe(true);
      for (const choice of field.choices ?? [])
        expect(isSaid(choice.label), `${name}.${choice.value}`).toBe(true);
    }
    for (const rule of of.rules ?? []) expect(isSaid(rule.message), rule.field).toBe(true);
  });

  test('has fields of known kinds with the limits that their kind needs', () => {
    for (const [name, field] of fieldEntries(of)) {
      expect(fieldKinds, name).toContain(field.kind);
      if (field.kind === 'text') expect(field.max, name).toBeGreaterThan(0);
      if (field.kind === 'choice')
        expect(new Set(field.choices?.map((one) => one.value)).size, name).toBe(field.choices?.length);
      if (field.kind === 'reference' || field.kind === 'references')
        expect(registry.has(field.target ?? ''), `${name} → ${field.target}`).toBe(true);
      if (field.initial !== undefined)
        expect(checkValue(name, field, field.initial), name).toEqual({ value: field.initial });
    }
  });

  test('copies and gathers what is there', () => {
    for (const [name, field] of fieldEntries(of)) {
      if (field.origin.by === 'copy') {
        const through = fieldOf(of, field.origin.through);
        expect(through?.kind, `${name} through ${field.origin.through}`).toBe('reference');
        for (const taken of field.origin.take)
          expect(fieldOf(registry.get(through?.target ?? ''), taken), `${name} takes ${taken}`).toBeDefined();
      }
      if (field.origin.by === 'gather') {
        const from = registry.get(field.origin.entity);
        expect(fieldOf(from, field.origin.through)?.target, `${name} through ${field.origin.through}`).toBe(
          of.name,
        );
        expect(fieldOf(from, field.origin.take)?.target, `${name} takes ${field.origin.take}`).toBe(
          field.target,
        );
      }
    }
  });

  test('gives a flag that only one may bear to the later one', () => {
    for (const { flag, within } of of.sole ?? []) {
      expect(fieldOf(of, flag)).toMatchObject({ kind: 'flag', merge: 'latest' });
      expect(fieldOf(of, within)).toMatchObject({ kind: 'reference', optional: false });
    }
  });

  test('names only fields that it has', () => {
    const clears = fieldEntries(of).flatMap(([, field]) =>
      (field.choices ?? []).flatMap((choice) => choice.clears ?? []),
    );
    const mentioned = [
      of.identity ?? [],
      clears,
      of.show.title,
      of.show.columns,
      of.show.order,
      of.show.find ?? [],
      (of.rules ?? []).map((rule) => rule.field),
    ]
      .concat(of.together ?? [], of.unique ?? [], of.indexes ?? [])
      .flat();
    const listed = rightsOf(of)
      .flatMap(({ rights }) => [rights.read, rights.create, rights.update])
      .flatMap((list) => (Array.isArray(list) ? (list as string[]) : []));
    for (const name of [...mentioned, ...listed]) expect(fieldOf(of, name), name).toBeDefined();
    for (const name of clears) expect(fieldOf(of, name)?.optional, `${name} can be emptied`).toBe(true);
  });

  test('keeps fields that belong together in one group, and of one policy', () => {
    const grouped = (of.together ?? []).flat();
    expect(new Set(grouped).size).toBe(grouped.length);
    for (const group of of.together ?? [])
      expect(new Set(group.map((name) => fieldOf(of, name)?.merge)).size, group.join()).toBe(1);
  });

  test('has a natural key that is required and unique, when it has one', () => {
    if (!of.identity) return;
    for (const name of of.identity) expect(fieldOf(of, name)?.optional, name).toBe(false);
    const same = (fields: readonly string[]) => fields.toSorted().join() === of.identity?.toSorted().join();
    expect((of.unique ?? []).some(same)).toBe(true);
  });

  test('is read by someone, in scopes it really lies in', () => {
    const { kinds } = scopesOf(of);
    expect(rightsOf(of).some(({ rights }) => rights.read !== undefined)).toBe(true);
    for (const role of Object.keys(of.access)) expect(['anyone', ...roles]).toContain(role);
    for (const { who, kind } of rightsOf(of)) expect([...kinds], who).toContain(kind);
  });

  test('shows its scope, order and key fields to whoever reads it: a device works them out again', () => {
    const needed = new Set([...scopesOf(of).read, ...of.show.order, ...(of.identity ?? [])]);
    for (const { who, rights } of rightsOf(of).filter((one) => one.rights.read !== undefined))
      for (const name of needed) {
        const field = fieldOf(of, name);
        expect(field && lists(rights.read, name, field), `${who} reads ${name}`).toBe(true);
      }
  });

  test('lets whoever creates it fill in what is required, and writes only what is read', () => {
    for (const { who, rights } of rightsOf(of)) {
      for (const [name, field] of fieldEntries(of).filter(([, one]) => isSetByPerson(one))) {
        const isNeeded = !field.optional && field.initial === undefined;
        if (rights.create !== undefined && isNeeded)
          expect(rights.create === 'all' || rights.create.includes(name), `${who} creates ${name}`).toBe(
            true,
          );
        const isWritten = Array.isArray(rights.update) && rights.update.includes(name);
        if (isWritten)
          expect(
            rights.read === 'all' || lists(rights.read, name, field),
            `${who} writes ${name} unseen`,
          ).toBe(true);
      }
      if (of.writes !== 'changes')
        expect([rights.create, rights.update, rights.delete], who).toEqual([undefined, undefined, undefined]);
    }
  });

  test('has rows, made from its facts, that keep its own rules', () => {
    for (const options of [{}, { full: true }]) {
      const { id: _id, version: _version, ...values } = makeRow(of, {}, options);
      for (const [name, value] of Object.entries(values)) {
        const field = fieldOf(of, name);
        if (field) expect(checkValue(name, field, value), name).toEqual({ value });
      }
      expect(checkRow(of, values as Values)).toEqual([]);
    }
  });
});
