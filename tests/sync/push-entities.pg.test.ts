/** Generated for every entity that people write: the registry promises these, so a new entity gets them unasked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maySomewhere } from '../../shared/access/holdings.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isReplicated, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { sortKey } from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Hall, Person } from '../support/hall.ts';
import { fillIn, openHall } from '../support/hall.ts';
import { valueFor } from '../support/make-row.ts';

const written = [...registry.values()].filter((of) => of.writes === 'changes');
const others = [...registry.values()].filter((of) => of.writes !== 'changes');

let hall: Hall;
let admin: Person;
let stranger: Person;

beforeAll(async () => {
  hall = await openHall();
  admin = await hall.addPerson(['admin']);
  stranger = await hall.addPerson([]);
});
afterAll(() => hall.close());

const newRow = (of: Entity): Promise<Values> => fillIn(hall.make, of, {});
const byPerson = (of: Entity): readonly (readonly [string, Field])[] =>
  fieldEntries(of).filter(([, field]) => isSetByPerson(field));

/** A row that the administrator made himself, so that he may do with it whatever anyone may. */
async function makeOwn(of: Entity): Promise<Row> {
  const tablet = admin.tablet();
  const { row } = await tablet.send(tablet.create(of, await newRow(of)));
  if (!row) throw new Error(`${of.name} could not be made.`);
  return row as Row;
}
/** What is written once and for all has no edits to test: that they are refused is in the matrix. */
const isEdited = (of: Entity): boolean => maySomewhere(of, 'admin', 'update');

const byField = (one: { field: string }, other: { field: string }): number =>
  one.field.localeCompare(other.field);

/** Some plain text or number that may be changed without moving the row. */
function editable(of: Entity): { readonly name: string; readonly value: Json } {
  const found = byPerson(of).find(
    ([name, field]) =>
      ['text', 'flag', 'integer'].includes(field.kind) && field.max !== 2 && !of.identity?.includes(name),
  );
  if (!found) throw new Error(`${of.name} has nothing to edit.`);
  const [name, field] = found;
  return { name, value: field.kind === 'flag' ? true : valueFor(field, 424_242) };
}

const wrongType: Readonly<Record<Field['kind'], Json>> = {
  text: 7,
  date: '2026-02-30',
  clockTime: '24:10',
  instant: 'yesterday',
  integer: '12',
  decimal: 'many',
  cents: 1.5,
  flag: 'yes',
  choice: 'POSITIVE',
  reference: 'nobody',
  references: 'nobody',
  json: null,
};

