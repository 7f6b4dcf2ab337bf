/**
 * What every page may ask for: the rows on this device, the way to write, and how sending stands.
 * Pages know these interfaces; `client/store` and `client/sync` keep them.
 */
import { createContext, useContext } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Actor, Holding } from '../shared/access/holdings.ts';
import type { Row, Values } from '../shared/entity/entity.ts';
import type { FieldProblem, Refusal } from '../shared/values/refusal.ts';
import type { Json } from '../shared/values/json.ts';

/** A row as the screen shows it: the server's row with this device's unsent changes laid over it. */
export type SeenRow = Row & {
  /** This device holds unsent changes to it. */
  readonly pending: boolean;
};

export interface ListOptions {
  /** Only rows whose leading order fields have these values: `[sessionId]` for attendance. */
  readonly prefix?: readonly Json[];
  /** Only rows for which this holds. Without a prefix every page is read. */
  readonly where?: (row: SeenRow) => boolean;
  readonly limit?: number;
}

/** One gesture: what the person touched. `row` is left out for a new record. */
export interface Gesture {
  readonly entity: string;
  readonly op: 'create' | 'update' | 'delete';
  readonly row?: string;
  readonly set?: Values;
  /** Ties several changes into one gesture, for undo and history. */
  readonly group?: string;
}

export type Written =
  | { readonly ok: true; readonly rowId: string; readonly changeId: string }
  | { readonly ok: false; readonly problems: readonly FieldProblem[]; readonly refusal: Refusal };

export type ItemState = 'saved' | 'sending' | 'sent' | 'needs_you' | 'set_aside';

/** A change of this device, as the Unsent, Needs you and Sent lists show it. */
export interface OutboxItem {
  readonly changeId: string;
  readonly sequence: number;
  readonly entity: string;
  readonly row: string | null;
  readonly op: string;
  readonly set: Values;
  readonly base: Values;
  readonly state: ItemState;
  /** Device time of the gesture, milliseconds. */
  readonly at: number;
  readonly bytes: number;
  readonly tries: number;
  readonly lastError?: string | undefined;
  readonly sentAt?: number;
  readonly outcome?: string;
  readonly refusal?: Refusal | undefined;
  /** The conflict, refusal or set-aside record that tells more. */
  readonly record?: string | undefined;
  readonly group?: string | undefined;
}

/**
 * What was typed into a form and not saved, and what this person has arranged for himself (lists), by name. It stays
 * on this device.
 */
export interface Drafts {
  /** Undefined when there is none. */
  read(name: string): Promise<Values | undefined>;
  /** Resolves when it is durable; rejects when it cannot be kept. Without values there is no draft any more. */
  keep(name: string, values: Values | undefined): Promise<void>;
}

/** Which personal records were opened here, for the office's audit. No work: neither counted nor shown. */
export interface Views {
  /** Resolves when it is durable. */
  note(entity: string, id: string): Promise<void>;
  /** How many the office has not heard of. */
  waiting(): Promise<number>;
}

/** What is kept on this device and is no work. */
export interface Beside {
  readonly drafts: Drafts;
  readonly views: Views;
}

export interface Rows {
  get(entity: string, id: string): Promise<SeenRow | undefined>;
  /** In the entity's default order. */
  list(entity: string, options?: ListOptions): Promise<readonly SeenRow[]>;
  count(entity: string): Promise<number>;
  /** Resolves when the change is durable on this device, or names what is wrong with it. */
  write(gesture: Gesture): Promise<Written>;
  /** All or nothing, in one transaction: "all present". */
  writeAll(gestures: readonly Gesture[]): Promise<readonly Written[]>;
  unsent(): Promise<readonly OutboxItem[]>;
  needsYou(): Promise<readonly OutboxItem[]>;
  sent(limit: number): Promise<readonly OutboxItem[]>;
  /** Gives up an unsent, refused or set-aside change. Its number is still accounted for at the server. */
  discard(changeId: string): Promise<void>;
  beside(): Promise<Beside>;
  /** Moves when any of these entities' rows, or the outbox (`outbox`), may have changed. */
  revision(...of: readonly string[]): Accessor<number>;
}

export interface DownloadStatus {
  /** Rows that are here, of rows promised. 0 promised: not known yet. */
  readonly done: number;
  readonly promised: number;
  /** Entities whose rows are not all here. */
  readonly coming: readonly string[];
}

/** Computed from evidence, never from "the last call went well". */
export interface SyncStatus {
  /** offline: the server has not answered since the last try. */
  readonly state: 'starting' | 'online' | 'offline' | 'sending' | 'downloading' | 'sign_in' | 'update_needed';
  readonly unsent: number;
  readonly needsYou: number;
  readonly oldestUnsentAt: number | null;
  /** When the server last answered, milliseconds. */
  readonly lastContactAt: number | null;
  /** What is still on its way to this device, with or without signal; null when all of it was here at the last contact. */
  readonly download: DownloadStatus | null;
  /** Server minus device clock, milliseconds. */
  readonly clockOffsetMs: number;
  /** Set when storage failed or work was lost, in plain words' key. */
  readonly alarm:
    | 'storage_full'
    | 'storage_lost'
    | 'store_cleared'
    | 'not_durable'
    | 'work_lost'
    | 'watchdog'
    | 'incomplete'
    | null;
  /** How many changes the alarm is about, where that is known: those that were lost, or found again. */
  readonly alarmCount?: number | undefined;
}

/** What the browser grants this device's store. */
export interface StorageReport {
  /** Whether the browser promised not to clear it by itself; undefined where it does not say. */
  readonly persisted: boolean | undefined;
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}

export interface Sync {
  readonly status: Accessor<SyncStatus>;
  /** Try now, whatever the timers say. */
  now(): void;
  /** The person has read this alarm: it is not told again. */
  understood(alarm: NonNullable<SyncStatus['alarm']>): void;
  /** Runs a command at the server; needs signal. */
  command(
    name: string,
    input: Values,
    row?: string,
  ): Promise<{ ok: true; result: Json } | { ok: false; refusal: Refusal | 'offline' }>;
  /** A read that is not stored: history, counts. Undefined without signal. */
  ask<T>(path: string): Promise<T | undefined>;
  storage(): Promise<StorageReport>;
}

export interface Seat {
  readonly localId: string;
  readonly localName: string;
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** One signed-in person in one local on this device. */
export interface Hall {
  readonly seat: Seat;
  readonly deviceId: string;
  readonly zone: Accessor<string>;
  readonly actor: Accessor<Actor>;
  readonly holdings: Accessor<readonly Holding[]>;
  readonly rows: Rows;
  readonly sync: Sync;
}

export const HallContext = createContext<Hall>();

export function useHall(): Hall {
  const hall = useContext(HallContext);
  if (!hall) throw new Error('A page was drawn outside of a hall.');
  return hall;
}
