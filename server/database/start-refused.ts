/** Something a person must put right before the server can start: told as sentences, without a stack. */
export class StartRefused extends Error {
  readonly refusals: readonly string[];

  constructor(refusals: readonly string[]) {
    super(`unionhall does not start:\n${refusals.map((refusal) => `  - ${refusal}`).join('\n')}`);
    this.name = 'StartRefused';
    this.refusals = refusals;
  }
}
