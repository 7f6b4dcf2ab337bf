/** What a device keeps beside rows and outbox; loaded with the first page that asks for it. */
import type { Beside, OutboxItem } from '../hall.ts';
import { announce } from './core.ts';
import type { Core } from './core.ts';
import { draftsOf } from './drafts.ts';
import { sentItem } from './outbox.ts';
import { openSents } from './sent-log.ts';
import { viewsOf } from './views.ts';

export const besideOf = (core: Core): Beside => ({ drafts: draftsOf(core), views: viewsOf(core) });

/** Latest first. */
export async function sentItems(core: Core, limit: number): Promise<readonly OutboxItem[]> {
  const records = await core.database.read(['sent'], (tables) =>
    tables.sent
      .orderBy('at')
      .reverse()
      .filter(({ state }) => state === 'sent')
      .limit(limit)
      .toArray(),
  );
  return (await openSents(core, records)).map(sentItem);
}

/** The person has seen what became of it. */
export async function closeSent(core: Core, changeId: string): Promise<void> {
  await core.database.change(['sent'], async (tables) => {
    await tables.sent.where('changeId').equals(changeId).modify({ state: 'closed' });
  });
  announce(core, ['outbox']);
}
