import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { seal, unseal } from './seal.ts';

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { open: publicKey.export({ format: 'jwk' }), closed: privateKey.export({ format: 'jwk' }) };
};
const office = pair();

test('only the office reads what was sealed for it', async () => {
  const text = JSON.stringify({ name: 'José', note: 'ñ'.repeat(5000) });
  const sealed = await seal(office.open, text);
  expect(sealed).not.toContain('José');
  expect(await unseal(office.closed, sealed)).toBe(text);
  expect(await unseal(pair().closed, sealed)).toBeUndefined();
});
test('the same text is never sealed the same way', async () => {
  expect(await seal(office.open, 'x')).not.toBe(await seal(office.open, 'x'));
});
test('what was altered, cut or made up opens to nothing', async () => {
  const sealed = await seal(office.open, 'x');
  const parts = sealed.split('.');
  const broken = [
    '',
    'uh1...',
    'uh2.' + parts.slice(1).join('.'),
    parts.slice(0, 3).join('.'),
    ...parts.map((_, index) =>
      parts.map((part, at) => (at === index ? `${part.slice(0, -2)}AA` : part)).join('.'),
    ),
  ].filter((text) => text !== sealed);
  for (const text of broken) expect(await unseal(office.closed, text)).toBeUndefined();
});
