/** The office on another machine, without a screen: what a test needs done there, over REST. */
import config from '../../playwright.config.ts';
import type { DemoRole } from './people.ts';

export interface Office {
  /** Resolves with the answer's status and body, whatever they are. */
  readonly send: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
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

/** A new row, as this office writes it; resolves with its id. */
export async function create(office: Office, path: string, values: object): Promise<string> {
  const { status, body } = await office.send('POST', `/api/v1/${path}`, values);
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return (body['row'] as { id: string }).id;
}

/** Removes the rows that say `value` there: what an attempt before this one has left. */
export async function removeAll(office: Office, path: string, key: string, value: string): Promise<void> {
  const { body } = await office.send('GET', `/api/v1/${path}?filter[${key}]=${encodeURIComponent(value)}`);
  for (const { id } of body['rows'] as { id: string }[]) {
    const { status } = await office.send('DELETE', `/api/v1/${path}/${id}`);
    if (status !== 204) throw new Error(`${path}: ${status} at the removal of what stood before.`);
  }
}

/** A new row where there can be only one with its `key`; at a second try too. */
export async function createAnew(
  office: Office,
  path: string,
  key: string,
  values: Readonly<Record<string, unknown>>,
): Promise<string> {
  await removeAll(office, path, key, String(values[key]));
  return create(office, path, values);
}
