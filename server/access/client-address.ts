/**
 * Where a request comes from, as far as that can be believed: the connection itself, or, behind N proxies of our own,
 * the N-th entry from the right of X-Forwarded-For. Everything further left is the sender's own words.
 */
import type { Context } from 'hono';

/** 'unknown' when there is no connection, as in a test that calls the application directly. */
export function clientAddress(c: Context, trustProxy: number): string {
  if (trustProxy > 0) {
    const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
    const believed = hops.at(-trustProxy);
    if (believed !== undefined && believed !== '') return withoutPort(believed);
  }
  return connectionAddress(c) ?? 'unknown';
}

/** The other end of the connection, whoever that is. Undefined when there is none. */
export function connectionAddress(c: Context): string | undefined {
  // `incoming` is what @hono/node-server hands over; its own reader throws when there is no connection.
  const environment = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return environment?.incoming?.socket?.remoteAddress;
}

/** One household or hall has a whole /64 of IPv6 addresses: they count as one. */
export function addressGroup(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${groups.join(':')}::/64`;
}

function withoutPort(entry: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry;
}
