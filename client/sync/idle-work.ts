/**
 * What the leading tab does when nothing else is to be done: prove completeness, then tidy up (tidy.ts).
 * All of it is loaded when the first idle moment comes; where it cannot be had, the next moment tries again.
 */
import { StorageError } from '../store/storage-error.ts';
import type { StorageFault } from '../store/storage-error.ts';
import type { Contact } from './contact.ts';
import { loadRepairs, NotLoaded } from './load-repairs.ts';
import type { Pull } from './pull.ts';
import type { Repairs, Verdict } from './verify.ts';

export interface IdleHooks {
  readonly pull: Pull;
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

export function createIdleWork(
  contact: Contact,
  pace: { idleMs: number; verifyEachMs: number },
  hooks: IdleHooks,
): IdleWork {
  const { clock } = contact;
  const repairs: Repairs = new Map();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isProofDue = true;
  let provedAt = Number.NEGATIVE_INFINITY;
  let forgotAt = 0;

  const prove = async (signal: AbortSignal): Promise<void> => {
    if (!isProofDue || clock.now() - provedAt < pace.verifyEachMs) return;
    const { verify } = await loadRepairs();
    const verdict = await verify(contact, hooks.pull, repairs, signal);
    isProofDue = verdict !== 'complete';
    // After a repair the proof is repeated at once, to see whether it helped.
    provedAt = verdict === 'mended' ? Number.NEGATIVE_INFINITY : clock.now();
    if (verdict === 'behind') hooks.pullAgain();
    hooks.onVerdict(verdict);
  };
  const tidy = async (): Promise<void> => {
    forgotAt = await (await loadRepairs()).tidy(contact, forgotAt);
  };
  const run = async (signal: AbortSignal): Promise<void> => {
    if (isRunning || signal.aborted || !hooks.isIdle()) return;
    isRunning = true;
    try {
      await prove(signal);
      if (!signal.aborted) await tidy();
    } catch (error) {
      if (error instanceof NotLoaded) return;
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
