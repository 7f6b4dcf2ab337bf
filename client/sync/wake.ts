/** What wakes the engine: signal, sight and focus. None of them is believed; they are reasons to try. */
export function listenToWakes(wake: () => void): () => void {
  if (typeof window === 'undefined') return () => undefined;
  const listening = new AbortController();
  const { signal } = listening;
  const seen = (): void => {
    if (document.visibilityState === 'visible') wake();
  };
  for (const reason of ['online', 'focus', 'pageshow']) window.addEventListener(reason, wake, { signal });
  document.addEventListener('visibilitychange', seen, { signal });
  return () => listening.abort();
}
