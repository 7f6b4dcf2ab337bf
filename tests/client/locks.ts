/** Web Locks as far as the hall uses them: exclusive, queued, abortable, stealable. */
export class FakeLocks {
  readonly #holders = new Map<string, { lose: (error: Error) => void }>();
  readonly #queues = new Map<string, (() => void)[]>();

  request(
    name: string,
    options: LockOptions,
    work: (lock: Lock | null) => Promise<unknown>,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const take = (): void => {
        const holder = { lose: reject };
        this.#holders.set(name, holder);
        const free = (): void => {
          if (this.#holders.get(name) !== holder) return;
          this.#holders.delete(name);
          this.#queues.get(name)?.shift()?.();
        };
        work({ name, mode: 'exclusive' }).then(resolve, reject).finally(free);
      };
      const current = this.#holders.get(name);
      if (options.steal && current) {
        current.lose(new DOMException('stolen', 'AbortError'));
        return take();
      }
      if (!current) return take();
      const queue = this.#queues.get(name) ?? [];
      this.#queues.set(name, queue);
      queue.push(take);
      options.signal?.addEventListener('abort', () => {
        const at = queue.indexOf(take);
        if (at >= 0) queue.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  query(): Promise<LockManagerSnapshot> {
    return Promise.resolve({});
  }
}
