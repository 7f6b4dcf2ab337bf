/** What the engine asks of whoever keeps the session: requests with its proof and its seat, and a fresh proof. */
export interface HallSession {
  /** Rejects when the network does not answer. The path begins with a slash. */
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** False: the person must sign in. Rejects when the network does not answer. */
  refresh(): Promise<boolean>;
}
