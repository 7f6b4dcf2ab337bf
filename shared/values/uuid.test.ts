import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToUuid,
  isUuid,
  momentOfUuid,
  sha1,
  unionhallNamespace,
  uuidToBytes,
  uuidV5,
  uuidV7,
} from './uuid.ts';

const nodeSha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('sha1', () => {
  test('agrees with the vectors of FIPS 180-4', () => {
    const text = (value: string) => hex(sha1(new TextEncoder().encode(value)));
    expect(text('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    expect(text('')).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    expect(text('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '84983e441c3bd26ebaae4aa1f95129e5e54670f1',
    );
  });
  test('agrees with Node for every length around the ends of its blocks', () => {
    for (let length = 0; length < 200; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256);
      expect(hex(sha1(bytes))).toBe(nodeSha1(bytes));
    }
  });
  test('agrees with Node for anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => hex(sha1(bytes)) === nodeSha1(bytes)),
    );
  });
});

describe('uuidV5', () => {
  test('agrees with the example of RFC 9562', () => {
    expect(uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });
  test('agrees with an implementation on Node for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const bytes = createHash('sha1')
          .update(uuidToBytes(unionhallNamespace))
          .update(name)
          .digest()
          .subarray(0, 16);
        bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
        bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
        expect(uuidV5(name)).toBe(bytesToUuid(bytes));
      }),
    );
  });
  test('its namespace never changes', () => {
    expect(unionhallNamespace).toBe('6f1c7f0e-2f2b-5a8e-9d5c-8a4b1e0c46d1');
  });
});

describe('uuidV7', () => {
  const random = new Uint8Array(10).fill(0xff);
  test('agrees with the example of RFC 9562', () => {
    const rest = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
    expect(uuidV7(0x017f22e279b0, rest)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });
  test('sorts by time', () => {
    const moments = [1, 1_700_000_000_000, 1_700_000_000_001, 2 ** 47];
    const ids = moments.map((moment) => uuidV7(moment, random));
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isUuid)).toBe(true);
  });
});

test('text and bytes are each other’s way back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(uuidToBytes(bytesToUuid(bytes))).toEqual(bytes);
    }),
  );
});

test.each([
  '',
  'x',
  '2ED6657D-E927-568B-95E1-2665A8AEA6A2',
  '2ed6657de927568b95e12665a8aea6a2',
  '00000000-0000-0000-0000-000000000000',
  ' 2ed6657d-e927-568b-95e1-2665a8aea6a2',
])('“%s” is no id of ours', (text) => {
  expect(isUuid(text)).toBe(false);
});

test('a time-ordered id tells when it was made; another does not', () => {
  const moment = Date.UTC(2026, 10, 21, 12, 30);
  expect(momentOfUuid(uuidV7(moment, new Uint8Array(10)))).toBe(moment);
  expect(momentOfUuid(uuidV5('anything'))).toBeUndefined();
  expect(momentOfUuid('nothing')).toBeUndefined();
});
