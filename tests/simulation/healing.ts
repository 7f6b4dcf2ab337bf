/** The trouble is over. Everything must come back without a person, and the clock says how soon. */
import type { Truth } from './invariants.ts';
import { differencesOf, truthOf } from './invariants.ts';
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
  const judge = createJudge(world);
  while (mayGoOn()) {
    await settle(world);
    for (const device of world.ground.devices) device.listen();
    const on = stepOn(world);
    options.onStep?.(`healing: ${on ?? virtual.now()}`);
    if (on !== undefined) continue;
    const reason = await judge.firstReason();
    if (reason === undefined) return [];
    options.onStep?.(`healing: ${reason.slice(0, 300)}`);
    await virtual.passTo(virtual.nextTimer() ?? virtual.now() + 1000);
  }
  return judge.reasons();
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

interface Judge {
  /** Why it is not at rest; undefined when it is. */
  firstReason(): Promise<string | undefined>;
  reasons(): Promise<readonly string[]>;
}

const mostReasons = 5;

/** Asked at each turn of the clock: Postgres is read anew only when a statement has gone there since. */
function createJudge({ ground, gate, server }: World): Judge {
  let known: { readonly key: string; readonly truth: Truth } | undefined;
  const truthNow = async (): Promise<Truth> => {
    const key = `${gate.passed()} ${Math.floor(virtual.now() / holdsForMs)}`;
    if (known?.key !== key) known = { key, truth: await truthOf(server.sql, ground) };
    return known.truth;
  };
  let order = ground.devices;
  return {
    firstReason: async () => {
      const [waiting] = stillWaiting(ground.devices);
      if (waiting !== undefined) return waiting;
      const truth = await truthNow();
      for (const device of order) {
        const [difference] = await differencesOf(truth, device);
        if (difference === undefined) continue;
        // Where something was missing a moment ago it most likely still is.
        order = [device, ...order.filter((other) => other !== device)];
        return difference;
      }
      return undefined;
    },
    reasons: async () => {
      const waiting = stillWaiting(ground.devices);
      if (waiting.length > 0) return waiting;
      const truth = await truthNow();
      const found: string[] = [];
      for (const device of ground.devices) found.push(...(await differencesOf(truth, device)));
      return found.slice(0, mostReasons);
    },
  };
}

/** A day, and with it an assignment, may end at a quarter of an hour somewhere. */
const holdsForMs = 15 * 60_000;

const stillWaiting = (devices: readonly SimDevice[]): readonly string[] =>
  devices.flatMap((device) => {
    const status = device.hall()?.sync.status();
    if (!status) return [`${device.name} does not open`];
    return status.unsent > 0 ? [`${device.name} still holds ${status.unsent}`] : [];
  });
