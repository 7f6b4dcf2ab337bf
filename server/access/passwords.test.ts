import { describe, expect, test } from 'vitest';
import { createPasswordHasher, createTurnstile, HasherBusy } from './passwords.ts';

describe('the hasher', () => {
  const hasher = createPasswordHasher({ memoryKib: 64, passes: 1 });

  test('makes argon2id hashes that differ for the same password', async () => {
    const [one, other] = await Promise.all([hasher.hash('a long password'), hasher.hash('a long password')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(one).not.toBe(other);
    expect(await hasher.verify(one, 'a long password')).toBe(true);
    expect(await hasher.verify(one, 'a long passwore')).toBe(false);
  });

  test('takes 64 MiB and three passes when nothing else is said', async () => {
    expect(await createPasswordHasher().hash('a long password')).toMatch(/\$m=65536,t=3,p=1\$/);
  });

  test('says no when there is no account', async () => {
    expect(await hasher.verify(null, 'a long password')).toBe(false);
  });

  test('knows a password typed with combining accents', async () => {
    const stored = await hasher.hash('mañana café'.normalize('NFD'));
    expect(await hasher.verify(stored, 'mañana café'.normalize('NFC'))).toBe(true);
  });

  test('tells a hash of lesser cost', async () => {
    const stored = await hasher.hash('a long password');
    expect(hasher.isOutdated(stored)).toBe(false);
    expect(createPasswordHasher({ memoryKib: 128, passes: 1 }).isOutdated(stored)).toBe(true);
  });
});

describe('the turnstile', () => {
  test('lets so many run, so many wait, and sends the rest away', async () => {
    const inTurn = createTurnstile(2, 3);
    const ends: (() => void)[] = [];
    let most = 0;
    let running = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((end) => ends.push(end));
      running -= 1;
    };
    const results = Array.from({ length: 8 }, () =>
      inTurn(work).then(
        () => 'done',
        (error: unknown) => (error instanceof HasherBusy ? 'busy' : 'broken'),
      ),
    );
    while (ends.length > 0 || running > 0) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(results)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
      'busy',
      'busy',
      'busy',
    ]);
    expect(most).toBe(2);
    expect(await inTurn(() => Promise.resolve('again'))).toBe('again');
  });

  test('a failure inside makes room as well', async () => {
    const inTurn = createTurnstile(1, 0);
    await expect(inTurn(() => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(await inTurn(() => Promise.resolve(1))).toBe(1);
  });
});
