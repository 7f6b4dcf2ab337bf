/** What the leading tab does when nothing else is to be done: prove completeness, fold the overlay, forget the old log. */
import type { Clock } from '../../shared/sync/clock.ts';
import { StorageError } from '../store/storage-error.ts';
import type { StorageFault } from '../store/storage-error.ts';
import type { SyncStore } from '../store/store.ts';
import type { Verdict } from './verify.ts';

export interface IdleHooks {
  readonly verify: (signal: AbortSignal) => Promise<Verdict>;
  readonly isIdle: () => boolean;
  readonly pullAgain: () => void;
  readonly onVerdict: (verdict: Verdict) => void;
  readonly onFault: (fault: StorageFault) => void;
}

export interface IdleWork {
  /** Begins soon, unless something comes in between. */
  plan(signal: AbortSignal): void;
  /** New data came: a proof is due, when the last one is long enough ago. */
  proofDue(): void;
  stop(): void;
}

const dayMs = 86_400_000;

export function createIdleWork(
  sync: SyncStore,
  clock: Clock,
  pace: { idleMs: number; verifyEachMs: number },
  hooks: IdleHooks,
): IdleWork {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isProofDue = true;
  let provedAt = Number.NEGATIVE_INFINITY;
  let forgotAt = 0;

  const prove = async (signal: AbortSignal): Promise<void> => {
    if (!isProofDue || clock.now() - provedAt < pace.verifyEachMs) return;
    const verdict = await hooks.verify(signal);
    isProofDue = verdict !== 'complete';
    // After a repair the proof is repeated at once, to see whether it helped.
    provedAt = verdict === 'mended' ? Number.NEGATIVE_INFINITY : clock.now();
    if (verdict === 'behind') hooks.pullAgain();
    hooks.onVerdict(verdict);
  };
  const tidy = async (): Promise<void> => {
    await sync.fold();
    if (clock.now() - forgotAt < dayMs) return;
    forgotAt = clock.now();
    await sync.forgetOldSent();
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    if (isRunning || signal.aborted || !hooks.isIdle()) return;
    isRunning = true;
    try {
      await prove(signal);
      if (!signal.aborted) await tidy();
    } catch (error) {
      if (error instanceof StorageError) hooks.onFault(error.fault);
      else console.error('Idle work failed.', error);
    } finally {
      isRunning = false;
    }
    if (isProofDue && !signal.aborted && provedAt === Number.NEGATIVE_INFINITY) plan(signal);
  };
  const plan = (signal: AbortSignal): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(signal), pace.idleMs);
  };
  return {
    plan,
    proofDue: () => void (isProofDue = true),
    stop: () => clearTimeout(timer),
  };
}
