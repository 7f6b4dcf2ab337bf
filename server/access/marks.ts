/**
 * A keyed mark stands for an e-mail or network address in the throttle and the sign-in log: equal addresses have
 * equal marks, and without the server's key nobody can turn one back by trying addresses.
 */
import { createHmac } from 'node:crypto';

export type Mark = (text: string) => string;

export function createMark(key: Buffer): Mark {
  return (text) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22);
}
