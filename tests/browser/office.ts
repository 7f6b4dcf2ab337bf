/** The office on another machine, without a screen: what a test needs done there, over REST. */
import config from '../../playwright.config.ts';
import type { DemoRole } from './people.ts';

export interface Office {
  /** Resolves with the answer's status and body, whatever they are. */
  readonly send: (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
}

export async function officeOf(role: DemoRole): Promise<Office> {
  const origin = config.use?.baseURL ?? '';
  const headers: Record<string, string> = { 'content-type': 'application/json', origin };
  const send: Office['send'] = async (method, path, body) => {
    const answer = await fetch(origin + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
    if (cookies.length > 0) headers['cookie'] = cookies.join('; ');
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const { status, body } = await send('POST', '/api/auth/sign-in', {
    email: `${role}@demo.example`,
    password: process.env['UNIONHALL_DEMO_PASSWORD'] ?? '',
  });
  if (status !== 200) throw new Error(`The office could not sign in as ${role}: ${status}.`);
  const [seat] = body['seats'] as { localId: string }[];
  headers['unionhall-local'] = seat?.localId ?? '';
  return { send };
}
