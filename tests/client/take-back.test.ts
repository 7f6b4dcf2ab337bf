/** Undo is never a dead button: it gives up what waits, writes the opposite of what is gone, or says why it is too late. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Role } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Values } from '../../shared/entity/entity.ts';
import { offerUndo } from '../../client/components/take-back.ts';
import { createToasts } from '../../client/elements/toasts.ts';
import type { Gesture, Written } from '../../client/hall.ts';
import type { Pace } from '../../client/sync/run-engine.ts';
import {
  clearDisk,
  enter,
  FakeLine,
  FakeServer,
  leaveAll,
  makeActor,
  newId,
  quickPace,
  settled,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

async function desk(role: Role, pace: Partial<Pace> = {}) {
  const server = new FakeServer();
  const line = new FakeLine(server, makeActor(role));
  const [memberId, organizationId, contactId] = [newId(), newId(), newId()];
  server.put('member', memberId, {
    memberNumber: 'M1',
    firstName: 'Rosa',
    lastName: 'Delgado',
    phone: '555-0100',
    status: 'active',
    classification: 'journeyman',
  });
  server.put('organization', organizationId, { name: 'Coastal Electric', type: 'contractor' });
  const contact = { organizationId, firstName: 'Sal', lastName: 'Bruno', phone: '555-0177' };
  server.put('organizationContact', contactId, contact);
  const hall = await enter(line, { pace: { ...quickPace, ...pace } });
  await settled(hall);
  const toasts = createToasts();
  const sent = async (): Promise<void> => {
    await until('all sent', () => hall.sync.status().unsent === 0);
    await settled(hall);
  };
  /** Saves, lets the line do its worst, and offers the undo as a page does. */
  const save = async (gesture: Gesture, before: Values = {}): Promise<Extract<Written, { ok: true }>> => {
    const of = registry.get(gesture.entity);
    const written = await hall.rows.write(gesture);
    if (!of || !written.ok) throw new Error(`Not saved: ${JSON.stringify(written)}`);
    await offerUndo(hall, toasts, { text: 'saved' }, [{ of, op: gesture.op, ...written, before }]);
    return written;
  };
  /** Presses Undo and answers with what is said then. */
  const undo = async (): Promise<string> => {
    toasts.items()[0]?.action?.onAct();
    await until('something is said', () => toasts.items().length === 2);
    return toasts.items()[1]?.text ?? '';
  };
  const remove = async () =>
    save(
      { entity: 'organizationContact', op: 'delete', row: contactId },
      await hall.rows.get('organizationContact', contactId),
    );
  /** The news of a removal may come in after it was taken back; then the device asks again at once. */
  const shows = (expected: Values): Promise<void> =>
    vi.waitFor(async () =>
      expect(await hall.rows.get('organizationContact', contactId)).toMatchObject(expected),
    );
  return { shows, server, line, hall, toasts, memberId, contact, contactId, sent, save, remove, undo };
}

test('a removal that has gone out is taken back: the record stands again on both sides, whole', async () => {
  const { shows, server, contact, contactId, sent, remove, undo } = await desk('officer');
  await remove();
  await sent();
  expect(server.live('organizationContact')).toEqual([]);
  expect(await undo()).toBe('Taken back.');
  await sent();
  expect(server.live('organizationContact')).toMatchObject([{ id: contactId, ...contact, version: 3 }]);
  await shows({ ...contact, pending: false });
});

test('taken back while the news of the removal is on its way: it stands as soon as all is quiet', async () => {
  const { shows, server, line, hall, contact, contactId, sent, remove, undo } = await desk('officer');
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let isHeld = false;
  line.onAnswer = (path) => {
    if (path !== '/api/sync/pull') return undefined;
    isHeld = true;
    return held;
  };
  await remove();
  await until('sent', () => hall.sync.status().unsent === 0);
  await until('its news is on the way', () => isHeld);
  expect(await undo()).toBe('Taken back.');
  await until('sent again', () => hall.sync.status().unsent === 0);
  await shows(contact);
  line.onAnswer = () => undefined;
  release();
  await sent();
  expect(server.live('organizationContact')).toMatchObject([{ id: contactId, ...contact, version: 3 }]);
  await shows({ ...contact, pending: false });
});

