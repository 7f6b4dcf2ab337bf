/** Everything that deals with who is asking, built once and handed to routes and middleware. */
import type { Sql } from '../database/connection.ts';
import type { Keys } from './keys.ts';
import { createMark, type Mark } from './marks.ts';
import { createPasswordHasher, type PasswordHasher } from './passwords.ts';
import { createRefreshTokens, type RefreshTokens } from './refresh-tokens.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { createAccessTokens, type AccessTokens } from './tokens.ts';

export interface AccessDependencies {
  readonly sql: Sql;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly trustProxy: number;
  readonly now?: () => Date;
  readonly hasher?: PasswordHasher;
  readonly throttle?: Throttle;
  readonly refreshTokens?: RefreshTokens;
}

export interface Access {
  readonly sql: Sql;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly trustProxy: number;
  readonly now: () => Date;
  readonly mark: Mark;
  readonly hasher: PasswordHasher;
  readonly throttle: Throttle;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly sessions: Sessions;
}

export function createAccess(given: AccessDependencies): Access {
  const now = given.now ?? (() => new Date());
  const mark = createMark(given.keys.markKey);
  return {
    sql: given.sql,
    keys: given.keys,
    publicUrl: given.publicUrl,
    trustProxy: given.trustProxy,
    now,
    mark,
    hasher: given.hasher ?? createPasswordHasher(),
    throttle: given.throttle ?? createThrottle(given.sql, mark),
    accessTokens: createAccessTokens(given.keys.token, given.publicUrl, now),
    refreshTokens: given.refreshTokens ?? createRefreshTokens(given.sql),
    sessions: createSessions(given.sql, now),
  };
}
