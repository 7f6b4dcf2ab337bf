/** Commands in the outbox, and what became of them; loaded with the repairs. */
import type { Change } from '../../shared/sync/requests.ts';
import { moment, newId } from './core.ts';
import type { Core } from './core.ts';
import { openSent } from './sent-log.ts';
import type { SentItem } from './shapes.ts';
import { append, inNextPlace } from './write.ts';

/** A command waits in the outbox like an edit, so that it keeps its place among them. Returns its change id. */
export async function saveCommand(
  core: Core,
  name: string,
  input: Record<string, unknown>,
  row: string | undefined,
): Promise<string> {
  const change = {
    id: newId(core),
    entity: name,
    row: row ?? null,
    op: 'command' as const,
    input: input as NonNullable<Change['input']>,
    at: moment(core),
  };
  await core.saveTurn(() => inNextPlace(core, (last) => append(core, [{ change }], last)));
  return change.id;
}

/** The result of a change that was answered; undefined while it waits. */
export async function findSent(core: Core, changeId: string): Promise<SentItem | undefined> {
  const record = await core.database.read(['sent'], (tables) => tables.sent.get(changeId));
  return record && openSent(core, record);
}