describe.each(written.map((of) => [of.name, of] as const))('%s', (_name, of) => {
  test('makes a round trip: created, changed, removed', async () => {
    const tablet = admin.tablet();
    const set = await newRow(of);
    const create = tablet.create(of, set);
    const id = create.row ?? '';
    const made = await tablet.send(create);
    expect(made).toMatchObject({ outcome: 'applied', row: { id, version: 1 } });
    const sent = Object.keys(set).filter((name) => isReplicated(of.fields[name] as Field));
    expect(made.row).toMatchObject(Object.fromEntries(sent.map((name) => [name, set[name]])));

    const { name, value } = editable(of);
    const before = made.row?.[name] ?? null;
    const changed = await tablet.send(tablet.update(of, id, { [name]: value }, { [name]: before }));
    if (isEdited(of))
      expect(changed).toMatchObject({ outcome: 'applied', row: { [name]: value, version: 2 } });
    else expect(changed).toMatchObject({ outcome: 'refused', refusal: { code: 'not_allowed' } });

    const removed = await tablet.send(tablet.remove(of, id));
    expect(removed.outcome).toBe('applied');
    expect(removed.row).toBeUndefined();
    const found = await hall.read(of, id);
    expect(found).toMatchObject({ deleted: true, row: { version: isEdited(of) ? 3 : 2 } });
    expect((await hall.audit({ rowId: id })).map((entry) => entry.action)).toEqual([
      'CREATE',
      isEdited(of) ? 'UPDATE' : 'REFUSED',
      'DELETE',
    ]);
  });

  test('is stored with the scopes and the sort key that its fact sheet says', async () => {
    const { id } = await hall.make(of);
    const found = await hall.read(of, id);
    expect(found?.scopes).toEqual([...new Set(of.scopes({ ...found?.row, id }))].sort());
    const [record] = await hall.behind<{ sort_key: string }[]>`
      select sort_key from ${hall.behind(of.table)} where id = ${id}`;
    expect(record?.sort_key).toBe(sortKey(of, found?.row ?? {}));
  });

  test('refuses a stranger whatever he asks, and does not say what is there', async () => {
    const row = await hall.make(of);
    const tablet = stranger.tablet();
    const { name, value } = editable(of);
    const { answers } = await tablet.push([
      tablet.create(of, await newRow(of)),
      tablet.update(of, row.id, { [name]: value }),
      tablet.update(of, '01900000-0000-7000-8000-000000000000', { [name]: value }),
      tablet.remove(of, row.id),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: 'not_allowed' } });
      expect(answer.refusal).toEqual({ code: 'not_allowed' });
      expect(answer.row).toBeUndefined();
    }
    expect((await hall.read(of, row.id))?.row.version).toBe(row.version);
  });

  test('names each required field that is missing', async () => {
    const set = await newRow(of);
    const required = byPerson(of).filter(([, field]) => !field.optional && field.initial === undefined);
    const tablet = admin.tablet();
    const { answers } = await tablet.push(
      required.map(([name]) => {
        const { [name]: _left, ...rest } = set;
        return tablet.create(of, rest);
      }),
    );
    required.forEach(([name], index) => {
      const refusal = answers[index]?.refusal;
      expect(refusal, name).toEqual({ code: 'invalid', fields: [{ field: name, problem: 'required' }] });
    });
    const empty = await tablet.send(
      tablet.create(of, { ...set, ...Object.fromEntries(required.map(([name]) => [name, null])) }),
    );
    expect(empty.refusal?.fields?.map((problem) => problem.field).sort()).toEqual(
      required.map(([name]) => name).sort(),
    );
  });

  test('names every field of the wrong type, in one answer', async () => {
    const fields = byPerson(of).filter(([, field]) => field.kind !== 'json');
    const tablet = admin.tablet();
    const bad = Object.fromEntries(fields.map(([name, field]) => [name, wrongType[field.kind]]));
    const answer = await tablet.send(tablet.create(of, bad));
    expect(answer.refusal?.code).toBe('invalid');
    expect(answer.refusal?.fields?.map((problem) => problem.field).sort()).toEqual(
      fields.map(([name]) => name).sort(),
    );
    expect(answer.refusal?.fields?.every((problem) => problem.problem !== 'required')).toBe(true);
  });

  test('names unknown fields and those that the server keeps', async () => {
    const { id } = await hall.make(of);
    const kept = fieldEntries(of).filter(([, field]) => !isSetByPerson(field));
    const tablet = admin.tablet();
    const set = {
      favouriteColour: 'blue',
      ...Object.fromEntries(kept.map(([name, field]) => [name, valueFor(field, 1)])),
    };
    const change = isEdited(of)
      ? tablet.update(of, id, set)
      : tablet.create(of, { ...(await newRow(of)), ...set });
    const fields = (await tablet.send(change)).refusal?.fields ?? [];
    expect(fields.toSorted(byField)).toEqual(
      [
        { field: 'favouriteColour', problem: 'unknown' },
        ...kept.map(([field]) => ({ field, problem: 'set_by_server' })),
      ].toSorted(byField),
    );
  });

  test('takes a change from protocol 0 and merges it', async () => {
    if (!isEdited(of)) return;
    const row = await makeOwn(of);
    const { name, value } = editable(of);
    const tablet = admin.tablet();
    const { id, sequence, at } = tablet.change({ entity: of.name, op: 'update' });
    const old = {
      id,
      sequence,
      at,
      op: 'update',
      type: of.name,
      key: row.id,
      fields: { [name]: value },
      base: { [name]: row[name] ?? null },
    };
    const answer = await hall.door.push(admin.seat, {
      protocol: 0,
      epoch: null,
      device: tablet.report(),
      changes: [old],
    });
    expect(answer.answers).toMatchObject([{ id, outcome: 'applied', row: { [name]: value } }]);
  });

  test('comes back when it is created again after its removal', async () => {
    const set = await newRow(of);
    const tablet = admin.tablet();
    const create = tablet.create(of, set);
    const again = { ...tablet.create(of, set), row: create.row };
    const { answers } = await tablet.push([create, tablet.remove(of, create.row ?? ''), again]);
    expect(answers.map((answer) => answer.outcome)).toEqual(['applied', 'applied', 'applied']);
    expect(answers[2]?.row?.version).toBe(3);
    expect((await hall.audit({ rowId: create.row ?? '' })).map((entry) => entry.action)).toEqual([
      'CREATE',
      'DELETE',
      'RESTORE',
    ]);
  });

  test('refuses what is done to a removed row', async () => {
    const { id } = await makeOwn(of);
    const tablet = admin.tablet();
    const { name, value } = editable(of);
    const { answers } = await tablet.push([
      tablet.remove(of, id),
      tablet.update(of, id, { [name]: value }),
      tablet.remove(of, id),
    ]);
    expect(answers.map((answer) => answer.refusal?.code)).toEqual([
      undefined,
      isEdited(of) ? 'row_deleted' : 'not_allowed',
      'row_deleted',
    ]);
  });
});

test.each(others.map((of) => [of.name, of] as const))(
  '%s is written by commands or the engine only',
  async (_name, of) => {
    const tablet = admin.tablet();
    const id = '01900000-0000-7000-8000-000000000001';
    const { answers } = await tablet.push([
      tablet.change({ entity: of.name, op: 'create', row: id, set: {} }),
      tablet.change({ entity: of.name, op: 'update', row: id, set: {} }),
      tablet.change({ entity: of.name, op: 'delete', row: id }),
    ]);
    expect(answers.map((answer) => answer.refusal?.code)).toEqual([
      'command_only',
      'command_only',
      'command_only',
    ]);
  },
);
