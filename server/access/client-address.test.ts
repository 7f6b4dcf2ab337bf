import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { addressGroup, clientAddress } from './client-address.ts';

async function addressOf(
  forwarded: string | undefined,
  trustProxy: number,
  remoteAddress?: string,
): Promise<string> {
  const app = new Hono();
  app.get('/', (c) => c.text(clientAddress(c, trustProxy)));
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const environment = remoteAddress === undefined ? {} : { incoming: { socket: { remoteAddress } } };
  return (await app.request('/', { headers }, environment)).text();
}

describe('the address of a request', () => {
  test('is the connection’s, whatever the sender says', async () => {
    expect(await addressOf('1.2.3.4', 0, '192.0.2.7')).toBe('192.0.2.7');
    expect(await addressOf('1.2.3.4', 0)).toBe('unknown');
  });

  test('behind proxies is what the outermost of ours saw', async () => {
    expect(await addressOf('6.6.6.6, 192.0.2.7', 1, '10.0.0.1')).toBe('192.0.2.7');
    expect(await addressOf('6.6.6.6, 192.0.2.7, 10.0.0.2', 2, '10.0.0.1')).toBe('192.0.2.7');
    expect(await addressOf('192.0.2.7:5123', 1, '10.0.0.1')).toBe('192.0.2.7');
    expect(await addressOf('[2001:db8::1]:443', 1, '10.0.0.1')).toBe('2001:db8::1');
    expect(await addressOf(undefined, 1, '10.0.0.1')).toBe('10.0.0.1');
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
