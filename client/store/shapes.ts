/** The shapes that the store keeps in memory and behind the codec. */
import type { Actor } from '../../shared/access/holdings.ts';
import type { Row, Values } from '../../shared/entity/entity.ts';
import type { Outcome, Place } from '../../shared/sync/protocol.ts';
import type { Change } from '../../shared/sync/requests.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import type { SeenRow } from '../hall.ts';
import type { Bytes } from './bytes.ts';
import type { SentState, WaitingState } from './database.ts';

/** One page as the root knows it. The root is the index of names: a list needs it and one page. */
export interface PageEntry {
  readonly key: string;
  readonly first: Place;
  readonly last: Place;
  readonly count: number;
}

export interface Root {
  readonly view: string;
  /** False while its first download runs. Rows may be read already; the server is told that the view is not held yet. */
  readonly complete: boolean;
  readonly pages: readonly PageEntry[];
}

export const emptyRoot: Root = { view: '', complete: false, pages: [] };

/**
 * One line of the overlay. row: stands over the pages. gone: hides the row in the pages.
 * page: forget what the overlay said before; the page is right.
 */
export interface OverlayEntry {
  readonly id: string;
  readonly kind: 'row' | 'gone' | 'page';
  /** For `gone`: rows up to this version stay hidden. 0 for a row that merely left, which may come back as it was. */
  readonly version: number;
  readonly row?: Row;
}

export interface HeldEntry extends OverlayEntry {
  readonly s: number;
  /** Sort key of `row`. */
  readonly key: string;
}

export interface Block {
  readonly ids: Bytes;
  readonly versions: Uint32Array;
}

/** A decoded page: rows in place order. A row gets its id, and its sort key is made, when it is first asked for. */
export interface DecodedPage {
  readonly count: number;
  readonly row: (index: number) => SeenRow;
  readonly key: (index: number) => string;
}

/** A change without its number, which is the outbox record's key: it is given inside the transaction. */
export type UnnumberedChange = Omit<Change, 'sequence'>;

/** What an outbox record holds behind the codec. `filled` never travels: copies looked up on this device. */
export interface OutboxBody {
  readonly change: UnnumberedChange;
  readonly filled?: Values | undefined;
}

/** A change that waits to be sent. */
export interface Pending extends OutboxBody {
  readonly sequence: number;
  readonly state: WaitingState;
  readonly bytes: number;
}

/** What a sent record holds behind the codec. */
export interface SentBody {
  readonly change: UnnumberedChange;
  readonly device: string;
  readonly epoch: string;
  readonly outcome: Outcome;
  readonly first?: Outcome | undefined;
  /** When the server took it. */
  readonly takenAt: string;
  readonly version?: number | undefined;
  /** What the server alone gave the row: human numbers and the like. Needed to offer the change again after a restore. */
  readonly given?: Values | undefined;
  readonly refusal?: Refusal | undefined;
  readonly record?: string | undefined;
  readonly result?: Json | undefined;
}

/** In place of the body once its row has left this device: only the server can read it. */
export interface SealedSent {
  readonly sealed: string;
  readonly device: string;
  readonly epoch: string;
  readonly entity: string;
  readonly outcome: Outcome;
}

export interface SentItem {
  readonly changeId: string;
  readonly sequence: number;
  readonly state: SentState;
  readonly at: number;
  readonly body: SentBody | SealedSent;
}

export interface Bootstrap {
  readonly serverTime: string;
  readonly epoch: string;
  readonly sealKey: JsonWebKey;
  readonly zone: string;
  readonly actor: Actor;
  readonly protocol: number;
  /** What a store of this person in this browser had unsent at its last contact; null when the server knows of none. */
  readonly sentinel?: { readonly unsent: number } | null | undefined;
}

/** How far a download has come, so that the next contact goes on from there. */
export interface Progress {
  readonly numbers: Readonly<Record<string, number>>;
  /** The entity that comes next or is under way, and the last place that was stored. */
  readonly entity: string;
  readonly after: Place | null;
  readonly done: number;
  readonly promised: number;
  /** Entities that this download replaces, in the order in which they arrive. */
  readonly replaces: readonly string[];
  readonly views: Readonly<Record<string, string>>;
  /** Overlay entries up to here are older than the pages of this download. */
  readonly mark: number;
}

/** Facts of the store beside the rows. */
export interface Facts {
  readonly deviceId: string;
  /**
   * How many changes of an earlier store are nowhere any more; 0 when nobody knows of any. Null when nothing was lost,
   * or the person has understood.
   */
  readonly loss: number | null;
  readonly epoch: string | null;
  readonly cursors: Readonly<Record<string, number>>;
  /** Scope → until when (ISO), as the server last said it; null before the first contact. */
  readonly held: Readonly<Record<string, string | null>> | null;
  readonly bootstrap: Bootstrap | null;
  readonly progress: Progress | null;
  /** Entities of which rows are still to come; null before the server has said what there is. */
  readonly coming: readonly string[] | null;
  readonly lastContactAt: number | null;
  readonly clockOffsetMs: number;
}

export const noFacts: Facts = {
  deviceId: '',
  loss: null,
  epoch: null,
  cursors: {},
  held: null,
  bootstrap: null,
  progress: null,
  coming: null,
  lastContactAt: null,
  clockOffsetMs: 0,
};
