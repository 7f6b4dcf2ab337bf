/** A device without a screen, in this process: signs in as a program does and speaks the wire. */
import { randomUUID } from 'node:crypto';
import type { Change } from '../../shared/sync/requests.ts';
import {
  limits,
  localHeader,
  protocolHeader,
  protocolVersion,
  PushAnswer,
} from '../../shared/sync/protocol.ts';
import * as v from 'valibot';
import { newId } from '../support/make-row.ts';
import type { Ground } from './ground.ts';
import type { Mark } from './marks.ts';
import { check } from './rounds.ts';

export interface WireClient {
  /** One new device's queue, oldest first, in batches as large as the server takes or as told. Resolves when all are acknowledged. */
  push(changes: readonly Change[], perBatch?: number): Promise<void>;
}

interface Tokens {
  readonly tokens: { readonly accessToken: string };
}

export async function signInWire(ground: Ground): Promise<WireClient> {
  const answer = await fetch(`${ground.real.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'unionhall-token': 'bearer', origin: ground.real.url },
    body: JSON.stringify(ground.account),
  });
  if (!answer.ok) throw new Error(`Signing in was answered ${answer.status}: ${await answer.text()}`);
  const { tokens } = (await answer.json()) as Tokens;
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${tokens.accessToken}`,
    [localHeader]: ground.dataset.localId,
    [protocolHeader]: String(protocolVersion),
  };
  return {
    push: async (changes, perBatch = limits.changesPerPush) => {
      const device = randomUUID();
      for (let at = 0; at < changes.length; at += perBatch) {
        const batch = changes.slice(at, at + perBatch);
        const body = JSON.stringify(requestOf(device, batch, changes.length - at));
        await checkAnswers(
          await fetch(`${ground.real.url}/api/sync/push`, { method: 'POST', headers, body }),
          batch,
        );
      }
    },
  };
}

const requestOf = (device: string, changes: readonly Change[], unsent: number) => ({
  protocol: protocolVersion,
  epoch: null,
  device: { id: device, label: 'bench', app: 'bench', clock: new Date().toISOString(), unsent },
  changes,
});

async function checkAnswers(response: Response, batch: readonly Change[]): Promise<void> {
  if (!response.ok) throw new Error(`A push was answered ${response.status}: ${await response.text()}`);
  const { answers } = v.parse(PushAnswer, await response.json());
  check(answers.length === batch.length, `${answers.length} answers to ${batch.length} changes.`);
  const bad = answers.find(({ outcome }) => outcome !== 'applied');
  check(bad === undefined, `a change was answered ${JSON.stringify(bad)}.`);
}

export function changesOf(marks: readonly Mark[], before: readonly Mark[]): readonly Change[] {
  const at = new Date().toISOString();
  return marks.map(({ id: row, ...set }, index): Change => {
    const { id: _id, ...base } = before[index] ?? { id: row, ...set };
    return { id: newId(), sequence: index + 1, entity: 'attendance', row, op: 'update', set, base, at };
  });
}
