/** What the server tells about the person and the local before anything else; kept for starting without signal. */
import * as v from 'valibot';
import { roles } from '../../shared/access/roles.ts';
import type { Bootstrap } from '../store/shapes.ts';
import type { HallSession } from './session.ts';
import { requestJson } from './wire.ts';
import type { Reply } from './wire.ts';

const Moment = v.nullable(v.number());

const BootstrapAnswer = v.object({
  serverTime: v.string(),
  epoch: v.string(),
  sealKey: v.custom<JsonWebKey>((value) => typeof value === 'object' && value !== null && 'kty' in value),
  zone: v.string(),
  protocol: v.number(),
  actor: v.object({
    localId: v.string(),
    userId: v.string(),
    accountId: v.string(),
    memberId: v.nullable(v.string()),
    grants: v.array(v.object({ role: v.picklist(roles), startsAt: v.number(), expiresAt: Moment })),
    teaching: v.array(v.object({ cohortId: v.string(), until: Moment })),
  }),
  sentinel: v.nullish(v.object({ unsent: v.number() })),
});

const patienceMs = 20_000;

export const fetchBootstrap = (session: HallSession): Promise<Reply<Bootstrap>> =>
  requestJson(session, '/api/v1/bootstrap', BootstrapAnswer, {
    signal: AbortSignal.timeout(patienceMs),
  });