test('a removal that was never on its way is given up, and the office never hears of it', async () => {
  const { shows, server, hall, memberId, contact, contactId, remove, undo } = await desk('officer', {
    debounceMs: 60_000,
  });
  // The first goes at once, what follows it is gathered.
  await hall.rows.write({ entity: 'member', op: 'update', row: memberId, set: { phone: '555-0222' } });
  await until('the first is there', () => server.received.length === 1);
  await remove();
  expect(await hall.rows.get('organizationContact', contactId)).toBeUndefined();
  expect(await undo()).toBe('Taken back.');
  await shows(contact);
  hall.sync.now();
  await until('the number is accounted for', () => server.received.length === 2);
  expect(server.received.map(({ op }) => op)).toEqual(['update', 'withdraw']);
  expect(server.live('organizationContact')).toMatchObject([contact]);
});

test('a removal that went out while the answer was lost comes back after it', async () => {
  const { shows, server, line, hall, contact, sent, remove, undo } = await desk('officer');
  line.trouble = 'lose_answer';
  await remove();
  await until('the server has it', () => server.live('organizationContact').length === 0);
  expect(await undo()).toBe('Taken back.');
  line.trouble = 'none';
  hall.sync.now();
  await sent();
  expect(server.live('organizationContact')).toMatchObject([contact]);
  await shows(contact);
});

test('an edit that has gone out is written back, unless somebody has changed it since', async () => {
  for (const since of [undefined, '555-0999']) {
    clearDisk();
    const { server, hall, memberId, sent, save, undo } = await desk('officer');
    await save(
      { entity: 'member', op: 'update', row: memberId, set: { phone: '555-0222' } },
      { phone: '555-0100' },
    );
    await sent();
    if (since !== undefined) {
      server.put('member', memberId, { phone: since });
      hall.sync.now();
      const here = async () => (await hall.rows.get('member', memberId))?.['phone'] === since;
      await until('the other change is here', here);
    }
    expect(await undo()).toBe(
      since === undefined ? 'Taken back.' : 'Too late to take it back: someone has changed it since.',
    );
    await sent();
    expect(server.live('member')[0]?.['phone']).toBe(since ?? '555-0100');
  }
});

test('a note that went out meanwhile: who may not remove it is told so; an administrator removes it', async () => {
  for (const [role, said] of [
    ['organizer', 'Too late to take it back: it is at the office, and your role may not remove it there.'],
    ['admin', 'Taken back.'],
  ] as const) {
    clearDisk();
    const { server, line, hall, memberId, sent, save, undo } = await desk(role);
    line.trouble = 'offline';
    const set = { memberId, noteText: 'Prefers mornings.', visibility: 'all_authorized' };
    await save({ entity: 'memberNote', op: 'create', set });
    line.trouble = 'none';
    hall.sync.now();
    await sent();
    expect(await undo()).toBe(said);
    await sent();
    expect(server.live('memberNote')).toHaveLength(role === 'admin' ? 0 : 1);
  }
});

test('no button is offered where it could only say that it is too late', async () => {
  const { hall, toasts, memberId, sent } = await desk('staff');
  const set = { memberId, noteText: 'Prefers mornings.', visibility: 'all_authorized' };
  const written = await hall.rows.write({ entity: 'memberNote', op: 'create', set });
  const of = registry.get('memberNote');
  if (!of || !written.ok) throw new Error('Not saved.');
  await sent();
  await offerUndo(hall, toasts, { text: 'saved' }, [{ of, op: 'create', ...written, before: {} }]);
  expect(toasts.items()).toMatchObject([{ text: 'saved' }]);
  expect(toasts.items()[0]?.action).toBeUndefined();
});

test('a note of one who may not remove it, tried and not answered for, is given up, and the doubt is said', async () => {
  for (const [trouble, notes] of [
    ['offline', 0],
    ['lose_answer', 1],
  ] as const) {
    clearDisk();
    const { server, line, hall, memberId, sent, save, undo } = await desk('staff');
    line.trouble = trouble;
    const set = { memberId, noteText: 'Prefers mornings.', visibility: 'all_authorized' };
    await save({ entity: 'memberNote', op: 'create', set });
    await until('it was tried', async () => ((await hall.rows.unsent())[0]?.tries ?? 0) > 0);
    await until('the try has failed', () => hall.engine.lane('push').state === 'waiting');
    expect(await undo()).toBe('Taken back, unless the office has it already.');
    line.trouble = 'none';
    hall.sync.now();
    await sent();
    expect(await hall.rows.list('memberNote')).toHaveLength(notes);
    expect(server.live('memberNote')).toHaveLength(notes);
  }
});
