/**
 * A valid row of any entity, made from its facts alone. A test names only what it is about:
 * `makeRow(Member, { status: 'suspended' })`. Every call gives other values where rows must differ.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { clearByChoice, derivedId } from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';
import { uuidV7 } from '../../shared/values/uuid.ts';

export interface MakeOptions {
  /** Fill in optional fields as well. */
  readonly full?: boolean;
  /** For the derived id of a row with a natural key. */
  readonly localId?: string;
}

let made = 0;

export const newId = (): string => uuidV7(Date.now(), randomBytes(10));

/** References that are not given point at random ids: insertRow makes the rows they need. */
export function makeRow(of: Entity, overrides: Values = {}, options: MakeOptions = {}): Row {
  made += 1;
  const values: Record<string, Json> = {};
  fieldEntries(of).forEach(([name, field], position) => {
    // A secret ties the row to something outside the registry (an account), which a made-up value would not find.
    const isFilled = !field.optional || (options.full === true && field.guard !== 'secret');
    values[name] = field.initial ?? (isFilled ? valueFor(field, made, position) : null);
  });
  const cleared = clearByChoice(of, values);
  const whole = { ...cleared, ...overrides };
  const id = overrides['id'] ?? derivedId(of, options.localId ?? randomUUID(), whole) ?? newId();
  return { ...whole, id: String(id), version: Number(overrides['version'] ?? 1) };
}

/** A value that the field's schema admits. Later fields get later days and times, so that ends follow beginnings. */
export function valueFor(field: Field, serial: number, position = 0): Json {
  switch (field.kind) {
    case 'text':
      return textFor(field, serial);
    case 'date':
      return `2026-03-${String((position % 28) + 1).padStart(2, '0')}`;
    case 'clockTime':
      return `${String(position % 24).padStart(2, '0')}:30`;
    case 'instant':
      return new Date(Date.UTC(2026, 2, 1, 0, position, 0, serial % 1000)).toISOString();
    case 'integer':
    case 'decimal':
    case 'cents':
      return field.least ?? 1;
    case 'flag':
      return serial % 2 === 0;
    case 'choice':
      return field.choices?.[0]?.value ?? null;
    case 'reference':
      return newId();
    case 'references':
      return [newId()];
    case 'json':
      return { serial };
  }
}

function textFor(field: Field, serial: number): string {
  const max = field.max ?? 200;
  // Only ids are 36 characters long.
  if (max === 36) return newId();
  const short = serial.toString(36);
  if (field.format === 'email') return `person${short}@hall.example`;
  if (field.format === 'phone') return `555 ${String(serial).padStart(7, '0')}`;
  const long = `${field.label.en} ñ ${short}`;
  return [...long].length <= max ? long : short.slice(-max);
}
