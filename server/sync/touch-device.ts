/**
 * Keeps what is known of a device: what it runs, what it still holds, when it was heard. Called with every contact;
 * a row is written only when something was learned or a minute has passed, so that polling does not feed the feed.
 */
import type { Values } from '../../shared/entity/entity.ts';
import { withInitialValues } from '../../shared/entity/row.ts';
import { Device } from '../../shared/entities/device.ts';
import type { DeviceReport } from '../../shared/sync/requests.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { Transaction } from '../database/connection.ts';
import { loadRows } from './load-rows.ts';
import type { Parsed } from './parse-changes.ts';
import { receivedUpTo } from './receipts.ts';
import type { Resync } from './resync.ts';
import { resyncOf } from './resync.ts';
import type { WorkingRow } from './rows.ts';
import { storableText } from './storable.ts';
import type { WriteContext } from './write-rows.ts';
import { writeRows } from './write-rows.ts';

const writeAfterMs = 60_000;
/** The run is counted from where it was last written down; more receipts than this are not counted twice. */
const mostUncounted = 1_000;
/** The measured offset wavers with the network; less than this is no news. */
const offsetNoiseMs = 2_000;
const mostInteger = 2_147_483_647;

export interface Touched {
  /** The end of the unbroken run of the device's numbers. */
  readonly receivedUpTo: number;
  /** It holds more or less unsent work than was known: the office waits to hear that, and streams are poked for it. */
  readonly holdsOther: boolean;
  /** What the office asked of it. */
  readonly resync: Resync | undefined;
}

/** What the device holds as soon as it has the answers to this batch: with the commit its work is here. */
export function afterBatch(report: DeviceReport, parsed: readonly Parsed[]): DeviceReport {
  const { oldestUnsentAt, ...rest } = report;
  const answered = parsed.filter((one) => one.kind !== 'sound' || one.change.op !== 'withdraw').length;
  const unsent = Math.max(0, report.unsent - answered);
  return { ...rest, unsent, ...(unsent === 0 || oldestUnsentAt === undefined ? {} : { oldestUnsentAt }) };
}

/** A device's row, locked until the commit. */
export interface LockedDevice {
  readonly row: WorkingRow | undefined;
  /** The id belongs to somebody else's device: a copied profile, or a forgery. */
  readonly foreign: boolean;
}

/** So that two requests of one device follow each other. */
export async function lockDevice(tx: Transaction, userId: string, deviceId: string): Promise<LockedDevice> {
  const [row] = await loadRows(tx, Device, [deviceId], 'write');
  return { row, foreign: row !== undefined && row.values['userId'] !== userId };
}

/** The end of the unbroken run of its numbers. */
export const countReceived = (tx: Transaction, deviceId: string, { row }: LockedDevice): Promise<number> =>
  receivedUpTo(tx, deviceId, Number(row?.values['lastSequence'] ?? 0));

export interface Glance {
  /** Must be written down (`touchDevice`), and may be of consequence. */
  readonly isNews: boolean;
  /** What the office asked of it. */
  readonly resync: Resync | undefined;
}

/** What a report would change, looked at without a lock, so that a device that merely asks again writes nothing. */
export async function glanceAtDevice(
  tx: Transaction,
  context: WriteContext,
  userId: string,
  report: DeviceReport,
): Promise<Glance> {
  const [row] = await loadRows(tx, Device, [report.id], 'none');
  if (!row) return { isNews: true, resync: undefined };
  if (row.values['userId'] !== userId) return { isNews: false, resync: undefined };
  const values = reported(context, userId, report, Number(row.values['lastSequence'] ?? 0), row.values);
  return { isNews: isNews(row.values, values), resync: resyncOf(row.values) };
}

