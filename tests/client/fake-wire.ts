/** The fake server's side of the line: requests to answers and frames, and the ways in which a line misbehaves. */
import { registry } from '../../shared/entities/index.ts';
import { viewOf } from '../../shared/access/can.ts';
import type { Actor } from '../../shared/access/holdings.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import type { Row } from '../../shared/entity/entity.ts';
import { encodeFrame, encodePage } from '../../shared/sync/frames.ts';
import { addProofs, emptyProof, proofOf, sameProof } from '../../shared/sync/checksum.ts';
import type { Place } from '../../shared/sync/protocol.ts';
import type { Change, PullRequest, VerifyRequest, ViewsRequest } from '../../shared/sync/requests.ts';
import { limits, protocolHeader } from '../../shared/sync/protocol.ts';
import { unseal } from '../../shared/sync/seal.ts';
import type { Json } from '../../shared/values/json.ts';
import { uuidToBytes } from '../../shared/values/uuid.ts';
import { gzip, jsonToBytes } from '../../client/store/bytes.ts';
import { comparePlaces, placeOf } from '../../client/store/places.ts';
import type { Bootstrap } from '../../client/store/shapes.ts';
import type { HallSession } from '../../client/sync/session.ts';
import type { FakeServer } from './fake-server.ts';

export type Trouble =
  | 'none'
  | 'offline'
  | 'portal'
  | 'denied'
  | 'no_seat'
  | 'lose_answer'
  | 'too_large'
  | 'busy'
  | 'nonsense'
  | 'cut'
  | 'forget_answers'
  | 'hang';

export class FakeLine implements HallSession {
  readonly server: FakeServer;
  actor: Actor;
  trouble: Trouble = 'none';
  /** `cut`: the answer ends after so many bytes. `too_large`: more changes than this, withdrawals apart, are too many. */
  amount = 0;
  rowsPerPage: number = limits.rowsPerPage;
  /** What views end with since the office asked for everything anew. */
  mark = '';
  canRefresh: boolean | 'network' = true;
  log: string[] = [];
  sizes: number[] = [];
  pulls: PullRequest[] = [];
  sealKey: JsonWebKey = {};
  /** What the server's cookie in this browser says. */
  sentinel: { readonly unsent: number } | null = null;
  privateKey: JsonWebKey = {};
  pokes = new Set<(text: string) => void>();
  /** Breaks every open stream, as a server does that is killed. */
  breakStreams = new Set<() => void>();
  /** Called before an answer to this path leaves. */
  onAnswer: (path: string) => void | Promise<void> = () => undefined;

  constructor(server: FakeServer, actor: Actor) {
    this.server = server;
    this.actor = actor;
  }

  async makeKeys(): Promise<void> {
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    this.sealKey = await crypto.subtle.exportKey('jwk', pair.publicKey);
    this.privateKey = await crypto.subtle.exportKey('jwk', pair.privateKey);
  }

  refresh(): Promise<boolean> {
    this.log.push('refresh');
    if (this.canRefresh === 'network') return Promise.reject(new TypeError('fetch failed'));
    if (this.canRefresh && this.trouble === 'denied') this.trouble = 'none';
    return Promise.resolve(this.canRefresh);
  }

  async fetch(path: string, init: RequestInit): Promise<Response> {
    this.log.push(path);
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError');
    if (this.trouble === 'hang') await hanging(init.signal);
    const early = this.#earlyTrouble();
    if (early) return early;
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {};
    const answer = await this.#answer(path, body, init.signal ?? undefined);
    await this.onAnswer(path);
    if (this.trouble === 'lose_answer' && path !== '/api/sync/live') throw new TypeError('network error');
    return answer;
  }

