import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Keep, Kept } from './keep.ts';
import { refreshSession } from './refresh.ts';
import { createSession } from './session.ts';
import type { Session } from './session.ts';

const seat = (localId: string) => ({
  localId,
  localName: localId,
  userId: `u-${localId}`,
  firstName: 'Ana',
  lastName: 'R',
});
const account = (id: string, ...locals: string[]) => ({
  account: { id, email: `${id}@demo.example` },
  seats: locals.map(seat),
});

function memoryKeep(start: Partial<Kept> = {}): Keep & { readonly held: Partial<Kept> } {
  const held: Partial<Kept> = { ...start };
  return {
    held,
    get: (key) => Promise.resolve(held[key]),
    set: (key, value) => {
      held[key] = value;
      return Promise.resolve();
    },
  };
}

type Answer = { readonly status: number; readonly body: unknown } | 'no network';
let answers: Record<string, Answer> = {};
let asked: { readonly path: string; readonly body: unknown; readonly headers: Headers }[] = [];

beforeEach(() => {
  answers = {};
  asked = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({ path, body, headers: new Headers(init.headers) });
    const answer = answers[path] ?? 'no network';
    if (answer === 'no network') return Promise.reject(new TypeError('Failed to fetch'));
    if (typeof answer.body === 'string')
      return Promise.resolve(new Response(answer.body, { status: answer.status }));
    return Promise.resolve(Response.json(answer.body, { status: answer.status }));
  });
  vi.stubGlobal('history', { replaceState: () => undefined });
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      onmessage: unknown = null;
      postMessage(): void {}
    },
  );
  let last: Promise<unknown> = Promise.resolve();
  vi.stubGlobal('navigator', {
    userAgent: 'Chrome/140 Safari/537.36 Windows',
    maxTouchPoints: 0,
    locks: {
      request: (_name: string, _options: unknown, work: () => Promise<unknown>) => {
        const turn = last.then(work);
        last = turn.catch(() => undefined);
        return turn;
      },
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

const signedIn = async (keep: Keep): Promise<Session> => {
  const session = createSession(keep);
  await session.start();
  answers['/api/auth/sign-in'] = { status: 200, body: account('ana', 'one') };
  await session.signIn('ana@demo.example', 'right');
  return session;
};

describe('who is here', () => {
  test('starts without signal into the last seat', async () => {
    const person = { accountId: 'ana', email: 'a', deviceId: 'd', seats: [seat('one'), seat('two')] };
    const session = createSession(
      memoryKeep({ people: [person], current: { accountId: 'ana', localId: 'two' } }),
    );
    await session.start();
    expect(session.phase()).toMatchObject({ kind: 'in', seat: { localId: 'two' } });
    expect(asked).toEqual([]);
  });

  test('several seats ask which; the choice is remembered', async () => {
    const keep = memoryKeep();
    const session = createSession(keep);
    await session.start();
    answers['/api/auth/sign-in'] = { status: 200, body: account('ana', 'one', 'two') };
    await session.signIn('ana@demo.example', 'right');
    expect(session.phase().kind).toBe('choosing');
    await session.choose(seat('two'));
    expect(session.phase()).toMatchObject({ kind: 'in', seat: { localId: 'two' } });
    expect(keep.held.current).toEqual({ accountId: 'ana', localId: 'two' });
  });

  test.each([
    ['no network', 'no network' as const, { kind: 'away' }],
    ['a hotel portal that says 200', { status: 200, body: '<html>Welcome</html>' }, { kind: 'away' }],
    ['JSON of somebody else', { status: 200, body: { ok: true } }, { kind: 'away' }],
    [
      'a wrong password',
      { status: 401, body: { error: { code: 'bad_credentials', message: '' } } },
      { kind: 'refused', code: 'bad_credentials' },
    ],
    [
      'too many attempts',
      { status: 429, body: { error: { code: 'throttled', message: '', retryAfterSeconds: 30 } } },
      { kind: 'refused', code: 'throttled', retryAfterSeconds: 30 },
    ],
  ])('signing in against %s lets nobody in and says which it was', async (_what, answer, result) => {
    const session = createSession(memoryKeep());
    await session.start();
    answers['/api/auth/sign-in'] = answer;
    expect(await session.signIn('ana@demo.example', 'x')).toMatchObject(result);
    expect(session.phase().kind).toBe('signed_out');
  });

  test('the same person signing in again goes on in the open hall', async () => {
    const session = await signedIn(memoryKeep());
    const before = session.phase();
    await session.signIn('ana@demo.example', 'right');
    expect(session.phase()).toBe(before);
  });
});

describe('leaving', () => {
  test('signing out without signal is done here and owed to the server', async () => {
    const keep = memoryKeep();
    const session = await signedIn(keep);
    expect(await session.signOut({ kind: 'gone' }, false)).toBe(false);
    expect(session.phase()).toEqual({ kind: 'signed_out', othersWithWork: 0 });
    expect(keep.held).toMatchObject({ current: null, signOutOwed: true, people: [] });
    answers['/api/auth/sign-out'] = { status: 200, body: { ok: true } };
    await session.settleDebts('1');
    expect(keep.held.signOutOwed).toBe(false);
  });

  test('kept work is counted for the next person, who learns no name', async () => {
    const session = await signedIn(memoryKeep());
    await session.signOut({ kind: 'kept', count: 3 }, false);
    expect(session.phase()).toEqual({ kind: 'signed_out', othersWithWork: 1 });
  });

  test('what was handed over without signal goes out at the next contact, once', async () => {
    const keep = memoryKeep();
    const session = await signedIn(keep);
    await session.handOver({ localId: 'one', deviceId: 'd1', sealed: ['uh1.x'] }, '1');
    expect(keep.held.handOvers).toHaveLength(1);
    answers['/api/sync/hand-over'] = { status: 200, body: { protocol: 1, answers: [] } };
    await session.settleDebts('1');
    await session.settleDebts('1');
    const sent = asked.filter(({ path }) => path === '/api/sync/hand-over');
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body).toMatchObject({ protocol: 1, sealed: ['uh1.x'], device: { id: 'd1' } });
    expect(sent[1]?.headers.get('unionhall-local')).toBe('one');
    expect(keep.held.handOvers).toEqual([]);
  });

  test('a hall of one person never speaks with the proof of another', async () => {
    const session = await signedIn(memoryKeep());
    const now = session.phase();
    if (now.kind !== 'in') throw new Error('Ana is not in.');
    const anas = session.hallSession(now.person, now.seat);
    answers['/api/auth/sign-in'] = { status: 200, body: account('ben', 'one') };
    await session.signIn('ben@demo.example', 'right');
    await expect(anas.fetch('/api/sync/push', { method: 'POST' })).rejects.toThrow();
    expect(asked.some(({ path }) => path === '/api/sync/push')).toBe(false);
  });
});

describe('a fresh proof', () => {
  const device = { id: 'd', label: '' };

  test('a clear no is a no; no network is never one', async () => {
    answers['/api/auth/refresh'] = { status: 401, body: { error: { code: 'session_ended', message: '' } } };
    expect(await refreshSession(memoryKeep(), device)).toBe(false);
    answers['/api/auth/refresh'] = 'no network';
    await expect(refreshSession(memoryKeep(), device)).rejects.toThrow();
    answers['/api/auth/refresh'] = { status: 500, body: { error: { code: 'internal', message: '' } } };
    await expect(refreshSession(memoryKeep(), device)).rejects.toThrow();
    answers['/api/auth/refresh'] = { status: 401, body: '<html>Please pay</html>' };
    await expect(refreshSession(memoryKeep(), device)).rejects.toThrow();
  });

  test('two tabs that want one at once ask once', async () => {
    answers['/api/auth/refresh'] = { status: 200, body: { ok: true } };
    const keep = memoryKeep();
    vi.useFakeTimers({ now: 1000 });
    const first = refreshSession(keep, device);
    const second = refreshSession(keep, device);
    vi.setSystemTime(1001);
    expect(await Promise.all([first, second])).toEqual([true, true]);
    vi.useRealTimers();
    expect(asked).toHaveLength(1);
  });
});