/** Nothing is written for somebody else's device; then the run counts as empty. */
export async function touchDevice(
  tx: Transaction,
  context: WriteContext,
  userId: string,
  report: DeviceReport,
): Promise<Touched> {
  const device = await lockDevice(tx, userId, report.id);
  if (device.foreign) return { receivedUpTo: 0, holdsOther: false, resync: undefined };
  const upTo = await countReceived(tx, report.id, device);
  await noteDevice(tx, context, userId, report, device, upTo);
  const before = device.row?.values ?? {};
  const holdsOther = Number(before['unsentCount'] ?? 0) !== clampInteger(report.unsent);
  return { receivedUpTo: upTo, holdsOther, resync: resyncOf(before) };
}

/** Writes down what the report says, as far as it is news. `upTo`: the device's numbers up to which nothing is missing. */
export async function noteDevice(
  tx: Transaction,
  context: WriteContext,
  userId: string,
  report: DeviceReport,
  { row }: LockedDevice,
  upTo: number,
): Promise<void> {
  const values = reported(context, userId, report, upTo, row?.values ?? {});
  if (row && !isNews(row.values, values)) return;
  const after: WorkingRow = {
    id: report.id,
    version: (row?.version ?? 0) + 1,
    values,
    stamps: {},
    deletedAt: null,
    changedBy: userId,
    changedDevice: report.id,
    changedAt: new Date(context.now).toISOString(),
    changeId: null,
  };
  await writeRows(tx, context, [{ of: Device, deed: row ? 'update' : 'create', before: row, after }]);
}

function reported(
  context: WriteContext,
  userId: string,
  report: DeviceReport,
  upTo: number,
  before: Values,
): Values {
  const offset = clampInteger(context.now - Date.parse(report.clock));
  const known = Number(before['clockOffsetMs'] ?? Number.NaN);
  return withInitialValues(Device, {
    userId,
    label: storableText(report.label, 120).trim() || report.id.slice(0, 8),
    appVersion: storableText(report.app, 40) || null,
    lastContactAt: new Date(context.now).toISOString(),
    unsentCount: clampInteger(report.unsent),
    oldestUnsentAt: report.oldestUnsentAt === undefined ? null : plausible(report.oldestUnsentAt),
    lastSequence: clampInteger(upTo),
    clockOffsetMs: Math.abs(offset - known) < offsetNoiseMs ? known : offset,
    storageUsedMb: report.storageUsedMb === undefined ? null : clampInteger(report.storageUsedMb),
    resyncAskedAt: before['resyncAskedAt'] ?? null,
    resyncDoneAt: before['resyncDoneAt'] ?? null,
  });
}

const clampInteger = (value: number): number =>
  Number.isFinite(value) ? Math.round(Math.min(Math.max(value, -mostInteger), mostInteger)) : 0;

/** A moment that Postgres and JSON agree on; otherwise null. */
function plausible(moment: string): string | null {
  const parsed = Date.parse(moment);
  return parsed > Date.UTC(1970, 0, 1) && parsed < Date.UTC(2200, 0, 1)
    ? new Date(parsed).toISOString()
    : null;
}

/** Moves with every contact: worth no row of the device, its audit and a poke of everybody who looks after devices. */
const passingAlways: readonly string[] = ['lastContactAt', 'lastSequence'];
/** How much of a queue is left moves with every batch of it; that there is one, and that it is empty, is told at once. */
const passingWhileDraining: readonly string[] = [...passingAlways, 'unsentCount', 'oldestUnsentAt'];

function isNews(before: Values, after: Values): boolean {
  const passed = Date.parse(String(after['lastContactAt'])) - Date.parse(String(before['lastContactAt']));
  const counted = Number(after['lastSequence']) - Number(before['lastSequence']);
  if (!(passed < writeAfterMs) || counted > mostUncounted) return true;
  const isDraining = Number(before['unsentCount']) > 0 && Number(after['unsentCount']) > 0;
  const passing = isDraining ? passingWhileDraining : passingAlways;
  return Object.keys(after).some((name) => !passing.includes(name) && !sameJson(after[name], before[name]));
}
