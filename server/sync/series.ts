/**
 * Human numbers: the next of each series and year, given when the row is made and never again. The series' own row
 * stays locked until the commit, so that two offices never give the same number; a number once given and offered
 * again after a restore is kept, and the series jumps past it.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { dayAt } from '../../shared/values/calendar.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Transaction } from '../database/connection.ts';
import { columnName } from '../database/table-model.ts';
import type { Desk, Write } from './rows.ts';
import { rowKey } from './rows.ts';
import type { World } from './world.ts';

interface Gap {
  readonly key: string;
  readonly of: Entity;
  readonly field: string;
  readonly digits: number;
}

/** The writes with their numbers, the desk's rows too. */
export async function giveNumbers(
  tx: Transaction,
  world: World,
  desk: Desk,
  writes: readonly Write[],
): Promise<readonly Write[]> {
  const kept = await keepOffered(tx, writes);
  const gaps = writes.flatMap((write) => gapsOf(write, kept));
  if (gaps.length === 0) return writes;
  const year = Number(dayAt(world.now, world.actor.zone).slice(0, 4));
  const given = new Map<string, Record<string, Json>>();
  for (const series of new Set(gaps.map(seriesName))) {
    const own = gaps.filter((gap) => seriesName(gap) === series);
    const first = await take(tx, series, year, own.length);
    own.forEach((gap, index) => {
      const number = `${year}-${String(first + index).padStart(gap.digits, '0')}`;
      given.set(gap.key, { ...given.get(gap.key), [gap.field]: number });
    });
  }
  return writes.map((write) => {
    const numbers = given.get(rowKey(write.of.name, write.after.id));
    if (!numbers) return write;
    const after = { ...write.after, values: { ...write.after.values, ...numbers } };
    desk.put(write.of.name, after);
    return { ...write, after };
  });
}

const seriesName = (gap: Pick<Gap, 'of' | 'field'>): string => `${gap.of.name}.${gap.field}`;

function gapsOf(write: Write, kept: ReadonlySet<string>): readonly Gap[] {
  if (write.deed !== 'create' && write.deed !== 'restore') return [];
  const { of, after } = write;
  return fieldEntries(of).flatMap(([field, { origin }]) => {
    if (origin.by !== 'series') return [];
    const value = after.values[field] ?? null;
    const stays =
      value !== null &&
      (write.deed === 'restore' || kept.has(`${seriesName({ of, field })}|${String(value)}`));
    return stays ? [] : [{ key: rowKey(of.name, after.id), of, field, digits: origin.digits }];
  });
}

/** Returns the first of `count` numbers. */
async function take(tx: Transaction, name: string, year: number, count: number): Promise<number> {
  const [row] = await tx<{ last: number }[]>`
    insert into series (local_id, name, year, last) values (current_local_id(), ${name}, ${year}, ${count})
    on conflict (local_id, name, year) do update set last = series.last + excluded.last
    returning last`;
  if (!row) throw new Error(`The series ${name} gave no number.`);
  return row.last - count + 1;
}

/** Numbers that new rows bring along from before a restore, as far as nobody else has them now. */
async function keepOffered(tx: Transaction, writes: readonly Write[]): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const { of, deed, after } of writes) {
    if (deed !== 'create') continue;
    for (const [field, { origin }] of fieldEntries(of)) {
      const value = after.values[field] ?? null;
      if (origin.by !== 'series' || typeof value !== 'string') continue;
      const name = seriesName({ of, field });
      const [year = 0, number = 0] = value.split('-').map(Number);
      const taken = await tx`
        select 1 from ${tx(of.table)} where local_id = current_local_id() and ${tx(columnName(field))} = ${value}`;
      if (taken.length > 0 || kept.has(`${name}|${value}`) || number > mostNumber) continue;
      await jumpPast(tx, name, year, number);
      kept.add(`${name}|${value}`);
    }
  }
  return kept;
}

/** Every number up to this one counts as given. `name` is `entity.field`. */
export async function jumpPast(tx: Transaction, name: string, year: number, number: number): Promise<void> {
  await tx`
    insert into series (local_id, name, year, last) values (current_local_id(), ${name}, ${year}, ${number})
    on conflict (local_id, name, year) do update set last = greatest(series.last, excluded.last)`;
}

/** A forged number must not exhaust a series. */
const mostNumber = 1_000_000;
