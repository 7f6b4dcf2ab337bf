/**
 * One tab sends for all: whoever holds the browser's lock. A tab that waits for the lock is told when it leads. No tab
 * waits for another one's answer; a leader that has gone silent can be unseated.
 */
export interface Leader {
  /** Takes the lock from a tab that shows no sign of life. */
  unseat(): void;
  resign(): void;
}

export function standForLeader(
  locks: LockManager,
  name: string,
  lead: () => void,
  yieldLead: () => void,
  ready: Promise<void>,
): Leader {
  let release: (() => void) | undefined;
  let isOver = false;
  const waiting = new AbortController();
  const hold = (): Promise<void> =>
    new Promise<void>((resolve) => {
      if (isOver) return resolve();
      release = resolve;
      lead();
    });
  const lost = (): void => {
    release = undefined;
    if (isOver) return;
    yieldLead();
    stand();
  };
  const stand = (steal = false): void => {
    locks.request(name, steal ? { steal } : { signal: waiting.signal }, hold).catch(lost);
  };
  void ready.then(() => isOver || stand());
  return {
    unseat: () => {
      if (!release && !isOver) stand(true);
    },
    resign: () => {
      isOver = true;
      waiting.abort();
      release?.();
    },
  };
}
