/** The trouble is over. Everything must come back without a person, and the clock says how soon. */
import { differencesOf } from './invariants.ts';
import type { RunOptions, World } from './run.ts';
import { begin, settle, signInAgain } from './run.ts';
import type { SimDevice } from './sim-device.ts';
import { virtual } from './virtual-world.ts';

const mostHealMs = 180_000;
const promisedHealMs = 60_000;

/** I6. Returns the virtual milliseconds until every device held what it should and had nothing to send. */
export async function heal(world: World, options: RunOptions): Promise<number> {
  if (world.violations.length > 0) return 0;
  const began = virtual.now();
  endTrouble(world);
  const reasons = await calmDown(world, options, () => virtual.now() - began <= mostHealMs);
  const took = virtual.now() - began;
  if (reasons.length > 0) world.violations.push(...reasons.map((one) => `I6 after ${took} ms: ${one}`));
  else if (took > promisedHealMs) world.violations.push(`I6 healed after ${took} ms only`);
  return took;
}

function endTrouble({ ground, server }: World): void {
  for (const device of ground.devices) {
    device.disk.mend();
    device.cutOff(false);
  }
  if (!server.isUp()) server.start();
}

/** Lets everything go its way until all is at rest, or there is no more time. Returns what is not as it should be. */
export async function calmDown(
  world: World,
  options: Pick<RunOptions, 'onStep'>,
  mayGoOn: () => boolean,
): Promise<readonly string[]> {
  let reasons: readonly string[] = ['no time was left'];
  while (mayGoOn()) {
    await settle(world);
    for (const device of world.ground.devices) device.listen();
    const on = stepOn(world);
    options.onStep?.(`healing: ${on ?? `${virtual.now()} ${reasons.join(' | ').slice(0, 300)}`}`);
    if (on !== undefined) continue;
    reasons = await unsettled(world);
    if (reasons.length === 0) return [];
    await virtual.passTo(virtual.nextTimer() ?? virtual.now() + 1000);
  }
  return reasons;
}

/** One thing that needs no clock, and what it was. */
const stepOn = (world: World): string | undefined =>
  nextStatement(world) ?? nextLetter(world) ?? nextDevice(world);

function nextStatement({ gate }: World): string | undefined {
  if (gate.waiting() === 0) return undefined;
  const what = gate.peek();
  gate.letThrough(0);
  return `a statement, ${what}`;
}

function nextLetter({ ground, office }: World): string | undefined {
  for (const { wire } of [...ground.devices, office]) {
    const letters = wire.letters();
    const coming = letters.find(({ state }) => state === 'coming');
    if (coming) {
      wire.deliver(coming);
      return `an answer to ${coming.from} ${coming.path}`;
    }
    const going = letters.find(({ state }) => state === 'going');
    if (going) {
      wire.post(going);
      return `a request of ${going.from} ${going.path}`;
    }
  }
  return undefined;
}

function nextDevice(world: World): string | undefined {
  for (const device of world.ground.devices) {
    if (!device.hall() && !device.isOpening()) {
      begin(world, device.open());
      return `${device.name} opens`;
    }
    if (isSignedOut(device) && !device.isSigningIn()) {
      signInAgain(world, device);
      return `${device.name} signs in`;
    }
  }
  return undefined;
}

const isSignedOut = (device: SimDevice): boolean => {
  const engine = device.hall()?.engine;
  return engine?.lane('push').state === 'signed_out' || engine?.lane('pull').state === 'signed_out';
};

async function unsettled({ ground, server }: World): Promise<readonly string[]> {
  const waiting = ground.devices.flatMap((device) => {
    const status = device.hall()?.sync.status();
    if (!status) return [`${device.name} does not open`];
    return status.unsent > 0 ? [`${device.name} still holds ${status.unsent}`] : [];
  });
  if (waiting.length > 0) return waiting;
  const found: string[] = [];
  for (const device of ground.devices) found.push(...(await differencesOf(server.sql, device)));
  return found.slice(0, 5);
}
