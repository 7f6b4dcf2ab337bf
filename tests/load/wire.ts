/** One device's way to a server: Node's own HTTP client, because two thousand open streams are to cost the load little. */
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { localHeader, protocolHeader, protocolVersion } from '../../shared/sync/protocol.ts';

export interface Wire {
  /** Resolves with the answer's head. @throws when the status is not 200, with what was said. */
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<IncomingMessage>;
}

const patienceMs = 30_000;
/** As many connections as are needed: each device would have one of its own. */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 512 });

export const hangUp = (): void => agent.destroy();

export function createWire(origin: string, token: string, localId: string): Wire {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    [localHeader]: localId,
    [protocolHeader]: String(protocolVersion),
  };
  return {
    send: (method, path, body) =>
      new Promise((resolve, reject) => {
        const asked = request(`${origin}${path}`, { method, headers, agent }, (answer) => {
          asked.setTimeout(0);
          if (answer.statusCode === 200) resolve(answer);
          else
            void textOf(answer).then(
              (said) =>
                reject(new Error(`${path} was answered ${String(answer.statusCode)}: ${said.slice(0, 300)}`)),
              reject,
            );
        });
        asked.setTimeout(patienceMs, () =>
          asked.destroy(new Error(`${path}: no answer in ${patienceMs} ms`)),
        );
        asked.once('error', reject);
        asked.end(body === undefined ? undefined : JSON.stringify(body));
      }),
  };
}

export async function textOf(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += chunk as string;
  return text;
}
