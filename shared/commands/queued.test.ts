import { expect, test } from 'vitest';
import { commands } from './index.ts';
import { queuedCommands } from './queued.ts';

test('what a device knows early are the commands that wait in its outbox, all of them and no others', () => {
  const queued = [...commands.values()].filter((one) => one.when === 'queued');
  expect([...queuedCommands.values()]).toEqual(queued);
  expect(queued.length).toBeGreaterThan(0);
});
