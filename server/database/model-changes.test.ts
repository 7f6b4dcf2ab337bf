import { describe, expect, test } from 'vitest';
import type { Entity } from '../../shared/entity/entity.ts';
import { entity, full } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { choice, date, integer, optional, reference, text } from '../../shared/entity/field.ts';
import { words } from '../../shared/values/words.ts';
import { generateMigration } from './generate.ts';
import { modelChanges, narrowsLimits } from './model-changes.ts';
import { databaseModel } from './table-model.ts';

const label = words('Label', 'Etiqueta');
const colour = (...names: readonly string[]) =>
  choice(label, Object.fromEntries(names.map((name) => [name, label])));

function tool(fields: Readonly<Record<string, Field>>, more: Partial<Entity> = {}): Entity {
  return {
    ...entity({
      name: 'tool',
      table: 'tools',
      label: { one: label, many: label },
      fields,
      writes: 'changes',
      access: { admin: { local: full } },
      scopes: () => ['local'],
      show: { title: ['name'], columns: ['name'], order: ['name'] },
    }),
    ...more,
  };
}

const name = text(label, { max: 50 });
const model = (...entities: readonly Entity[]) => databaseModel(new Map(entities.map((of) => [of.name, of])));
const base = { name, colour: colour('red', 'blue'), price: integer(label, { least: 0, most: 10 }) };

/** The statements, each with a mark in front when a person has to acknowledge it. */
function changes(before: readonly Entity[], after: readonly Entity[]): readonly string[] {
  const found = modelChanges(model(...before), model(...after));
  return [...found.tables.flatMap(({ statements }) => statements), ...found.foreignKeys].map(
    ({ sql, narrows }) => (narrows === undefined ? '' : '! ') + sql.replace(/\s+/g, ' '),
  );
}

const changed = (fields: Readonly<Record<string, Field>>, more: Partial<Entity> = {}) =>
  changes([tool(base)], [tool(fields, more)]);

describe('a table that changes', () => {
  test('nothing changed, nothing generated', () => {
    expect(generateMigration('0009', 'nothing', model(tool(base)), model(tool(base)))).toBeUndefined();
  });

  test('a field more is a column more, with its rights and what the audit must know', () => {
    const sql =
      generateMigration(
        '0009',
        'tool_notes',
        model(tool(base)),
        model(tool({ ...base, notes: optional(text(label, { max: 9, guard: 'sensitive' })) })),
      ) ?? '';
    expect(sql).toContain('alter table public.tools add column notes text;');
    expect(sql).toContain('grant update (\n  notes\n) on public.tools to unionhall_app;');
    expect(sql).toContain("array['notes']::text[]");
    expect(sql).not.toContain('acknowledged');
  });

  test('a required field more needs values first', () => {
    expect(changed({ ...base, bought: date(label) })).toEqual(
      expect.arrayContaining([
        'alter table public.tools add column bought date;',
        '! alter table public.tools alter column bought set not null;',
      ]),
    );
  });

  test('a field less, or of another kind, must be acknowledged', () => {
    const { colour: _gone, ...without } = base;
    expect(changed(without)).toEqual(['! alter table public.tools drop column colour;']);
    expect(changed({ ...base, price: optional(text(label, { max: 5 })) })).toContain(
      '! alter table public.tools alter column price type text using price::text;',
    );
  });

  test('a table less must be acknowledged', () => {
    expect(changes([tool(base)], [])).toEqual(['! drop table public.tools;']);
  });

  test('a choice more is let through, a choice less must be acknowledged', () => {
    const put = (list: string) =>
      `alter table public.tools add constraint tools_colour_choice check (colour in (${list}));`;
    const drop = 'alter table public.tools drop constraint tools_colour_choice;';
    expect(changed({ ...base, colour: colour('red', 'blue', 'green') })).toEqual([
      drop,
      put("'red', 'blue', 'green'"),
    ]);
    expect(changed({ ...base, colour: colour('red') })).toEqual([drop, `! ${put("'red'")}`]);
  });

  test('becoming required must be acknowledged, becoming optional not', () => {
    expect(changes([tool({ name: optional(name) })], [tool({ name })])).toEqual([
      '! alter table public.tools alter column name set not null;',
    ]);
    expect(changes([tool({ name })], [tool({ name: optional(name) })])).toEqual([
      'alter table public.tools alter column name drop not null;',
    ]);
  });

  test('a unique key more must be acknowledged, an index more not', () => {
    expect(changed(base, { unique: [['name']] })).toEqual([
      '! create unique index tools_name_unique on public.tools (local_id, name) where deleted_at is null;',
    ]);
    expect(changed(base, { indexes: [['price']] })).toEqual([
      'create index tools_price_index on public.tools (local_id, price);',
    ]);
  });

  test('a reference on a new column is let through, on an old one it must be acknowledged', () => {
    const box = tool({ name }, { name: 'box', table: 'boxes' });
    const key =
      'alter table public.tools add constraint tools_box_id_exists foreign key (local_id, box_id) references public.boxes (local_id, id);';
    const withBox = tool({ name, boxId: optional(reference('box', label)) });
    expect(changes([tool({ name }), box], [withBox, box])).toContain(key);
    expect(
      changes([tool({ name, boxId: optional(text(label, { max: 36 })) }), box], [withBox, box]),
    ).toContain(`! ${key}`);
  });
});

test.each([
  [{ words: ['a'] }, { words: ['a', 'b'] }, false],
  [{ words: ['a', 'b'] }, { words: ['a'] }, true],
  [{ most: 10 }, { most: 20 }, false],
  [{ most: 20 }, { most: 10 }, true],
  [{ least: 0 }, { least: 1 }, true],
  [{ least: 0, most: 5 }, { most: 5 }, false],
  [{ most: 5 }, { words: ['a'] }, true],
])('from %j to %j narrows: %s', (before, after, narrows) => {
  expect(narrowsLimits(before, after)).toBe(narrows);
});

test('an acknowledgement is asked for beside the statement, and left empty for a person to write', () => {
  const sql = generateMigration('0009', 'no_tools', model(tool(base)), {}) ?? '';
  expect(sql).toContain('-- May lose all rows of tools.\n-- acknowledged:\ndrop table public.tools;');
});
