/**
 * The line between a device and the server. Every request and every answer is a letter that lies in the post until the
 * run delivers, loses, doubles or spoils it.
 */
import { protocolHeader } from '../../shared/sync/protocol.ts';
import { localHeader } from '../../shared/sync/protocol.ts';
import type { HallSession } from '../../client/sync/session.ts';
import type { Offered } from './merge-model.ts';
import type { SimPerson, SimServer } from './sim-server.ts';
import { password, publicUrl } from './sim-server.ts';

export interface Letter {
  readonly from: string;
  readonly path: string;
  readonly state: 'going' | 'at the server' | 'coming' | 'over';
}

interface OpenLetter extends Letter {
  state: Letter['state'];
  readonly life: object;
  readonly init: RequestInit;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
  answer: Answer | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

export type Spoiling = 'lost' | 'portal' | 'too_large' | 'busy' | 'cut';

export interface Wire extends HallSession {
  /** The line as one start of the app has it. */
  board(): HallSession;
  /** The app is gone. What it had asked for is answered to nobody, and what is left of it asks for nothing more. */
  abandon(): void;
  letters(): readonly Letter[];
  /**
   * Passes a letter on to the server; twice when doubled, or only the first part (0 … 1) of its body. The answer lies in
   * the post until it is delivered.
   */
  post(letter: Letter, twice?: boolean, part?: number): void;
  deliver(letter: Letter): void;
  spoil(letter: Letter, how: Spoiling, at?: number): void;
  /** All that is under way is torn; live streams end. */
  tear(): void;
  /** Signs in anew, past the post: the person stands before the screen. */
  signIn(): Promise<void>;
  hasSession(): boolean;
  /** Every change that ever went over the line, as its device put it. */
  offered(): ReadonlyMap<string, Offered>;
  /** How often the device asked again for rows it should have had: its own proof had found them missing. */
  readonly repairs: () => number;
  /** Somebody on the way called a request too large or unreadable: from then on changes may go one by one. */
  readonly wasTooLarge: () => boolean;
}

const dead = (): TypeError => new TypeError('fetch failed');

export function createWire(server: SimServer, person: SimPerson, deviceName: string): Wire {
  const letters = new Set<OpenLetter>();
  const streams = new Set<Stream>();
  /** Of the app that runs now: one that was killed has another. */
  let present = {};
  const cookies = new Map<string, string>();
  const offered = new Map<string, Offered>();
  let wasTooLarge = false;
  let repairs = 0;
  const remember = (letter: OpenLetter): void => {
    if (letter.path === '/api/sync/pull' && isRepair(letter.init.body)) repairs += 1;
    if (letter.path !== '/api/sync/push' || typeof letter.init.body !== 'string') return;
    for (const change of (JSON.parse(letter.init.body) as { changes: Offered[] }).changes)
      offered.set(change.id, change);
  };
  const keepCookies = (headers: Headers): void => {
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  };
  const headersOf = (init: RequestInit): Headers => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('origin', publicUrl);
    headers.set('sec-fetch-site', 'same-origin');
    headers.set(localHeader, person.localId);
    return headers;
  };
  const end = (letter: OpenLetter): void => {
    letter.state = 'over';
    letters.delete(letter);
  };
  const fail = (letter: OpenLetter): void => {
    end(letter);
    if (letter.life === present) letter.reject(dead());
  };
  const send = (life: object, path: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      if (life !== present) return;
      const letter: OpenLetter = {
        from: deviceName,
        path,
        state: 'going',
        life,
        init,
        resolve,
        reject,
        answer: undefined,
      };
      letters.add(letter);
      const { signal } = init;
      if (signal?.aborted) fail(letter);
      // The device gives up; the server may still get what is on its way.
      signal?.addEventListener('abort', () => {
        if (life === present) reject(new DOMException('aborted', 'AbortError'));
        if (letter.state !== 'going') end(letter);
      });
    });
  const ask = (letter: OpenLetter, part = 1): Promise<Response> =>
    server.request(letter.path, {
      method: letter.init.method ?? 'GET',
      headers: headersOf(letter.init),
      ...(typeof letter.init.body === 'string'
        ? { body: letter.init.body.slice(0, Math.floor(letter.init.body.length * part)) }
        : {}),
    });
  const find = (letter: Letter): OpenLetter => letter as OpenLetter;

  const refresh = async (life: object): Promise<boolean> => {
    const response = await send(life, '/api/auth/refresh', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    if (response.status >= 500 || !response.headers.has(protocolHeader)) throw dead();
    return response.ok;
  };
  return {
    fetch: (path, init) => send(present, path, init),
    refresh: () => refresh(present),
    board: () => {
      const life = present;
      return { fetch: (path, init) => send(life, path, init), refresh: () => refresh(life) };
    },
    abandon: () => {
      present = {};
      for (const letter of letters) end(letter);
      for (const stream of streams) stream.leave();
      streams.clear();
    },
    letters: () => [...letters],
    post: (given, twice = false, part = 1) => {
      const letter = find(given);
      letter.state = 'at the server';
      wasTooLarge ||= part < 1;
      remember(letter);
      if (letter.path === '/api/sync/live') return void stream(letter);
      const first = ask(letter, part).then(read);
      if (twice)
        ask(letter)
          .then(read)
          .catch(() => undefined);
      first.then(
        (answer) => {
          letter.answer = answer;
          if (letter.state === 'at the server') letter.state = 'coming';
        },
        () => fail(letter),
      );
    },
    deliver: (given) => {
      const letter = find(given);
      const { answer } = letter;
      end(letter);
      if (!answer) return letter.reject(dead());
      keepCookies(answer.headers);
      letter.resolve(new Response(answer.body, { status: answer.status, headers: answer.headers }));
    },
    spoil: (given, how, at = 0) => {
      const letter = find(given);
      const { answer } = letter;
      end(letter);
      wasTooLarge ||= how === 'too_large';
      if (how === 'portal')
        return letter.resolve(
          new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } }),
        );
      if (how === 'too_large' || how === 'busy')
        return letter.resolve(
          new Response(JSON.stringify({ error: { code: how } }), {
            status: how === 'busy' ? 503 : 413,
            headers: { [protocolHeader]: '1' },
          }),
        );
      if (how === 'cut' && answer)
        return letter.resolve(
          new Response(cutAfter(answer.body, at), { status: answer.status, headers: answer.headers }),
        );
      letter.reject(dead());
    },
    tear: () => {
      for (const letter of letters) fail(letter);
      for (const stream of streams) stream.tear();
      streams.clear();
    },
    signIn: async () => {
      const response = await server.request('/api/auth/sign-in', {
        method: 'POST',
        headers: headersOf({ headers: { 'content-type': 'application/json' } }),
        body: JSON.stringify({ email: person.email, password }),
      });
      if (response.status !== 200) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
      keepCookies(response.headers);
    },
    offered: () => offered,
    repairs: () => repairs,
    wasTooLarge: () => wasTooLarge,
    hasSession: () => [...cookies.keys()].some((name) => name.endsWith('refresh')),
  };

  async function stream(letter: OpenLetter): Promise<void> {
    const response = await ask(letter).catch(() => undefined);
    if (letter.life !== present) return void response?.body?.cancel().catch(() => undefined);
    if (!response?.body || !response.ok || letter.state === 'over') {
      end(letter);
      if (!response?.ok && response) {
        letter.answer = await read(response);
        return letter.resolve(
          new Response(letter.answer.body, { status: letter.answer.status, headers: letter.answer.headers }),
        );
      }
      return letter.reject(dead());
    }
    end(letter);
    const reader = response.body.getReader();
    let line: Stream | undefined;
    const passed = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const leave = (): void => void reader.cancel().catch(() => undefined);
        const tear = (): void => {
          leave();
          try {
            controller.error(dead());
          } catch {
            // It was over already.
          }
        };
        const opened = { leave, tear };
        line = opened;
        streams.add(opened);
        const pump = async (): Promise<void> => {
          for (;;) {
            const { done, value } = await reader.read();
            if (letter.life !== present) return;
            if (done) return controller.close();
            controller.enqueue(value);
          }
        };
        pump().catch(() => stop());
      },
      cancel: () => stop(),
    });
    const stop = (): void => {
      if (line && streams.delete(line)) line.tear();
    };
    letter.init.signal?.addEventListener('abort', stop);
    letter.resolve(new Response(passed, { headers: response.headers }));
  }
}

interface Stream {
  /** The app hears that its line broke. */
  tear(): void;
  /** Nobody hears anything any more. */
  leave(): void;
}

function isRepair(body: unknown): boolean {
  const { refetch } = JSON.parse(String(body)) as { refetch?: object };
  return refetch !== undefined && Object.keys(refetch).length > 0;
}

async function read(response: Response): Promise<Answer> {
  // Nothing is held while it is read: the server may stream it, statement by statement.
  const body = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body };
}

/** The first bytes, and then the line breaks. */
function cutAfter(body: Uint8Array<ArrayBuffer>, at: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: (controller) => {
      if (at > 0) controller.enqueue(body.slice(0, at));
      controller.error(dead());
    },
  });
}
