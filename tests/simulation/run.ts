/**
 * One run: a seed decides who there is, what they do, what fails, and in which order everything meets. First trouble,
 * then healing, then the question whether every promise was kept.
 */
import { createHash } from 'node:crypto';
import { observeEpoch } from './epochs.ts';
import type { Chance } from './chance.ts';
import { createChance } from './chance.ts';
import type { Ground } from './ground.ts';
import { layGround } from './ground.ts';
import { differencesOf, keptPromises, knownAtServer, truthOfTheLog } from './invariants.ts';
import type { SimDatabase } from './sim-database.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimPerson, SimServer } from './sim-server.ts';
import { createSimServer } from './sim-server.ts';
import type { Wire } from './sim-wire.ts';
import { createWire } from './sim-wire.ts';
import type { Gate } from './statement-gate.ts';
import { createGate } from './statement-gate.ts';
import type { Deed } from './deeds.ts';
import { deedsOf } from './deeds.ts';
import { quiet, virtual } from './virtual-world.ts';
import { resetSerial } from './work.ts';

export interface RunOptions {
  readonly steps: number;
  readonly onStep?: ((line: string) => void) | undefined;
  /** Steps that are left out, for finding the shortest failing run. */
  readonly skip?: ReadonlySet<number> | undefined;
}

export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  readonly violations: readonly string[];
  /** How often each fault happened. */
  readonly faults: Readonly<Record<string, number>>;
  readonly saved: number;
  /** Virtual milliseconds from the end of the trouble until all agreed. */
  readonly healMs: number;
  /** Of everything that was decided: the same seed gives the same. */
  readonly trace: string;
}

export interface World {
  readonly chance: Chance;
  readonly gate: Gate;
  readonly server: SimServer;
  readonly ground: Ground;
  readonly database: SimDatabase;
  /** An administrator whose line never fails. */
  readonly office: { readonly person: SimPerson; readonly wire: Wire };
  readonly faults: Record<string, number>;
  readonly violations: string[];
  /** Everything that began and has not ended; a failure in it is a failure of the run. */
  readonly started: Set<Promise<unknown>>;
}

export const count = (world: World, fault: string): void => {
  world.faults[fault] = (world.faults[fault] ?? 0) + 1;
};

/** Begins something that ends in its own time. */
export function begin(world: World, work: Promise<unknown>): void {
  const watched: Promise<unknown> = work.then(
    () => undefined,
    (error: unknown) => world.violations.push(`A fault of the simulation or the client: ${String(error)}`),
  );
  world.started.add(watched);
  void watched.finally(() => world.started.delete(watched));
}

export const settle = (world: Pick<World, 'gate'>): Promise<void> => world.gate.settle(quiet);

/** Lets everything through until the work is done: for what belongs to no trouble. */
async function drive<T>(gate: Gate, work: Promise<T>): Promise<T> {
  let isDone = false;
  const ended = work.finally(() => (isDone = true));
  ended.catch(() => undefined);
  while (!isDone) {
    await gate.settle(quiet);
    if (gate.waiting() > 0) gate.letThrough(0);
  }
  return ended;
}

export async function run(seed: number, database: SimDatabase, options: RunOptions): Promise<RunResult> {
  virtual.begin(seed);
  resetSerial();
  const chance = createChance(seed);
  const gate = createGate(database.superUrl);
  const server = createSimServer(database.appUrl, gate);
  const trace = createHash('sha256');
  const violations: string[] = [];
  try {
    const world = await open(chance, gate, server, database, violations);
    const steps = await trouble(world, options, (line) => trace.update(line));
    const healMs = await heal(world, options);
    await judge(world);
    return {
      seed,
      steps,
      violations,
      faults: world.faults,
      saved: world.ground.devices.reduce((sum, device) => sum + device.saved.length, 0),
      healMs,
      trace: trace.digest('hex').slice(0, 16),
    };
  } finally {
    server.kill();
    await gate.close();
    await server.close();
  }
}

async function open(
  chance: Chance,
  gate: Gate,
  server: SimServer,
  database: SimDatabase,
  violations: string[],
): Promise<World> {
  await observeEpoch(server.sql);
  const ground = await layGround(chance, server);
  const person = await server.join('the office', 'admin', ground.localId);
  const office = { person, wire: createWire(server, person, 'the office') };
  server.start();
  for (const { wire } of [...ground.devices, office]) await drive(gate, wire.signIn());
  return { chance, gate, server, ground, database, office, faults: {}, violations, started: new Set() };
}

async function trouble(world: World, options: RunOptions, note: (line: string) => void): Promise<number> {
  const { chance } = world;
  for (let step = 0; step < options.steps; step += 1) {
    const deed = chance.weighted(deedsOf(world).map((one) => [one.weight, one] as const));
    // Chance is drawn all the same, so that leaving a step out leaves the others as they are.
    const isSkipped = options.skip?.has(step) === true && deed?.isFault === true;
    if (deed && !isSkipped) {
      await act(world, deed);
      note(`${step} ${deed.name} ${virtual.now()}\n`);
      options.onStep?.(`${step} ${deed.name}`);
    }
    await settle(world);
    await watch(world);
    if (world.violations.length > 0) return step;
  }
  return options.steps;
}

