/** What signing out does to the work on this device. Nothing is deleted before it is elsewhere, kept, or given up in words. */
import { isOnline } from '../components/online.ts';
import type { Hall } from '../hall.ts';
import { appVersion } from '../version.ts';
import type { HallFrameProps } from './hall-frame.tsx';

export const leavingWays = ['send', 'keep', 'hand_over', 'discard'] as const;
export type LeavingWay = (typeof leavingWays)[number];
export type Left = 'left' | 'still_unsent' | 'nothing_sealed';

const patienceMs = 20_000;
const lookEachMs = 200;

type Parts = Pick<HallFrameProps, 'hall' | 'session' | 'onLetGo'>;

export async function leaveHall(parts: Parts, way: LeavingWay, everywhere: boolean): Promise<Left> {
  const { hall, session } = parts;
  const waiting = (await hall.rows.unsent()).length;
  if (way === 'keep' && waiting > 0) {
    await parts.onLetGo()?.close();
    await session.signOut({ kind: 'kept', count: waiting }, everywhere);
    return 'left';
  }
  if (way === 'send' && !(await sendAll(hall))) return 'still_unsent';
  if (way === 'hand_over' && waiting > 0) {
    const sealed = await hall.sealUnsent();
    if (sealed.length < waiting) return 'nothing_sealed';
    await session.handOver({ localId: hall.seat.localId, deviceId: hall.deviceId, sealed }, appVersion);
  }
  await tellViews(hall);
  await forgetCopies(parts);
  await parts.onLetGo()?.destroy();
  await session.signOut({ kind: 'gone' }, everywhere);
  return 'left';
}

/** True when nothing waits any more. */
async function sendAll(hall: Hall): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += lookEachMs) {
    if ((await hall.rows.unsent()).length === 0) return true;
    if (waited % 5_000 === 0) hall.sync.now();
    await new Promise((resolve) => setTimeout(resolve, lookEachMs));
  }
  return false;
}

const tellMs = 4_000;

/** Which records were opened here is told before it goes with the rest, where the office can be reached now. */
async function tellViews(hall: Hall): Promise<void> {
  const { views } = await hall.rows.beside();
  for (let waited = 0; waited < tellMs && (await views.waiting()) > 0; waited += lookEachMs) {
    if (!isOnline(hall)) return;
    if (waited === 0) hall.sync.now();
    await new Promise((resolve) => setTimeout(resolve, lookEachMs));
  }
}

/** The second copies go too: what was sent, handed over or given up is not to come back as found again. */
async function forgetCopies({ hall }: Parts): Promise<void> {
  const { journal } = hall.store.core;
  await journal.settled();
  const copies = await journal.list();
  await journal.remove(copies.map(({ changeId }) => changeId));
}
