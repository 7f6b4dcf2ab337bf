/** A hall for tests: a fresh IndexedDB, a fake lock manager, a fake server with one class, and people in it. */
import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { Actor, Teaching } from '../../shared/access/holdings.ts';
import type { Role } from '../../shared/access/roles.ts';
import { uuidV7 } from '../../shared/values/uuid.ts';
import { plainCodec, sealedCodec } from '../../client/store/codec.ts';
import type { Codec } from '../../client/store/codec.ts';
import { openHall } from '../../client/sync/open-hall.ts';
import type { HallOptions, OpenHall } from '../../client/sync/open-hall.ts';
import type { Pace } from '../../client/sync/run-engine.ts';
import { FakeServer } from './fake-server.ts';
import { FakeLocks } from './locks.ts';
import { FakeLine } from './fake-wire.ts';

export const newId = (): string => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));

/** Everything that was on the disk is gone. */
export function clearDisk(): void {
  globalThis.indexedDB = new IDBFactory();
  Dexie.dependencies = { indexedDB: globalThis.indexedDB, IDBKeyRange };
}

export const localId = '01900000-0000-7000-8000-000000000001';
const day = 86_400_000;

export const makeActor = (role: Role, more: Partial<Actor> = {}): Actor => ({
  localId,
  userId: newId(),
  accountId: newId(),
  memberId: null,
  grants: [{ role, startsAt: Date.now() - day, expiresAt: null }],
  teaching: [],
  ...more,
});

export const teaching = (cohortId: string, until: number | null = null): Teaching => ({ cohortId, until });

/** One cohort, one class and some students at the server. */
export function seedClass(
  server: FakeServer,
  students = 3,
): { cohortId: string; sessionId: string; courseId: string; studentIds: readonly string[] } {
  const [cohortId, courseId, sessionId] = [newId(), newId(), newId()];
  server.put('course', courseId, {
    code: 'C1',
    name: 'Wiring',
    courseType: 'core',
    credits: 1,
    hours: 40,
    isRequired: true,
    passingGrade: 70,
    isActive: true,
  });
  server.put('cohort', cohortId, { name: 'Spring', status: 'active', startDate: '2026-01-05' });
  server.put('classSession', sessionId, {
    courseId,
    cohortId,
    sessionDate: '2026-11-20',
    startTime: '18:00',
    endTime: '20:00',
    isCancelled: false,
  });
  const studentIds = Array.from({ length: students }, (_, index) => {
    const memberId = newId();
    server.put('member', memberId, {
      memberNumber: `M${index}`,
      firstName: `First${index}`,
      lastName: `Last${String(index).padStart(5, '0')}`,
      status: 'active',
      classification: 'journeyman',
    });
    const id = newId();
    server.put('student', id, {
      memberId,
      status: 'enrolled',
      applicationDate: '2026-01-01',
      cohortIds: [cohortId],
    });
    return id;
  });
  return { cohortId, sessionId, courseId, studentIds };
}

export const quickPace: Partial<Pace> = {
  pollMs: 200,
  watchdogMs: 400,
  verifyEachMs: 0,
  idleMs: 5,
  debounceMs: 1,
  chance: () => 0,
};

const open = new Set<OpenHall>();

export interface OpenOptions extends Partial<HallOptions> {
  readonly codec?: Codec;
}

export async function enter(line: FakeLine, more: OpenOptions = {}): Promise<OpenHall> {
  if (!line.sealKey.kty) await line.makeKeys();
  const { localId: local, userId } = line.actor;
  const hall = await openHall({
    seat: { localId: local, localName: 'Local 1', userId, firstName: 'Test', lastName: 'Person' },
    session: line,
    locks: new FakeLocks() as unknown as LockManager,
    pace: quickPace,
    ...more,
  });
  open.add(hall);
  return hall;
}

export async function leave(hall: OpenHall): Promise<void> {
  open.delete(hall);
  await hall.close();
}

export async function leaveAll(): Promise<void> {
  for (const hall of [...open]) await leave(hall);
}

/** Waits for something that must come true; fails with its words when it does not. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  patienceMs = 5_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`This never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export const settled = (hall: OpenHall): Promise<void> =>
  until(
    'the engine rests',
    () => hall.engine.lane('push').state === 'idle' && hall.engine.lane('pull').state === 'idle',
  );

export { FakeLine, FakeLocks, FakeServer };

/** Every suite that touches the disk runs with both. The key is made once, as a device would keep it. */
export async function codecs(): Promise<readonly (readonly [string, Codec])[]> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  return [
    ['plain', plainCodec],
    ['sealed', sealedCodec(key)],
  ];
}
