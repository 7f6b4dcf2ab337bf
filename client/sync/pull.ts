/**
 * Receiving: pages as they stream, then the news, then the cursors.
 *
 * 1. The news and the cursor that says they were seen are stored in one transaction, at the end of the stream.
 * 2. A stream that is cut loses at most the pages since the last transaction; the next pull goes on from there.
 * 3. What the person no longer holds leaves before anything new is stored.
 */
import * as v from 'valibot';
import type { Frame, PageBody } from '../../shared/sync/frames.ts';
import { decodeFrames, decodePage } from '../../shared/sync/frames.ts';
import type { PullRequest } from '../../shared/sync/requests.ts';
import { Delta, FrameHeader } from '../../shared/sync/protocol.ts';
import type { Row } from '../../shared/entity/entity.ts';
import { bytesToUuid } from '../../shared/values/uuid.ts';
import { bytesToJson, gunzip } from '../store/bytes.ts';
import { turnstile } from '../store/core.ts';
import type { ArrivedPage, Begin, Download } from '../store/download.ts';
import type { Range } from '../store/ranges.ts';
import type { Facts, Progress } from '../store/shapes.ts';
import type { DownloadStatus } from '../hall.ts';
import type { Contact } from './contact.ts';
import { greeting } from './contact.ts';
import type { AttemptEnd } from './push.ts';
import { leave } from './leave.ts';
import { impatience, piecesOf, request } from './wire.ts';
import type { Patience } from './wire.ts';

const patienceMs = 45_000;
/** Pages that go into one transaction; the first of an entity goes alone, so that it can be read at once. */
const pagesAtOnce = 4;

export interface PullHooks {
  /** The server's epoch is not ours. The store takes note before this pull goes on. */
  readonly onEpoch: (epoch: string) => Promise<void>;
  readonly onDownload: (download: DownloadStatus | null) => void;
  /** After holdings were told: they may differ from what the actor's roles say. */
  readonly onHoldings: (holdings: Begin['holdings']) => void;
}

/** Ranges that a proof found different, and how to put what comes in their place. */
export interface Refetch {
  readonly ranges: readonly Range[];
  /** `mark`: overlay lines up to here are older than the pages. */
  put(range: Range, pages: readonly ArrivedPage[], mark: number): Promise<void>;
}

class Strange extends Error {}

export interface PullEnd extends AttemptEnd {
  readonly cursors?: Readonly<Record<string, number>>;
}

export type Pull = (signal: AbortSignal, refetch?: Refetch) => Promise<PullEnd>;

/** One pull at a time; with `refetch`, those ranges too. */
export function createPull(contact: Contact, hooks: PullHooks): Pull {
  const turn = turnstile();
  return (signal, refetch) => turn(() => pullOnce(contact, hooks, signal, refetch));
}

async function pullOnce(
  contact: Contact,
  hooks: PullHooks,
  signal: AbortSignal,
  refetch: Refetch | undefined,
): Promise<PullEnd> {
  const asked = { at: contact.clock.now(), mark: contact.store.core.memory.lastS };
  const patience = impatience(signal, patienceMs);
  try {
    const body = pullRequest(contact, refetch);
    const reply = await request(contact.session, '/api/sync/pull', { body, signal: patience.signal });
    if (reply.kind === 'denied' || reply.kind === 'outdated') return { event: reply.kind };
    if (reply.kind !== 'ok') return { event: 'failed', reason: reply.reason };
    const stream = reply.value.body;
    if (!stream) return { event: 'failed', reason: 'an answer without a body' };
    return await receive(contact, hooks, ourFrames(stream, patience), asked, refetch);
  } catch (error) {
    // The line broke, or what came was not ours. A fault of the store is not the line's and is not hidden.
    if (error instanceof Strange || patience.signal.aborted)
      return { event: 'failed', reason: strange(error).message };
    throw error;
  } finally {
    patience.end();
  }
}

/** Whatever goes wrong while reading is the line's fault; what goes wrong while storing is not. */
async function* ourFrames(
  stream: ReadableStream<Uint8Array>,
  patience: Patience,
): AsyncGenerator<Frame<unknown>> {
  try {
    yield* decodeFrames(piecesOf(stream, patience));
  } catch (error) {
    throw strange(error);
  }
}

