/** Reads a pull's answer as a device does, and keeps rows as a device would: pages first, then deltas over them. */
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import type { Row } from '../../shared/entity/entity.ts';
import { decodeFrames, decodePage } from '../../shared/sync/frames.ts';
import { Delta, FrameHeader } from '../../shared/sync/protocol.ts';
import type { PullRequest } from '../../shared/sync/requests.ts';
import { bytesToUuid } from '../../shared/values/uuid.ts';
import type { Person } from './people.ts';

type Header<Name extends FrameHeader['frame']> = Extract<FrameHeader, { frame: Name }>;

export interface PulledPage {
  readonly header: Header<'page'>;
  readonly rows: readonly Row[];
}

export interface Pulled {
  readonly begin: Header<'begin'>;
  readonly pages: readonly PulledPage[];
  readonly delta: v.InferOutput<typeof Delta> | undefined;
  /** Undefined when the answer was cut. */
  readonly end: Header<'end'> | undefined;
}

export async function collectPull(
  response: Response,
  mostFrames = Number.POSITIVE_INFINITY,
): Promise<Pulled> {
  let begin: Header<'begin'> | undefined;
  let delta: v.InferOutput<typeof Delta> | undefined;
  let end: Header<'end'> | undefined;
  const pages: PulledPage[] = [];
  let frames = 0;
  if (!response.body) throw new Error('The answer has no body.');
  for await (const { header, body } of decodeFrames(response.body)) {
    const said = v.parse(FrameHeader, header);
    if (said.frame === 'begin') begin = said;
    else if (said.frame === 'end') end = said;
    else if (said.frame === 'delta') delta = v.parse(Delta, JSON.parse(gunzipSync(body).toString()));
    else pages.push({ header: said, rows: rowsOf(said, body) });
    frames += 1;
    if (frames >= mostFrames) break;
  }
  if (!begin) throw new Error('The answer did not begin.');
  return { begin, pages, delta, end };
}

function rowsOf(header: Header<'page'>, body: Uint8Array): readonly Row[] {
  const page = decodePage(body, header.count);
  const values = JSON.parse(gunzipSync(page.rows).toString()) as Record<string, never>[];
  return values.map((row, index) => ({
    ...row,
    id: bytesToUuid(page.ids.subarray(index * 16, index * 16 + 16)),
    version: page.versions[index] ?? 0,
  }));
}

/** What a device holds. */
export class Replica {
  readonly rows = new Map<string, Map<string, Row>>();
  epoch: string | null = null;
  cursors: Record<string, number> = {};
  views: Record<string, string> = {};
  /** How many rows came as pages, in all. */
  downloaded = 0;

  of(entity: string): Map<string, Row> {
    const known = this.rows.get(entity);
    if (known) return known;
    const made = new Map<string, Row>();
    this.rows.set(entity, made);
    return made;
  }

  take({ begin, pages, delta, end }: Pulled): void {
    const isDropped = (entity: string): boolean =>
      !(entity in begin.views) || begin.replaces.includes(entity);
    for (const entity of [...this.rows.keys()].filter(isDropped)) this.rows.delete(entity);
    for (const { header, rows } of pages) for (const row of rows) this.#put(header.entity, row);
    this.downloaded += pages.reduce((sum, page) => sum + page.rows.length, 0);
    if (delta) this.#apply(delta);
    this.epoch = begin.epoch;
    this.views = begin.views;
    if (end) this.cursors = end.cursors;
  }

  #apply(delta: v.InferOutput<typeof Delta>): void {
    for (const [entity, rows] of Object.entries(delta.puts)) for (const row of rows) this.#put(entity, row);
    for (const [entity, id] of delta.exits) this.of(entity).delete(id);
  }

  /** A row is applied only when it is not older than what is there. */
  #put(entity: string, row: Row): void {
    const known = this.of(entity).get(row.id);
    if (!known || known.version <= row.version) this.of(entity).set(row.id, row);
  }

  get request(): Partial<PullRequest> {
    return { epoch: this.epoch, cursors: this.cursors, views: this.views };
  }

  /** Pulls until nothing more is announced. Returns how many pulls it took. */
  async catchUp(person: Person, most = 50): Promise<number> {
    for (let count = 1; count <= most; count += 1) {
      const pulled = await person.pull(this.request);
      this.take(pulled);
      if (pulled.end?.more === false) return count;
    }
    throw new Error('The server always announces more.');
  }
}
