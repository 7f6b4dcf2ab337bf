/** The records that were opened from the search last, on this device: sealed as drafts are, and gone at sign-out. */
import type { Hall } from '../hall.ts';

export interface Opened {
  readonly entity: string;
  readonly id: string;
}

const name = 'search';
const most = 12;

/** Latest first; empty when nothing can be read. */
export async function readRecent(hall: Hall): Promise<readonly Opened[]> {
  try {
    const kept = await (await hall.rows.beside()).drafts.read(name);
    const opened = kept?.['opened'];
    return Array.isArray(opened) ? opened.filter(isOpened) : [];
  } catch {
    return [];
  }
}

const isOpened = (value: unknown): value is Opened & Record<string, string> =>
  typeof value === 'object' && value !== null && 'entity' in value && 'id' in value;

/** What cannot be kept is not missed. */
export async function keepRecent(hall: Hall, opened: Opened): Promise<void> {
  const before = (await readRecent(hall)).filter((one) => one.id !== opened.id);
  const latest = [opened, ...before].slice(0, most).map(({ entity, id }) => ({ entity, id }));
  await (await hall.rows.beside()).drafts.keep(name, { opened: latest }).catch(() => undefined);
}
