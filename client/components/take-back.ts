/**
 * Undo of what was just saved. What has never been on its way is given up, as if it had never been; otherwise the
 * opposite is written as a change of its own. What somebody has changed since is theirs, and is left alone.
 */
import { canDelete, fieldsWith, scopesOf } from '../../shared/access/can.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { fieldEntries, isReplicated, isSetByPerson } from '../../shared/entity/entity.ts';
import { sameJson } from '../../shared/values/json.ts';
import { refusalSentence } from '../../shared/values/refusal-words.ts';
import type { ToastMessage, Toasts } from '../elements/toasts.ts';
import type { Gesture, Hall, OutboxItem, SeenRow } from '../hall.ts';
import { laterWords, locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { isOnline } from './online.ts';

/** A saved change, and how the row stood before it. */
export interface Deed {
  readonly of: Entity;
  readonly op: 'create' | 'update' | 'delete';
  readonly rowId: string;
  readonly changeId: string;
  /** The touched fields of an update, the whole row of a removal; a new row was nothing before. */
  readonly before: Values;
}

/** A deed and the row as it left it. */
interface Left extends Deed {
  readonly after: SeenRow | undefined;
}

type Late = 'undo.changedSince' | 'undo.notYours';
/** `already`: it stands as it stood before. */
type Opposite = { readonly gesture: Gesture } | { readonly late: Late } | { readonly already: true };

/** Says that `deeds` are saved, and offers to take them back together. */
export async function offerUndo(
  hall: Hall,
  toasts: Toasts,
  message: ToastMessage,
  deeds: readonly Deed[],
): Promise<void> {
  const left = await Promise.all(
    deeds.map(async (deed) => ({ ...deed, after: await hall.rows.get(deed.of.name, deed.rowId) })),
  );
  const notDone = (): unknown => toasts.show({ tone: 'bad', text: t('change.notDiscarded') });
  const action = { label: t('action.undo'), onAct: () => void takeBack(hall, toasts, left).catch(notDone) };
  toasts.show((await isPossible(hall, left)) ? { ...message, action } : message);
}

/** Some of it, as things stand now: what has gone out and may not be removed there gets no button. */
async function isPossible(hall: Hall, deeds: readonly Left[]): Promise<boolean> {
  const waiting = await waitingHere(hall);
  return deeds.some((deed) => waiting.has(deed.changeId) || !('late' in oppositeOf(hall, deed, deed.after)));
}

type Waiting = ReadonlyMap<string, OutboxItem>;

const waitingHere = async (hall: Hall): Promise<Waiting> =>
  new Map((await hall.rows.unsent()).map((item) => [item.changeId, item]));

async function takeBack(hall: Hall, toasts: Toasts, deeds: readonly Left[]): Promise<void> {
  const waiting = await waitingHere(hall);
  const ways = await Promise.all(deeds.map((deed) => wayBack(hall, deed, waiting.get(deed.changeId))));
  for (const way of ways) if ('discard' in way) await hall.rows.discard(way.discard);
  const group = deeds.length > 1 ? { group: crypto.randomUUID() } : {};
  const gestures = ways.flatMap((way) => ('gesture' in way ? [{ ...way.gesture, ...group }] : []));
  const refused = (await hall.rows.writeAll(gestures)).find((one) => !one.ok);
  // Without its words it is done all the same.
  await laterWords().catch(() => undefined);
  if (refused) toasts.show({ tone: 'bad', text: refusalSentence(refused.refusal, locale()) });
  else toasts.show(outcome(ways));
}

/** `isInDoubt`: the office may have it all the same. */
type Way = Opposite | { readonly discard: string; readonly isInDoubt: boolean };

async function wayBack(hall: Hall, deed: Left, item: OutboxItem | undefined): Promise<Way> {
  const discard = { discard: deed.changeId, isInDoubt: (item?.tries ?? 0) > 0 };
  if (item && isGivenUp(hall, deed, item)) return discard;
  const opposite = oppositeOf(hall, deed, await hall.rows.get(deed.of.name, deed.rowId));
  return item && 'late' in opposite ? discard : opposite;
}

/**
 * A change that was once on its way may have reached the office, whatever came back: only a new change undoes it for
 * sure. A new record is given up all the same while there is no signal: should the office have it, it shows again.
 */
const isGivenUp = (hall: Hall, { op }: Deed, { state, tries }: OutboxItem): boolean =>
  state === 'saved' && (tries === 0 || (op === 'create' && !isOnline(hall)));

function outcome(ways: readonly Way[]): ToastMessage {
  const late = ways.flatMap((way) => ('late' in way ? [way.late] : []));
  const [why] = late;
  if (why) return { tone: 'warn', text: t('undo.tooLate', { count: late.length, why: t(why) }) };
  if (ways.some((way) => 'discard' in way && way.isInDoubt)) return { tone: 'warn', text: t('undo.unless') };
  return { text: t('undo.done', { count: ways.length }), icon: 'undo' };
}

/** What undoes a deed at the office, given how the row stands `now`. */
function oppositeOf(hall: Hall, deed: Left, now: SeenRow | undefined): Opposite {
  if (deed.op === 'delete') return now ? { already: true } : { gesture: rebirth(hall, deed) };
  if (deed.op === 'create') return now ? removal(hall, deed, now) : { already: true };
  return now ? reversal(deed, now) : { late: 'undo.changedSince' };
}

const isSame = (one: Values | undefined, other: Values, names: readonly string[]): boolean =>
  one === undefined || names.every((name) => sameJson(one[name] ?? null, other[name] ?? null));

function removal(hall: Hall, { of, rowId, after }: Left, now: SeenRow): Opposite {
  if (!canDelete(of, hall.holdings(), scopesOf(of, now))) return { late: 'undo.notYours' };
  if (!isSame(after, now, said(of))) return { late: 'undo.changedSince' };
  return { gesture: { entity: of.name, op: 'delete', row: rowId } };
}

function reversal({ of, rowId, before, after }: Left, now: SeenRow): Opposite {
  const names = Object.keys(before);
  if (isSame(before, now, names)) return { already: true };
  if (!isSame(after, now, names)) return { late: 'undo.changedSince' };
  return { gesture: { entity: of.name, op: 'update', row: rowId, set: before } };
}

const said = (of: Entity): readonly string[] =>
  fieldEntries(of).flatMap(([name, field]) => (isSetByPerson(field) && isReplicated(field) ? [name] : []));

/** A removed row created again under its own id comes back; the server adds what no device holds (decide-create.ts). */
function rebirth(hall: Hall, { of, rowId, before }: Left): Gesture {
  const mine = fieldsWith(of, hall.holdings(), 'create', scopesOf(of, { ...before, id: rowId }));
  const names = said(of).filter((name) => mine?.has(name) && (before[name] ?? null) !== null);
  const set = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
  return { entity: of.name, op: 'create', row: rowId, set };
}
