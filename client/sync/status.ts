/** What the person is told about sending, computed from evidence: answers that came, work that waits, tries that failed. */
import type { SyncStatus } from '../hall.ts';
import type { Lane } from './engine.ts';

export interface Evidence extends Omit<SyncStatus, 'state'> {
  readonly push: Lane;
  readonly pull: Lane;
  /** When the last attempt began that ended without an answer. */
  readonly lastFailureAt: number | null;
  readonly isNewer: boolean;
}

export function computeStatus(evidence: Evidence): SyncStatus {
  const { push: _push, pull: _pull, lastFailureAt: _failure, isNewer: _newer, ...told } = evidence;
  return { state: stateOf(evidence), ...told };
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
    ['update_needed', evidence.isNewer || isAt(evidence, 'stopped')],
    ['sign_in', isAt(evidence, 'signed_out')],
    ['offline', isUnheard(evidence)],
    ['downloading', evidence.download !== null && evidence.lastContactAt !== null],
    ['sending', isSending(evidence)],
    ['starting', evidence.lastContactAt === null],
  ];
  return found.find(([, isTrue]) => isTrue)?.[0] ?? 'online';
}
