/**
 * The way on when sending is stuck for good: one change that the server cannot take, or numbers that another copy of
 * this device has used. Both are rare; until they are done, everything waits as it is.
 */
import type { Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { sentRecord, withdrawal } from './answers.ts';
import { announce, change, moment, newId, sealJson } from './core.ts';
import type { Core } from './core.ts';
import { setPending, unsentOf } from './memory.ts';
import { commit } from './overlay.ts';
import type { Pending, SentBody } from './shapes.ts';

/**
 * A change that the server cannot even take (too large, not readable) must not block the others. Its content stays
 * with the person; a withdrawal takes its number, so that the hole does not look like loss.
 */
export async function putBefore(core: Core, pending: Pending, code: Refusal['code']): Promise<void> {
  const told: SentBody = {
    change: pending.change,
    device: core.memory.facts.deviceId,
    epoch: core.memory.facts.epoch ?? '',
    outcome: 'refused',
    takenAt: moment(core),
    refusal: refuse(code),
  };
  const record = await sentRecord(core, pending, 'needs_you', told);
  const withdrawn = withdrawal(core, pending);
  const body = await sealJson(core, 'outbox', { change: withdrawn });
  await commit(core, {
    entries: new Map([[pending.change.entity, []]]),
    tables: ['sent'],
    also: async (tables) => {
      await tables.outbox.put({
        sequence: pending.sequence,
        changeId: withdrawn.id,
        state: 'withdrawn',
        body,
      });
      await tables.sent.put(record);
    },
  });
  announce(core, ['outbox']);
}

/** A new number for this device, and numbers from 1 for what waits: the old number belongs to another copy of it. */
export async function takeNewDevice(core: Core): Promise<void> {
  const deviceId = newId(core);
  await change(core, { deviceId }, ['outbox'], async (tables) => {
    const records = (await tables.outbox.toArray()).filter(({ state }) => state !== 'withdrawn');
    await tables.outbox.clear();
    await tables.outbox.bulkAdd(records.map((record, index) => ({ ...record, sequence: index + 1 })));
    await tables.meta.put({ name: 'sequence', value: records.length });
  });
  const kept = unsentOf(core.memory).map((one, index) => ({ ...one, sequence: index + 1 }));
  core.memory.sequence = kept.length;
  setPending(core.memory, kept);
  announce(core, ['outbox']);
  void core.journal.remove(kept.map(({ change }) => change.id));
  core.journal.copy(kept);
}