function pullRequest(contact: Contact, refetch: Refetch | undefined): PullRequest {
  const { cursors, progress } = contact.store.sync.facts();
  return {
    ...greeting(contact),
    cursors,
    views: contact.store.sync.views(),
    resume: progress
      ? { numbers: progress.numbers, entity: progress.entity, after: progress.after, done: progress.done }
      : undefined,
    refetch: refetch && [...refetch.ranges],
  };
}

interface Receiving {
  readonly contact: Contact;
  readonly hooks: PullHooks;
  readonly begin: Begin;
  readonly refetch: Refetch | undefined;
  /** Overlay lines up to here are older than this answer. */
  readonly mark: number;
  download: Download | undefined;
  /** Entities of which pages may still come. */
  readonly coming: Set<string>;
  buffer: ArrivedPage[];
  entity: string;
  delta: Delta;
}

const noNews: Delta = { puts: {}, exits: [] };

async function receive(
  contact: Contact,
  hooks: PullHooks,
  frames: AsyncGenerator<Frame<unknown>>,
  asked: { readonly at: number; readonly mark: number },
  refetch: Refetch | undefined,
): Promise<PullEnd> {
  const { value: first } = (await frames.next()) as { value: Frame<unknown> | undefined };
  const begin = first && headerOf(first);
  if (begin?.frame !== 'begin') throw new Strange('the answer does not begin');
  contact.heard(begin.serverTime, asked.at);
  const { cursors, epoch } = contact.store.sync.facts();
  if (epoch !== null && epoch !== begin.epoch) {
    await hooks.onEpoch(begin.epoch);
    await frames.return(undefined);
    return { event: 'more', epoch: begin.epoch };
  }
  const job: Receiving = {
    contact,
    hooks,
    begin,
    refetch,
    mark: asked.mark,
    download: undefined,
    coming: new Set(comingWith(begin, cursors)),
    buffer: [],
    entity: '',
    delta: noNews,
  };
  await makeReady(job);
  for await (const frame of frames) {
    const header = headerOf(frame);
    if (header.frame === 'end') return finish(job, header.cursors, header.more);
    if (header.frame === 'page') await takePage(job, header, frame.body);
    else if (header.frame === 'delta') job.delta = await inflate(frame.body, (news) => v.parse(Delta, news));
    else throw new Strange('the answer begins twice');
  }
  throw new Strange('the answer was cut');
}

/** Says what is to come before anything leaves: a place that is emptied now is never taken for one that is empty. */
async function makeReady(job: Receiving): Promise<void> {
  const { begin, coming, contact, hooks } = job;
  const { sync } = contact.store;
  const { epoch, progress } = sync.facts();
  if (epoch === null || coming.size > 0) await sync.setFacts({ epoch: begin.epoch, coming: [...coming] });
  if (coming.size > 0) tell(job, progress?.done ?? 0);
  await leave(contact.store, begin.holdings, begin);
  hooks.onHoldings(begin.holdings);
}

/** Rows of a scope that has no cursor yet are promised without their entity's name: then it may be any. */
function comingWith(
  { holdings, promised, replaces, views }: Begin,
  cursors: Facts['cursors'],
): readonly string[] {
  const isNewScope = promised > 0 && Object.keys(holdings).some((scope) => !(scope in cursors));
  return isNewScope ? Object.keys(views) : replaces;
}

/** How far the download has come, in rows that are stored. */
function tell({ begin: { promised }, coming, hooks }: Receiving, done: number): void {
  hooks.onDownload({ done: Math.min(done, promised), promised, coming: [...coming] });
}

/** Whatever is wrong with what came is the line's fault. */
const strange = (error: unknown): Strange =>
  new Strange(error instanceof Error ? error.message : 'the line broke', { cause: error });

function headerOf({ header }: Frame<unknown>): FrameHeader {
  try {
    return v.parse(FrameHeader, header);
  } catch (error) {
    throw strange(error);
  }
}

