import { sayUsage } from '../../server/cli/command-line.ts';

/** Things to end, in the reverse of the order in which they began. */
export class Endings {
  readonly #endings: (() => Promise<void> | void)[] = [];

  add(end: () => Promise<void> | void): void {
    this.#endings.push(end);
  }

  async run(): Promise<void> {
    for (const end of this.#endings.splice(0).reverse()) await end();
  }
}

/** One measurement to its exit code: false and an error are 1. Whatever it started has ended when it resolves, also after Ctrl-C. */
export async function runToItsEnd(work: (endings: Endings) => Promise<boolean>): Promise<number> {
  const endings = new Endings();
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      interrupted = true;
      void endings.run().finally(() => process.exit(130));
    });
  try {
    return (await work(endings)) ? 0 : 1;
  } catch (error) {
    const code = sayUsage(error);
    if (code === undefined && !interrupted) console.error(error);
    return code ?? 1;
  } finally {
    if (!interrupted) await endings.run();
  }
}