  #earlyTrouble(): Response | undefined {
    if (this.trouble === 'offline') throw new TypeError('fetch failed');
    if (this.trouble === 'portal')
      return new Response('<html>Welcome to the hotel</html>', { headers: { 'content-type': 'text/html' } });
    if (this.trouble === 'denied') return this.#json({ error: { code: 'session_ended' } }, 401);
    if (this.trouble === 'no_seat') return this.#json({ error: { code: 'no_seat' } }, 403);
    if (this.trouble === 'busy') return this.#json({ error: { code: 'busy' } }, 503);
    if (this.trouble === 'nonsense') return this.#json({ hello: 'world' });
    return undefined;
  }

  #json(value: unknown, status = 200): Response {
    return new Response(JSON.stringify(value), {
      status,
      headers: { [protocolHeader]: '1', 'content-type': 'application/json' },
    });
  }

  bootstrap(): Bootstrap {
    const serverTime = new Date(this.server.now()).toISOString();
    return {
      serverTime,
      epoch: this.server.epoch,
      sealKey: this.sealKey,
      sentinel: this.sentinel,
      zone: 'America/Los_Angeles',
      actor: this.actor,
      protocol: 1,
    };
  }

  async #answer(
    path: string,
    body: Record<string, unknown>,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    switch (path) {
      case '/api/v1/bootstrap':
        return this.#json(this.bootstrap());
      case '/api/sync/push':
        return this.#push(body as { device: { id: string }; changes: Change[] });
      case '/api/sync/pull':
        return this.#pull(body as unknown as PullRequest);
      case '/api/sync/verify':
        return this.#json(this.#verify(body as unknown as VerifyRequest));
      case '/api/sync/live':
        return this.#live(signal);
      case '/api/sync/views':
        this.server.views.push(...(body as unknown as ViewsRequest).views);
        return this.#json({ protocol: 1 });
      case '/api/sync/hand-over': {
        const opened = await Promise.all(
          (body['sealed'] as string[]).map((one) => unseal(this.privateKey, one)),
        );
        this.server.handedOver.push(...opened.map((one) => JSON.parse(one ?? 'null') as Json));
        return this.#json({ protocol: 1, answers: [] });
      }
      default:
        return this.#json({ error: { code: 'not_found' } }, 404);
    }
  }

  #push({ device, changes }: { device: { id: string }; changes: Change[] }): Response {
    this.sizes.push(changes.length);
    if (this.trouble === 'too_large' && changes.filter(({ op }) => op !== 'withdraw').length > this.amount)
      return this.#json({ error: { code: 'too_large' } }, 413);
    const answers = changes.map((change) => this.server.decide(this.actor, device.id, change));
    const told =
      this.trouble === 'forget_answers'
        ? [...answers.slice(0, -1), { id: crypto.randomUUID(), outcome: 'applied', at: 'x' }]
        : answers;
    const serverTime = new Date(this.server.now()).toISOString();
    return this.#json({ protocol: 1, epoch: this.server.epoch, serverTime, answers: told, receivedUpTo: 0 });
  }

  #readable(entity: string, within?: readonly string[]): readonly Row[] {
    const of = registry.get(entity);
    const held = this.server.held(this.actor);
    const scopes = within ?? [...held.keys()];
    if (!of) return [];
    return [...this.server.table(entity).values()]
      .filter(
        (one) =>
          this.server.isReadable(this.actor, one) && one.scopes.some((scope) => scopes.includes(scope)),
      )
      .flatMap((one) => this.server.see(this.actor, entity, one) ?? [])
      .sort((one, other) => comparePlaces(placeOf(of, one), placeOf(of, other)));
  }

  async #pull(request: PullRequest): Promise<Response> {
    this.pulls.push(request);
    const frames = await this.#frames(request);
    const cut = this.trouble === 'cut' ? this.amount : Number.POSITIVE_INFINITY;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        let sent = 0;
        for (const frame of frames) {
          const part = frame.subarray(0, Math.max(0, cut - sent));
          sent += part.length;
          if (part.length > 0) controller.enqueue(part);
        }
        controller.close();
      },
    });
    return new Response(stream, { headers: { [protocolHeader]: '1' } });
  }

  /** What the person holds, and which entities come as pages. */
  #plan(request: PullRequest) {
    const holdings = holdingsOf(this.actor, registry, this.server.now());
    const held = this.server.held(this.actor);
    const isOurs = request.epoch === this.server.epoch;
    const cursors = isOurs ? request.cursors : {};
    const known = [...held.keys()].filter((scope) => scope in cursors);
    const fresh = [...held.keys()].filter((scope) => !(scope in cursors));
    const isLost = Object.keys(cursors).some((scope) => !held.has(scope));
    const views = Object.fromEntries(
      [...registry.values()]
        .map((of) => [of.name, viewOf(of, holdings).key] as const)
        .filter(([, key]) => key !== '')
        .map(([name, key]) => [name, key + this.mark] as const),
    );
    const isReplaced = (entity: string): boolean =>
      known.length === 0 || isLost || request.views[entity] !== views[entity];
    const resume = isOurs ? request.resume : undefined;
    const heads = Object.fromEntries(
      [...held.keys()].map((scope) => [scope, this.server.heads.get(scope) ?? 0]),
    );
    const replaces = Object.keys(views).filter(isReplaced);
    const numbers = resume?.numbers ?? heads;
    return { held, cursors, known, fresh, views, replaces, resume, numbers, doneBefore: resume?.done ?? 0 };
  }

  async #frames(request: PullRequest): Promise<readonly Uint8Array[]> {
    const plan = this.#plan(request);
    const { held, cursors, known, fresh, views, replaces, resume, numbers } = plan;
    const frames: Uint8Array[] = [];
    const order = Object.keys(views);
    let done = plan.doneBefore;
    for (const entity of resume ? order.slice(order.indexOf(resume.entity)) : order) {
      const within = replaces.includes(entity) ? [...held.keys()] : fresh;
      const after = resume?.entity === entity ? resume.after : null;
      const page = await this.#pages(
        entity,
        this.#readable(entity, within),
        views[entity] ?? '',
        { after },
        done,
      );
      frames.push(...page.frames);
      done = page.done;
    }
    // As at the server: what is replaced, and what a scope brings that is held anew.
    const promisedOf = (entity: string): number =>
      this.#readable(entity, replaces.includes(entity) ? [...held.keys()] : fresh).length;
    const promised = order.reduce((sum, entity) => sum + promisedOf(entity), 0);
    frames.unshift(this.#begin({ views, replaces, promised, numbers }, held));
    for (const [range, { entity, from, to }] of (request.refetch ?? []).entries()) {
      const bounds = { from, to, range };
      frames.push(
        ...(await this.#pages(entity, this.#readable(entity), views[entity] ?? '', bounds, done)).frames,
      );
    }
    const delta = this.#delta(known, cursors);
    if (delta) frames.push(encodeFrame({ frame: 'delta' }, await gzip(jsonToBytes(delta))));
    const isResync = this.mark !== '' && replaces.length > 0;
    return [...frames, this.#end(known, fresh, numbers, isResync)];
  }

  #begin(facts: object, held: ReadonlyMap<string, number | null>): Uint8Array {
    const holdings = Object.fromEntries([...held].map(([scope, until]) => [scope, isoOf(until)]));
    const serverTime = new Date(this.server.now()).toISOString();
    return encodeFrame({
      frame: 'begin',
      protocol: 1,
      epoch: this.server.epoch,
      serverTime,
      holdings,
      ...facts,
    });
  }

  #end(
    known: readonly string[],
    fresh: readonly string[],
    numbers: Readonly<Record<string, number>>,
    isResync: boolean,
  ): Uint8Array {
    const reached = known.map((scope) => [scope, this.server.heads.get(scope) ?? 0] as const);
    const begun = fresh.map((scope) => [scope, numbers[scope] ?? 0] as const);
    const cursors = Object.fromEntries([...reached, ...begun]);
    return encodeFrame({ frame: 'end', cursors, more: fresh.length > 0 || isResync });
  }

  async #pages(
    entity: string,
    all: readonly Row[],
    view: string,
    bounds: { after?: Place | null; from?: Place | null; to?: Place | null; range?: number },
    doneBefore: number,
  ): Promise<{ frames: readonly Uint8Array[]; done: number }> {
    const of = registry.get(entity);
    if (!of) return { frames: [], done: doneBefore };
    const rows = all.filter((row) => {
      const place = placeOf(of, row);
      if (bounds.after && comparePlaces(place, bounds.after) <= 0) return false;
      return (
        !(bounds.from && comparePlaces(place, bounds.from) < 0) &&
        !(bounds.to && comparePlaces(place, bounds.to) > 0)
      );
    });
    const frames: Uint8Array[] = [];
    let done = doneBefore;
    const range = bounds.range === undefined ? {} : { range: bounds.range };
    const none = bounds.range !== undefined && rows.length === 0;
    for (let at = 0; at < rows.length || (none && frames.length === 0); at += this.rowsPerPage) {
      const some = rows.slice(at, at + this.rowsPerPage);
      done += some.length;
      const ids = new Uint8Array(some.length * 16);
      some.forEach((row, index) => ids.set(uuidToBytes(row.id), index * 16));
      const values = some.map(({ id: _id, version: _version, ...rest }) => rest);
      const body = encodePage({
        ids,
        versions: Uint32Array.from(some, (row) => row.version),
        rows: await gzip(jsonToBytes(values)),
      });
      const [first, last] = [some[0], some.at(-1)].map((row): Place =>
        row ? [...placeOf(of, row)] : ['', ''],
      );
      const header = {
        frame: 'page',
        entity,
        view,
        count: some.length,
        first,
        last,
        done,
        ...range,
        more: at + this.rowsPerPage < rows.length,
      };
      frames.push(encodeFrame(header, body));
    }
    return { frames, done };
  }

  #delta(known: readonly string[], cursors: Readonly<Record<string, number>>): unknown {
    const puts: Record<string, Row[]> = {};
    const exits: [string, string][] = [];
    const news = known.flatMap((scope) =>
      [...(this.server.feed.get(scope)?.values() ?? [])].filter(
        ({ number }) => number > (cursors[scope] ?? 0),
      ),
    );
    for (const { entity, id } of new Map(news.map((one) => [`${one.entity} ${one.id}`, one])).values()) {
      const stored = this.server.table(entity).get(id);
      const row = stored && this.server.see(this.actor, entity, stored);
      if (row) puts[entity] = [...(puts[entity] ?? []), row];
      else exits.push([entity, id]);
    }
    return news.length === 0 ? undefined : { puts, exits };
  }

  #verify(request: VerifyRequest): unknown {
    const held = this.server.held(this.actor);
    const isBehind =
      request.epoch !== this.server.epoch ||
      [...held.keys()].some((scope) => request.cursors[scope] !== (this.server.heads.get(scope) ?? 0));
    if (isBehind) return { protocol: 1, answer: 'behind', different: {} };
    const different: Record<string, number[]> = {};
    for (const [entity, ranges] of Object.entries(request.entities)) {
      const of = registry.get(entity);
      const found = ranges.flatMap((range, index) => {
        const rows = this.#readable(entity).filter((row) => {
          const place = of ? placeOf(of, row) : (['', ''] as const);
          return (
            !(range.from && comparePlaces(place as Place, range.from) < 0) &&
            !(range.to && comparePlaces(place as Place, range.to) > 0)
          );
        });
        const proof = rows.reduce(
          (sum, row) => addProofs(sum, proofOf(uuidToBytes(row.id), [row.version])),
          emptyProof,
        );
        return sameProof(proof, range) ? [] : [index];
      });
      if (found.length > 0) different[entity] = found;
    }
    return { protocol: 1, answer: 'checked', different };
  }

  #live(signal: AbortSignal | undefined): Response {
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const send = (text: string): void => controller.enqueue(new TextEncoder().encode(text));
        const end = (how: () => void): void => {
          if (this.pokes.delete(send)) how();
        };
        this.pokes.add(send);
        this.breakStreams.add(() => end(() => controller.error(new TypeError('network error'))));
        signal?.addEventListener('abort', () => end(() => controller.close()));
      },
    });
    return new Response(stream, { headers: { [protocolHeader]: '1' } });
  }

  /** Tells every listening device where the feed stands. */
  poke(): void {
    const numbers = Object.fromEntries(
      [...this.server.held(this.actor).keys()].map((scope) => [scope, this.server.heads.get(scope) ?? 0]),
    );
    for (const send of this.pokes)
      send(`event: poke\ndata: ${JSON.stringify({ epoch: this.server.epoch, numbers })}\n\n`);
  }
}

/** An answer that never comes; only giving up ends it. */
const hanging = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });

const isoOf = (moment: number | null): string | null =>
  moment === null ? null : new Date(moment).toISOString();
