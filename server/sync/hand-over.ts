/**
 * Work that one person leaves on a shared tablet, sealed for the office, and another person's session carries in.
 *
 * 1. A seal proves nothing about its maker. What claims to be the bringer's own goes through the usual door with the
 *    bringer's rights; everything else is set aside under the name it claims, for a person to judge.
 * 2. A change has one receipt, whichever way it comes; when its author's device sends it after all, it is a repeat.
 * 3. Seals lie in no order. What was done first is taken first, and what is the bringer's own in one go: a gesture of
 *    many rows stays whole.
 * 4. Streams are poked after the commit: the office's Review shows what was brought in at once.
 */
import * as v from 'valibot';
import type { Answer } from '../../shared/sync/protocol.ts';
import type { Change, HandOverRequest } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import type { Seat } from '../access/actor.ts';
import { recordEvents } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { gestureMoment } from './moments.ts';
import { numberTouched } from './number-touched.ts';
import type { Parsed } from './parse-changes.ts';
import { parseChanges } from './parse-changes.ts';
import type { Door, PushDependencies } from './push.ts';
import { Unseated } from './push.ts';
import type { Reception, StoredAnswer } from './receipts.ts';
import { keepAnswers, receive, usualAnswer } from './receipts.ts';
import { setAsideRecord } from './records.ts';
import type { World } from './world.ts';
import { openWorld } from './world.ts';
import { writeRows } from './write-rows.ts';

export type HandOverBody = v.InferOutput<typeof HandOverRequest>;

/** The text inside a seal; undefined when it is broken or made for another key. */
export type Unseal = (sealed: string) => Promise<string | undefined>;

export interface HandOverAnswer {
  readonly protocol: number;
  /** One for each sealed text, in order; the id is empty where none could be read. */
  readonly answers: readonly Answer[];
}

const Uuid = v.pipe(v.string(), v.check(isUuid));
const Sealed = v.object({ change: v.unknown(), userId: Uuid, deviceId: Uuid, localId: Uuid });

interface Claim {
  readonly parsed: Extract<Parsed, { kind: 'sound' }>;
  readonly sequence: number;
  readonly userId: string;
  readonly deviceId: string;
  readonly localId: string;
}

type Run = readonly [Claim, ...Claim[]];

export async function handOver(
  deps: PushDependencies & Pick<Door, 'deliver'>,
  seat: Seat,
  body: HandOverBody,
  unseal: Unseal,
): Promise<HandOverAnswer> {
  const claims = await Promise.all(body.sealed.map((sealed) => open(sealed, unseal)));
  const answers = new Map<Claim, Answer>();
  for (const together of inOrder(claims, seat)) {
    const taken = await take(deps, seat, body.device.id, together);
    together.forEach((claim, index) => answers.set(claim, taken[index] ?? refused(deps, claim)));
  }
  return {
    protocol: protocolVersion,
    answers: claims.map((claim) => (claim && answers.get(claim)) ?? refused(deps, claim)),
  };
}

/** As they were done, device by device; what is this person's own and of one device stands together. */
function inOrder(claims: readonly (Claim | undefined)[], seat: Seat): readonly Run[] {
  const sorted = claims
    .flatMap((claim) => (claim ? [claim] : []))
    .toSorted((one, other) => compare(one.deviceId, other.deviceId) || one.sequence - other.sequence);
  const runs: [Claim, ...Claim[]][] = [];
  for (const claim of sorted) {
    const last = runs.at(-1);
    const isOne = isOwn(claim, seat) && last?.[0]?.deviceId === claim.deviceId && isOwn(last[0], seat);
    if (isOne) last.push(claim);
    else runs.push([claim]);
  }
  return runs;
}

const compare = (one: string, other: string): number => Number(one > other) - Number(one < other);

const isOwn = ({ userId, localId }: Claim, seat: Seat): boolean =>
  userId === seat.userId && localId === seat.localId;

async function open(sealed: string, unseal: Unseal): Promise<Claim | undefined> {
  const text = await unseal(sealed);
  if (text === undefined) return undefined;
  try {
    const { change, ...author } = v.parse(Sealed, JSON.parse(text));
    const [parsed] = parseChanges([change], protocolVersion);
    return parsed?.kind === 'sound' ? { ...author, parsed, sequence: parsed.change.sequence } : undefined;
  } catch {
    // Not JSON, or not our shape: whoever sealed it was not our app.
    return undefined;
  }
}

