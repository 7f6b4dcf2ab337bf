/** The name behind a seat's id, as far as this device knows its people. */
import { registry } from '../../shared/entities/index.ts';
import { titleOf } from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Rows } from '../hall.ts';

/** Empty when the person is not known here. */
export async function nameOfPerson(rows: Rows, id: Json | undefined): Promise<string> {
  if (typeof id !== 'string') return '';
  const of = registry.get('user');
  const row = of && (await rows.get(of.name, id));
  return of && row ? titleOf(of, row) : '';
}
