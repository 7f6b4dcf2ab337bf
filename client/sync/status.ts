/** What the person is told about sending, computed from evidence: answers that came, work that waits, tries that failed. */
import type { SyncStatus } from '../hall.ts';
import type { Lane } from './engine.ts';

export interface Evidence {
  readonly isOpen: boolean;
  readonly push: Lane;
  readonly pull: Lane;
  readonly unsent: number;
  readonly needsYou: number;
  readonly oldestUnsentAt: number | null;
  readonly lastContactAt: number | null;
  /** When the last attempt began that ended without an answer. */
  readonly lastFailureAt: number | null;
  readonly download: { readonly done: number; readonly promised: number } | null;
  readonly clockOffsetMs: number;
  readonly isNewer: boolean;
  readonly alarm: SyncStatus['alarm'];
  readonly alarmCount: number | undefined;
}

export function computeStatus(evidence: Evidence): SyncStatus {
  return {
    state: stateOf(evidence),
    unsent: evidence.unsent,
    needsYou: evidence.needsYou,
    oldestUnsentAt: evidence.oldestUnsentAt,
    lastContactAt: evidence.lastContactAt,
    download: evidence.download,
    clockOffsetMs: evidence.clockOffsetMs,
    alarm: evidence.alarm,
    ...(evidence.alarmCount === undefined ? {} : { alarmCount: evidence.alarmCount }),
  };
}

const isAt = (evidence: Evidence, ...states: readonly Lane['state'][]): boolean =>
  states.includes(evidence.push.state) || states.includes(evidence.pull.state);

const isUnheard = ({ lastContactAt, lastFailureAt }: Evidence): boolean =>
  lastFailureAt !== null && (lastContactAt === null || lastFailureAt >= lastContactAt);

const isSending = ({ unsent, push }: Evidence): boolean =>
  unsent > 0 && (push.state === 'working' || push.state === 'again');

/** The first that is true; what stops everything comes before what merely goes on. */
function stateOf(evidence: Evidence): SyncStatus['state'] {
  const found: readonly (readonly [SyncStatus['state'], boolean])[] = [
    ['starting', !evidence.isOpen],
    ['update_needed', evidence.isNewer || isAt(evidence, 'stopped')],
    ['sign_in', isAt(evidence, 'signed_out')],
    ['offline', isUnheard(evidence)],
    ['downloading', evidence.download !== null],
    ['sending', isSending(evidence)],
    ['starting', evidence.lastContactAt === null],
  ];
  return found.find(([, isTrue]) => isTrue)?.[0] ?? 'online';
}