async function inflate<T>(body: Uint8Array, read: (values: unknown) => T): Promise<T> {
  try {
    return read(bytesToJson(await gunzip(body)));
  } catch (error) {
    throw strange(error);
  }
}

type PageHeader = Extract<FrameHeader, { frame: 'page' }>;

const idsAt = (page: PageBody, index: number): string =>
  bytesToUuid(page.ids.subarray(index * 16, index * 16 + 16));

async function takePage(job: Receiving, header: PageHeader, body: Uint8Array): Promise<void> {
  if (body.length < header.count * 20) throw new Strange('a page was cut');
  const page: ArrivedPage = { ...header, page: decodePage(body, header.count) };
  if (job.entity !== keyOf(header)) await flush(job);
  job.entity = keyOf(header);
  if (header.range !== undefined) return takeRange(job, header, page);
  // The server counts on from where we were only if it goes on with our download.
  job.download ??= startDownload(job, header);
  if (!header.more) job.coming.delete(header.entity);
  if (!job.begin.replaces.includes(header.entity)) return addRows(job, page);
  const isFirst = job.buffer.length === 0 && header.done === header.count;
  job.buffer.push(page);
  if (!header.more || isFirst || job.buffer.length >= pagesAtOnce) await flush(job);
}

const keyOf = (header: PageHeader): string => `${header.entity} ${header.range ?? ''}`;

function startDownload(job: Receiving, header: PageHeader | undefined): Download {
  const { sync } = job.contact.store;
  const progress = sync.facts().progress;
  return sync.download(job.begin, progress !== null && goesOn(job.begin, progress, header));
}

/** Does this answer go on with the download we had begun? */
function goesOn(begin: Begin, progress: Progress, header: PageHeader | undefined): boolean {
  if (header && progress.done > 0) return header.done - header.count === progress.done;
  const [now, then] = [Object.keys(begin.holdings), Object.keys(progress.numbers)];
  return now.length === then.length && now.every((scope) => then.includes(scope));
}

async function flush(job: Receiving): Promise<void> {
  const pages = job.buffer;
  const last = pages.at(-1);
  job.buffer = [];
  if (!last || !job.download) return;
  await job.download.add(pages);
  tell(job, last.done);
}

/** Rows of a scope that came anew, for an entity of which the device holds other scopes already: added, not replaced. */
async function addRows(job: Receiving, { entity, count, page, done }: ArrivedPage): Promise<void> {
  if (count === 0) return;
  const values = await inflate(page.rows, (rows) => rows as readonly Row[]);
  const rows = values.map((value, index): Row => ({
    ...value,
    id: idsAt(page, index),
    version: page.versions[index] ?? 0,
  }));
  await job.contact.store.sync.rows({ puts: { [entity]: rows }, exits: [] }, {}, true);
  tell(job, done);
}

async function takeRange(job: Receiving, header: PageHeader, page: ArrivedPage): Promise<void> {
  const range = job.refetch?.ranges[header.range ?? -1];
  if (!range) throw new Strange('a range that was not asked for');
  job.buffer.push(page);
  if (header.more) return;
  const pages = job.buffer;
  job.buffer = [];
  await job.refetch?.put(range, pages, job.mark);
}

async function finish(
  job: Receiving,
  cursors: Readonly<Record<string, number>>,
  more: boolean,
): Promise<PullEnd> {
  const { core, sync } = job.contact.store;
  if (job.begin.replaces.length > 0) {
    await flush(job);
    job.download ??= startDownload(job, undefined);
    await job.download.finish();
  }
  const facts: Partial<Facts> = { cursors, progress: null, coming: [] };
  // What a push has brought meanwhile may have come after the row had left: the next answer tells.
  const isOpen = job.delta.exits.some(
    ([entity, id]) => (core.memory.overlay.get(entity)?.get(id)?.s ?? 0) > job.mark,
  );
  await sync.rows(job.delta, facts);
  job.hooks.onDownload(null);
  return { event: more || isOpen ? 'more' : 'done', epoch: job.begin.epoch, cursors };
}
