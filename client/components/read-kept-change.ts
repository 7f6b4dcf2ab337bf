/** A refused or set-aside record keeps the change as it was sent: read back into words. */
import { isJsonObject } from '../../shared/values/json.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Rows, SeenRow } from '../hall.ts';
import { formatDateTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { describeChange } from './describe-change.ts';
import type { ChangeWords } from './describe-change.ts';
import { nameOfPerson } from './person-name.ts';
import { registry } from '../../shared/entities/index.ts';

export interface KeptChange {
  readonly row: SeenRow;
  readonly words: ChangeWords;
  readonly who: string;
  readonly device: string;
  /** When it was made on the device, milliseconds. */
  readonly at: number;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const objectOf = (value: Json | undefined) => (isJsonObject(value) ? value : {});

export async function readKeptChange(rows: Rows, row: SeenRow): Promise<KeptChange> {
  const change = objectOf(row['change']);
  const [words, who, device] = await Promise.all([
    describeChange(rows, {
      entity: textOf(change['entity']) || textOf(row['about']),
      op: textOf(change['op']) || 'update',
      row: textOf(change['row']) || textOf(row['row']) || null,
      set: objectOf(change['set'] ?? change['input']),
      base: objectOf(change['base']),
    }),
    nameOfPerson(rows, row['userId']),
    deviceName(rows, textOf(row['deviceId'])),
  ]);
  return { row, words, who: who || t('person.unknown'), device, at: Date.parse(textOf(row['changedAt'])) };
}

async function deviceName(rows: Rows, id: string): Promise<string> {
  const of = registry.get('device');
  const row = of && id !== '' ? await rows.get(of.name, id) : undefined;
  return textOf(row?.['label']);
}

/** "Ana Reyes, Nov 18, 6:10 PM, Tablet 2" */
export const sourceText = (kept: KeptChange): string =>
  [kept.who, Number.isNaN(kept.at) ? '' : formatDateTime(kept.at), kept.device].filter(Boolean).join(' · ');
