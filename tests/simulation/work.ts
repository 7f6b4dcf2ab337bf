/**
 * What people do: gestures made from the fact sheets, over rows that their device holds. No entity is named but those
 * that a story needs (a class to mark, a job that ends).
 */
import { fieldsWith, canDelete, scopesOf } from '../../shared/access/can.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import { maySomewhere } from '../../shared/access/holdings.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Gesture } from '../../client/hall.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import type { Chance } from './chance.ts';
import type { SimDevice } from './sim-device.ts';

let serial = 0;
export const resetSerial = (): void => void (serial = 0);

const writable: readonly Entity[] = [...registry.values()].filter((of) => of.writes === 'changes');

/** A value of the field's kind, new each time where the kind allows it. */
export function valueFor(chance: Chance, field: Field): Json {
  serial += 1;
  switch (field.kind) {
    case 'text':
      if (field.format === 'email') return `p${serial}@hall.example`;
      if (field.format === 'phone') return `555 ${String(1_000_000 + serial)}`;
      return `w${serial}`.slice(0, field.max ?? 20);
    case 'date':
      return `2026-0${1 + chance.below(9)}-${String(1 + chance.below(28)).padStart(2, '0')}`;
    case 'clockTime':
      return `${String(8 + chance.below(10)).padStart(2, '0')}:${chance.pick(['00', '15', '30']) ?? '00'}`;
    case 'integer':
    case 'decimal':
    case 'cents':
      return Math.min((field.least ?? 0) + chance.below(5), field.most ?? 100);
    case 'flag':
      return chance.oneIn(2);
    case 'choice':
      return chance.pick(field.choices ?? [])?.value ?? null;
    case 'instant':
    case 'reference':
    case 'references':
    case 'json':
      return null;
  }
}

const isPlain = (field: Field): boolean =>
  !['reference', 'references', 'json', 'instant'].includes(field.kind);

const rolesOf = (holdings: readonly Holding[]): readonly Holding['role'][] => [
  ...new Set(holdings.map(({ role }) => role)),
];

/** One or several gestures that this person could make with what the device holds; none where there is nothing to do. */
export async function makeGestures(
  chance: Chance,
  device: SimDevice,
  hall: OpenHall,
): Promise<readonly Gesture[]> {
  const kind = chance.weighted([
    [5, updateRow],
    [2, createRow],
    [1, deleteRow],
    [2, chainOfEdits],
    [2, markClass],
    [1, endJob],
  ] as const);
  return (await kind?.(chance, device, hall)) ?? [];
}

type Maker = (chance: Chance, device: SimDevice, hall: OpenHall) => Promise<readonly Gesture[]>;

async function pickRow(
  chance: Chance,
  hall: OpenHall,
  right: 'update' | 'delete',
): Promise<{ of: Entity; row: Row } | undefined> {
  const roles = rolesOf(hall.holdings());
  const able = writable.filter((of) => roles.some((role) => maySomewhere(of, role, right)));
  const of = chance.pick(able);
  if (!of) return undefined;
  const row = chance.pick(await hall.rows.list(of.name));
  return row && { of, row };
}

async function change(
  chance: Chance,
  hall: OpenHall,
  { of, row }: { of: Entity; row: Row },
): Promise<Gesture | undefined> {
  const fields = [...(fieldsWith(of, hall.holdings(), 'update', scopesOf(of, row)) ?? [])].filter((name) => {
    const field = of.fields[name];
    return field && isPlain(field) && isSetByPerson(field) && name in row;
  });
  // A few fields of a few rows, so that people meet.
  const name = fields[chance.below(Math.min(fields.length, 3))];
  const field = of.fields[name ?? ''];
  if (!name || !field) return undefined;
  const set: Values = { [name]: valueFor(chance, field) };
  return { entity: of.name, op: 'update', row: row.id, set };
}

const updateRow: Maker = async (chance, _device, hall) => {
  const found = await pickRow(chance, hall, 'update');
  const gesture = found && (await change(chance, hall, found));
  return gesture ? [gesture] : [];
};

const chainOfEdits: Maker = async (chance, _device, hall) => {
  const found = await pickRow(chance, hall, 'update');
  if (!found) return [];
  const first = await change(chance, hall, found);
  const name = Object.keys(first?.set ?? {})[0];
  const field = found.of.fields[name ?? ''];
  if (!first || !name || !field) return [];
  const again = (): Gesture => ({ ...first, set: { [name]: valueFor(chance, field) } });
  return [first, again(), again()];
};

const deleteRow: Maker = async (chance, _device, hall) => {
  const found = await pickRow(chance, hall, 'delete');
  if (!found || !canDelete(found.of, hall.holdings(), scopesOf(found.of, found.row))) return [];
  return [{ entity: found.of.name, op: 'delete', row: found.row.id }];
};

/** The id of a row that a reference may point at; null when the device holds none. */
async function someone(chance: Chance, hall: OpenHall, field: Field): Promise<string | null> {
  const target = registry.get(field.target ?? '');
  const held = target ? await hall.rows.list(target.name) : [];
  return chance.pick(held)?.id ?? null;
}

const createRow: Maker = async (chance, _device, hall) => {
  const roles = rolesOf(hall.holdings());
  const able = writable.filter((of) => roles.some((role) => maySomewhere(of, role, 'create')));
  const of = chance.pick(able);
  if (!of) return [];
  const set: Record<string, Json> = {};
  for (const [name, field] of fieldEntries(of)) {
    if (!isSetByPerson(field) || (field.optional && chance.oneIn(2))) continue;
    if (field.kind === 'reference') set[name] = await someone(chance, hall, field);
    else if (isPlain(field)) set[name] = field.initial ?? valueFor(chance, field);
  }
  return [{ entity: of.name, op: 'create', set }];
};

/** "All present", or one mark on a seat that another tablet marks as well: the same row by its natural key. */
const markClass: Maker = async (chance, _device, hall) => {
  const session = chance.pick(await hall.rows.list('classSession'));
  const students = await hall.rows.list('student');
  if (!session || students.length === 0) return [];
  const marks = await hall.rows.list('attendance', { prefix: [session.id] });
  const some = chance.oneIn(2) ? students.slice(0, 3) : [chance.pick(students)].flatMap((one) => one ?? []);
  const group = chance.oneIn(2) ? crypto.randomUUID() : undefined;
  return some.map((student): Gesture => {
    const known = marks.find((mark) => mark['studentId'] === student.id);
    const status = chance.pick(['present', 'absent', 'late', 'excused']) ?? 'present';
    const tie = group ? { group } : {};
    if (known) return { entity: 'attendance', op: 'update', row: known.id, set: { status }, ...tie };
    const set = { sessionId: session.id, studentId: student.id, status };
    return { entity: 'attendance', op: 'create', set, ...tie };
  });
};

/** A job that ends leaves every phone: a move between scopes. */
const endJob: Maker = async (chance, _device, hall) => {
  const job = chance.pick(await hall.rows.list('memberEmployment'));
  if (!job) return [];
  return [{ entity: 'memberEmployment', op: 'update', row: job.id, set: { endDate: '2026-10-31' } }];
};
