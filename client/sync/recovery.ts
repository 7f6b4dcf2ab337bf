/**
 * After an accident, here or at the server.
 *
 * Work that is in no other place of this device than the journal (the main store was cleared, damaged or rolled back):
 * the seals cannot be opened here; the office's server opens them and puts the work to its author's or the office's
 * review. The person is told with a number.
 */
import * as v from 'valibot';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { HandOverRequest } from '../../shared/sync/requests.ts';
import { beginEpoch } from '../store/epoch.ts';
import type { Contact } from './contact.ts';
import { reportDevice } from './contact.ts';
import { requestJson } from './wire.ts';

const Taken = v.object({ protocol: v.number() });
const mostSeals = 100;
const patienceMs = 60_000;

/** True when the server has all of it. Safe to repeat: changes keep their ids. */
export async function handOver(contact: Contact, sealed: readonly string[]): Promise<boolean> {
  for (let at = 0; at < sealed.length; at += mostSeals) {
    const body: HandOverRequest = {
      protocol: protocolVersion,
      device: reportDevice(contact),
      sealed: sealed.slice(at, at + mostSeals),
    };
    const signal = AbortSignal.timeout(patienceMs);
    const reply = await requestJson(contact.session, '/api/sync/hand-over', Taken, { body, signal });
    if (reply.kind !== 'ok') return false;
  }
  return true;
}

/** What only the second copies still have. True when the server has all of it. */
export async function handOverLost(contact: Contact): Promise<boolean> {
  const { store } = contact;
  const copies = await store.lostCopies;
  const isTaken = await handOver(
    contact,
    copies.map(({ sealed }) => sealed),
  );
  if (isTaken) await store.core.journal.remove(copies.map(({ changeId }) => changeId));
  return isTaken;
}

/** The server was restored from a backup: what it may not know any more is offered again. */
export async function startOver(contact: Contact, epoch: string): Promise<void> {
  const { core } = contact.store;
  const { sealed } = await core.oneAtATime(() => beginEpoch(core, epoch));
  if (sealed.length > 0) await handOver(contact, sealed);
}
