/** What middleware leaves on a request for the routes behind it. */
export interface SessionIdentity {
  readonly accountId: string;
  readonly sessionId: string;
  /** Null for a program that signed in without naming a device. */
  readonly deviceId: string | null;
}

export interface Seat {
  readonly localId: string;
  readonly userId: string;
}

export interface RequestVariables {
  requestId: string;
  /** Behind `authenticate` only. */
  session: SessionIdentity;
  /** Behind `selectSeat` only. */
  seat: Seat;
}

/** For `new Hono<RequestEnvironment>()`. */
export interface RequestEnvironment {
  Variables: RequestVariables;
}