const refused = (
  deps: PushDependencies,
  claim?: Claim,
  code: 'invalid' | 'not_allowed' = 'invalid',
): Answer => ({
  id: claim?.parsed.head.id ?? '',
  outcome: 'refused',
  refusal: refuse(code),
  at: new Date(deps.clock.now()).toISOString(),
});

/** One answer for each. Rejects with Unseated. */
async function take(
  deps: PushDependencies & Pick<Door, 'deliver'>,
  seat: Seat,
  broughtBy: string,
  together: Run,
): Promise<readonly Answer[]> {
  const [claim] = together;
  if (isOwn(claim, seat)) {
    const delivery = { seat, deviceId: claim.deviceId, report: null, deviceClock: null };
    const delivered = await deps.deliver(
      delivery,
      together.map(({ parsed }) => parsed),
    );
    if (!delivered.isSeated) throw new Unseated('This seat gives nothing any more.');
    return delivered.answers;
  }
  const { change } = claim.parsed;
  if (claim.localId !== seat.localId || !isForReview(deps, change))
    return [refused(deps, claim, 'not_allowed')];
  return [await setAside(deps, seat, broughtBy, claim, change)];
}

/** What no reviewer could take is left with whoever has it. */
const isForReview = (deps: PushDependencies, change: Change): boolean =>
  deps.registry.get(change.entity)?.writes === 'changes' &&
  ['create', 'update', 'delete'].includes(change.op);

async function setAside(
  deps: PushDependencies,
  seat: Seat,
  broughtBy: string,
  claim: Claim,
  change: Change,
): Promise<Answer> {
  const now = deps.clock.now();
  const context = { ...seat, deviceId: broughtBy, requestId: seat.requestId ?? null };
  const { answer, numbers } = await inLocal(deps.sql, context, async (tx) => {
    const world = await openWorld(tx, {
      registry: deps.registry,
      seat,
      deviceId: broughtBy,
      now,
      reach: () => undefined,
    });
    const at = new Date(now).toISOString();
    if (!world) {
      const unseated: Answer = { id: change.id, outcome: 'refused', refusal: refuse('not_allowed'), at };
      return { answer: unseated, numbers: {} };
    }
    const author = { userId: await knownUser(tx, claim.userId), deviceId: claim.deviceId };
    const [reception] = await receive(tx, author, [claim.parsed.head], usualAnswer(now));
    const stored = await storeAside(tx, world, author, change, reception);
    const isRepeat = reception?.kind === 'repeated';
    return { answer: answerFrom(change, stored, isRepeat), numbers: await numberTouched(tx) };
  });
  deps.hub?.moved(seat.localId, numbers);
  return answer;
}

function answerFrom(change: Change, stored: StoredAnswer, isRepeat: boolean): Answer {
  const { at, outcome, refusal, record } = stored;
  return {
    id: change.id,
    outcome: isRepeat ? 'repeated' : outcome,
    ...(isRepeat ? { first: outcome } : {}),
    ...(refusal ? { refusal } : {}),
    ...(record === undefined ? {} : { record }),
    at,
  };
}

async function storeAside(
  tx: Transaction,
  world: World,
  author: { readonly userId: string | null; readonly deviceId: string },
  change: Change,
  reception: Reception | undefined,
): Promise<StoredAnswer> {
  const at = new Date(world.now).toISOString();
  if (reception?.kind === 'repeated') return { ...reception.receipt.answer };
  if (reception?.kind !== 'new') {
    await recordEvents(tx, [{ action: 'REFUSED', changeId: change.id, note: 'not_allowed: handed over' }]);
    return { at, outcome: 'refused', refusal: refuse('not_allowed') };
  }
  const ask = { change, at: gestureMoment(change.at, null, world.now) };
  const made = setAsideRecord(world, ask, 'handed_over', author);
  await writeRows(tx, world, [made.write]);
  await recordEvents(tx, [made.event]);
  const held = Object.keys(made.held).length > 0 ? { held: made.held } : {};
  const answer: StoredAnswer = {
    at,
    outcome: 'refused',
    refusal: refuse('set_aside'),
    record: made.id,
    ...held,
  };
  await keepAnswers(tx, new Map([[change.id, answer]]));
  return answer;
}

/** The claimed author, if there is such a person here. */
async function knownUser(tx: Transaction, userId: string): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select id from public.users where local_id = current_local_id() and id = ${userId} and deleted_at is null`;
  return row?.id ?? null;
}
