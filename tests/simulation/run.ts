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
import { calmDown, heal } from './healing.ts';
import type { Known } from './invariants.ts';
import {
  atomicGroups,
  keptPromises,
  knownAtServer,
  needlessRepairs,
  toldLosses,
  truthOfTheLog,
} from './invariants.ts';
import { forgetSeen, goesBack } from './monotone.ts';
import { truthOfMerges } from './merge-model.ts';
import type { SimDatabase } from './sim-database.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimPerson, SimServer } from './sim-server.ts';
import { createSimServer } from './sim-server.ts';
import type { Wire } from './sim-wire.ts';
import { createWire } from './sim-wire.ts';
import type { Gate } from './statement-gate.ts';
import { createGate } from './statement-gate.ts';
import type { Watcher } from './watcher.ts';
import type { Deed } from './deeds.ts';
import { deedsOf } from './deeds.ts';
import { actAs, quiet, virtual } from './virtual-world.ts';
import { resetSerial } from './work.ts';

export interface RunOptions {
  readonly watcher: Watcher;
  readonly steps: number;
  readonly onStep?: ((line: string) => void) | undefined;
  /** The database is this run's alone, and may be put back to an older copy. */
  readonly canRestore?: boolean;
  /** Steps that are left out, for finding the shortest failing run. */
  readonly skip?: ReadonlySet<number> | undefined;
}

export interface RunResult {
  readonly seed: number;
  readonly steps: number;
  readonly violations: readonly string[];
  /** Which steps were faults. */
  readonly faultSteps: readonly number[];
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
  readonly canRestore: boolean;
  readonly faults: Record<string, number>;
  readonly faultSteps: number[];
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
  const gate = createGate(options.watcher, database.appUrl);
  const server = createSimServer(database, gate);
  const trace = createHash('sha256');
  const violations: string[] = [];
  try {
    const world = await open({
      chance,
      gate,
      server,
      database,
      violations,
      canRestore: options.canRestore ?? false,
    });
    await settleIn(world, options);
    const steps = await trouble(world, options, (line) => trace.update(line));
    const healMs = await heal(world, options);
    await judge(world);
    return {
      seed,
      steps,
      violations,
      faults: world.faults,
      faultSteps: world.faultSteps,
      saved: world.ground.devices.reduce((sum, device) => sum + device.saved.length, 0),
      healMs,
      trace: trace.digest('hex').slice(0, 16),
    };
  } finally {
    server.kill();
    gate.close();
  }
}

async function open(
  given: Pick<World, 'chance' | 'gate' | 'server' | 'database' | 'violations' | 'canRestore'>,
): Promise<World> {
  const { chance, gate, server } = given;
  await observeEpoch(server.sql);
  const ground = await layGround(chance, server);
  const person = await server.join('the office', 'admin', ground.localId);
  const office = { person, wire: createWire(server, person, 'the office') };
  server.start();
  for (const { wire } of [...ground.devices, office]) await drive(gate, wire.signIn());
  return {
    ...given,
    ground,
    office,
    faults: {},
    faultSteps: [],
    started: new Set(),
  };
}

const settlingInMs = 20_000;

/** Most runs begin on a working day: everybody has his rows. In the others the first download meets the trouble. */
async function settleIn(world: World, options: RunOptions): Promise<void> {
  if (world.chance.oneIn(4)) return;
  const until = virtual.now() + settlingInMs;
  await calmDown(world, options, () => virtual.now() < until);
}

async function trouble(world: World, options: RunOptions, note: (line: string) => void): Promise<number> {
  const { chance } = world;
  for (let step = 0; step < options.steps; step += 1) {
    const deed = chance.weighted(deedsOf(world).map((one) => [one.weight, one] as const));
    // Chance is drawn all the same, so that leaving a step out leaves the others as they are.
    const isSkipped = options.skip?.has(step) === true && deed?.isFault === true;
    if (deed && !isSkipped) {
      if (deed.isFault) world.faultSteps.push(step);
      await act(world, deed);
      note(`${step} ${deed.name} ${virtual.now()}\n`);
      options.onStep?.(`${step} ${deed.name}`);
    }
    await settle(world);
    await watch(world);
    for (const device of world.ground.devices) world.violations.push(...(await goesBack(device, step)));
    if (world.violations.length > 0) return step + 1;
  }
  return options.steps;
}

async function act(world: World, deed: Deed): Promise<void> {
  if (deed.isFault) count(world, deed.name);
  const done = deed.act();
  if (done instanceof Promise && deed.isAlone) await done;
  else if (done instanceof Promise) begin(world, done);
  await Promise.resolve();
}

/** I5, while it goes on: nobody is told "all sent" of what the server does not have. */
async function watch(world: World): Promise<void> {
  const { ground, server } = world;
  for (const device of ground.devices) device.listen();
  const claims = ground.devices.filter((device) => {
    const status = device.hall()?.sync.status();
    return status?.unsent === 0 && status.needsYou === 0 && doubtful(device).length > 0;
  });
  if (claims.length === 0) return;
  const known = await knownAtServer(server.sql, ground.localId);
  for (const device of claims) world.violations.push(...falseClaims(device, known));
}

const doubtful = (device: SimDevice): readonly string[] =>
  device.saved.map(({ changeId }) => changeId).filter((id) => !confirmed.get(device)?.has(id));

function falseClaims(device: SimDevice, known: Known): readonly string[] {
  const sure = confirmed.get(device) ?? new Set<string>();
  confirmed.set(device, sure);
  const isThere = (id: string): boolean =>
    known.receipts.has(id) || known.aside.has(id) || device.discarded.has(id);
  for (const id of doubtful(device).filter(isThere)) sure.add(id);
  // A device that lost its store says so instead; whether it does is another question (I8).
  if (device.hall()?.sync.status().alarm || device.losses.main > 0) return [];
  return doubtful(device).map((id) => `I5 ${device.name} says all is sent; ${id} is not at the server`);
}

const confirmed = new WeakMap<SimDevice, Set<string>>();
export const doubtAll = (world: World): void => {
  for (const device of world.ground.devices) {
    confirmed.delete(device);
    forgetSeen(device);
  }
};

export const signInAgain = (world: World, device: SimDevice): void =>
  begin(
    world,
    actAs(device.party, () => device.signIn()),
  );

async function judge(world: World): Promise<void> {
  const { ground, server, violations } = world;
  if (violations.length > 0) return;
  const known = await knownAtServer(server.sql, ground.localId);
  for (const device of ground.devices) await device.lookAtNeedsYou();
  violations.push(
    ...needlessRepairs(ground.devices),
    ...keptPromises(ground.devices, known),
    ...toldLosses(ground.devices, known),
    ...atomicGroups(ground.devices, known),
    ...(await truthOfTheLog(server.sql, ground.localId)),
    ...(await truthOfMerges(server.sql, ground)),
  );
}