async function act(world: World, deed: Deed): Promise<void> {
  if (deed.isFault) count(world, deed.name);
  const done = deed.act();
  if (done instanceof Promise) begin(world, done);
  await Promise.resolve();
}

/** I5, while it goes on: nobody is told "all sent" of what the server does not have. */
async function watch(world: World): Promise<void> {
  const { ground, server } = world;
  const claims = ground.devices.filter((device) => {
    const hall = device.hall();
    if (!hall || hall.sync.status().unsent > 0) return false;
    return device.saved.some(({ changeId }) => !confirmed.get(device)?.has(changeId));
  });
  if (claims.length === 0) return;
  const known = await knownAtServer(server.sql, ground.localId);
  for (const device of claims) {
    const sure = confirmed.get(device) ?? new Set<string>();
    confirmed.set(device, sure);
    for (const { changeId } of device.saved) {
      if (sure.has(changeId)) continue;
      if (known.receipts.has(changeId) || known.aside.has(changeId) || device.discarded.has(changeId))
        sure.add(changeId);
      else if (!device.hall()?.sync.status().alarm && device.losses.count === 0)
        world.violations.push(`I5 ${device.name} says all is sent; ${changeId} is not at the server`);
    }
  }
}

const confirmed = new WeakMap<SimDevice, Set<string>>();
export const doubtAll = (world: World): void => {
  for (const device of world.ground.devices) confirmed.delete(device);
};

const mostHealMs = 180_000;
const promisedHealMs = 60_000;

/** The trouble is over: everything comes back by itself, and the clock says how soon. */
async function heal(world: World, options: RunOptions): Promise<number> {
  if (world.violations.length > 0) return 0;
  const began = virtual.now();
  for (const device of world.ground.devices) {
    device.disk.mend();
    device.cutOff(false);
  }
  if (!world.server.isUp()) world.server.start();
  let reasons: readonly string[] = [];
  while (virtual.now() - began <= mostHealMs) {
    await settle(world);
    const on = stepOn(world);
    if (on) {
      options.onStep?.(`healing: ${on}`);
      continue;
    }
    reasons = await unsettled(world);
    options.onStep?.(`healing ${virtual.now() - began} ${reasons.join(' | ').slice(0, 300)}`);
    if (reasons.length === 0) break;
    const next = virtual.nextTimer();
    await virtual.passTo(next ?? virtual.now() + 1000);
  }
  const took = virtual.now() - began;
  if (reasons.length > 0) world.violations.push(...reasons.map((one) => `I6 after ${took} ms: ${one}`));
  return took;
}

/** One thing that needs no clock, and what it was. */
function stepOn(world: World): string | undefined {
  const { gate, ground } = world;
  if (gate.waiting() > 0) {
    const what = gate.peek();
    gate.letThrough(0);
    return `a statement ${what}`;
  }
  for (const { wire } of [...ground.devices, world.office]) {
    const coming = wire.letters().find(({ state }) => state === 'coming');
    if (coming) {
      wire.deliver(coming);
      return `an answer to ${coming.from} ${coming.path}`;
    }
    const going = wire.letters().find(({ state }) => state === 'going');
    if (going) {
      wire.post(going);
      return `a request of ${going.from} ${going.path}`;
    }
  }
  for (const device of ground.devices) {
    const hall = device.hall();
    if (!hall && !device.isOpening()) {
      begin(world, device.open());
      return `${device.name} opens`;
    }
    if (hall && isSignedOut(device) && !signing.has(device)) {
      signInAgain(world, device);
      return `${device.name} signs in`;
    }
  }
  return undefined;
}

const signing = new WeakSet<SimDevice>();

const isSignedOut = (device: SimDevice): boolean => {
  const engine = device.hall()?.engine;
  return engine?.lane('push').state === 'signed_out' || engine?.lane('pull').state === 'signed_out';
};

export function signInAgain(world: World, device: SimDevice): void {
  signing.add(device);
  const work = device.wire
    .signIn()
    .then(
      () => device.hall()?.engine.refreshed(),
      () => undefined,
    )
    .finally(() => signing.delete(device));
  begin(world, work);
}

async function unsettled(world: World): Promise<readonly string[]> {
  const { ground, server } = world;
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

async function judge(world: World): Promise<void> {
  const { ground, server, violations } = world;
  if (violations.length > 0) return;
  const known = await knownAtServer(server.sql, ground.localId);
  violations.push(
    ...keptPromises(ground.devices, known),
    ...(await truthOfTheLog(server.sql, ground.localId)),
  );
}

export { promisedHealMs };
