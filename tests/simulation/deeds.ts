/** What can happen next, and how likely it is: work, the post, the clock, and everything that goes wrong. */
import { actAs, virtual } from './virtual-world.ts';
import type { World } from './run.ts';
import { observeEpoch } from './epochs.ts';
import { doubtAll, signInAgain } from './run.ts';
import type { SimDevice } from './sim-device.ts';
import type { Letter, Spoiling } from './sim-wire.ts';
import { makeGestures } from './work.ts';

export interface Deed {
  readonly name: string;
  readonly weight: number;
  readonly isFault: boolean;
  /** Nothing else happens until it is over; otherwise it ends in its own time. */
  readonly isAlone?: boolean;
  readonly act: () => void | Promise<unknown>;
}

type Maker = (world: World) => readonly Deed[];

const plain = (name: string, weight: number, act: Deed['act']): Deed => ({
  name,
  weight,
  isFault: false,
  act,
});
const fault = (name: string, weight: number, act: Deed['act']): Deed => ({
  name,
  weight,
  isFault: true,
  act,
});

export const deedsOf: Maker = (world) => [
  ...statements(world),
  ...post(world),
  ...people(world),
  ...clock(world),
  ...devices(world),
  ...serverTrouble(world),
  ...office(world),
  ...copies(world),
];

const statements: Maker = ({ gate, chance }) => {
  const waiting = gate.waiting();
  if (waiting === 0) return [];
  return [
    plain('a statement', 20, () => gate.letThrough(chance.below(waiting))),
    fault('a slow transaction', 2, () => gate.slowDown(statementsYielded)),
  ];
};

/** Enough for others to begin later, commit earlier, and be pulled in between. */
const statementsYielded = 80;

const spoilings: readonly Spoiling[] = ['lost', 'portal', 'too_large', 'busy'];

const post: Maker = (world) => {
  const { chance, server } = world;
  const lines = world.ground.devices.filter((device) => !device.isCutOff());
  const lying = (state: Letter['state']) =>
    lines.flatMap(({ wire }) =>
      wire.letters().flatMap((letter) => (letter.state === state ? [{ wire, letter }] : [])),
    );
  const going = lying('going');
  const coming = lying('coming');
  const one = chance.pick(going);
  const other = chance.pick(coming);
  const deeds: Deed[] = [];
  if (one && server.isUp()) {
    deeds.push(plain('a request goes', 8, () => one.wire.post(one.letter)));
    deeds.push(fault('a request doubled', 0.5, () => one.wire.post(one.letter, true)));
    const kept = chance.next();
    deeds.push(fault('a request cut short', 0.3, () => one.wire.post(one.letter, false, kept)));
  }
  if (one && !server.isUp()) deeds.push(plain('nobody answers', 4, () => one.wire.spoil(one.letter, 'lost')));
  if (one) {
    const how = chance.pick(spoilings) ?? 'lost';
    deeds.push(fault(`a request met: ${how}`, 0.4, () => one.wire.spoil(one.letter, how)));
  }
  if (other) {
    const at = chance.below(400);
    deeds.push(plain('an answer comes', 8, () => other.wire.deliver(other.letter)));
    deeds.push(fault('an answer lost', 0.6, () => other.wire.spoil(other.letter, 'lost')));
    deeds.push(fault('an answer cut', 0.4, () => other.wire.spoil(other.letter, 'cut', at)));
  }
  return deeds;
};

const people: Maker = (world) => {
  const { chance } = world;
  const open = world.ground.devices.filter((device) => device.hall());
  const device = chance.pick(open);
  const hall = device?.hall();
  if (!device || !hall) return [];
  return [
    plain('a gesture', 9, () => gesture(world, device)),
    plain('a change of mind', 0.4, () => changeOfMind(world, device)),
    plain('a look at the clock', 0.2, () => actAs(device.party, () => hall.sync.now())),
    ...(hall.engine.lane('push').state === 'signed_out'
      ? [plain('signs in again', 2, () => signInAgain(world, device))]
      : []),
  ];
};

async function gesture(world: World, device: SimDevice): Promise<void> {
  const hall = device.hall();
  if (!hall) return;
  const gestures = await actAs(device.party, () => makeGestures(world.chance, device, hall)).catch(() => []);
  if (gestures.length > 0) await device.write(gestures);
}

async function changeOfMind(world: World, device: SimDevice): Promise<void> {
  const hall = device.hall();
  const waiting = await actAs(device.party, async () => hall?.rows.unsent()).catch(() => []);
  const one = world.chance.pick((waiting ?? []).filter(({ state }) => state === 'saved'));
  if (one) await device.discard(one.changeId);
}

const clock: Maker = ({ chance, ground }) => {
  const some = 200 + chance.below(4_000);
  const long = 60_000 * (5 + chance.below(40));
  const device = chance.pick(ground.devices);
  const skew = chance.pick([0, 90_000, -3_600_000, 86_400_000]) ?? 0;
  return [
    { ...plain('time passes', 3, () => virtual.passTo(virtual.now() + some)), isAlone: true },
    { ...fault('a long pause', 0.08, () => virtual.passTo(virtual.now() + long)), isAlone: true },
    ...(device ? [fault('a clock jumps', 0.05, () => void (device.party.skew = skew))] : []),
  ];
};

const devices: Maker = (world) => {
  const { chance, ground } = world;
  const device = chance.pick(ground.devices);
  if (!device) return [];
  if (device.isOpening()) return [fault('an app killed while it opens', 0.1, () => device.kill())];
  if (!device.hall())
    return [
      plain('an app opens', 4, () => device.open()),
      plain('an app opens in a newer version', 0.3, () => {
        device.upgrade(`simulated ${virtual.now()}`);
        return device.open();
      }),
      fault('the main store cleared', 0.12, () => device.clear(true)),
      fault('both stores cleared', 0.06, () => device.clear(false)),
    ];
  const write = 1 + chance.below(12);
  return [
    plain('an app closes', 0.15, () => device.close()),
    fault('an app killed', 0.2, () => device.kill()),
    fault('power fails in a write', 0.25, () => device.failWrite(write, 'power')),
    fault('a write breaks', 0.25, () => device.failWrite(write, 'broken')),
    fault('the disk is full', 0.1, () => device.failWrite(write, 'full')),
    plain('room again', 0.5, () => device.disk.mend()),
    device.isCutOff()
      ? plain('signal returns', 1.2, () => device.cutOff(false))
      : fault('signal lost', 0.4, () => device.cutOff(true)),
  ];
};

const serverTrouble: Maker = (world) => {
  const { server, gate, chance } = world;
  if (!server.isUp()) return [plain('the server starts', 3, () => server.start())];
  const which = chance.below(6);
  return [
    fault('the server killed', 0.12, () => killServer(world)),
    fault('a database connection killed', 0.2, () => void gate.tearOne(which)),
    fault('Postgres restarted', 0.06, () => gate.tearAll()),
  ];
};

/** A copy of the database is kept; later the older copy is put in its place, and the server starts on it. */
const copies: Maker = (world) => {
  const { database, server } = world;
  if (!world.canRestore || !server.isUp()) return [];
  const alone = { isAlone: true };
  if (!database.hasCopy())
    return [
      { ...plain('a copy of the database', 0.5, () => standStill(world, database.keepCopy)), ...alone },
    ];
  return [
    {
      ...fault('the older copy restored', 0.15, () => standStill(world, database.putBack)),
      ...alone,
    },
  ];
};

async function standStill(world: World, work: () => Promise<void>): Promise<void> {
  killServer(world);
  await work();
  await observeEpoch(world.server.sql);
  doubtAll(world);
  world.server.start();
}

function killServer({ server, ground, office }: World): void {
  server.kill();
  for (const { wire } of ground.devices) wire.tear();
  office.wire.tear();
}

/** The office ends and gives roles, and edits the same rows at its desk. */
const office: Maker = (world) => {
  const { chance, server } = world;
  if (!server.isUp()) return [];
  const person = chance.pick(world.ground.people.filter(({ role }) => role !== 'admin'));
  if (!person) return [];
  const minutes = 1 + chance.below(30);
  return [
    fault('a role ends', 0.1, () => endRoles(world, person.userId)),
    fault('a role for a while', 0.1, () =>
      command(world, 'grantRole', {
        userId: person.userId,
        roleName: person.role,
        expiresAt: new Date(virtual.now() + minutes * 60_000).toISOString(),
      }),
    ),
    plain('a role given', 0.15, () =>
      command(world, 'grantRole', { userId: person.userId, roleName: person.role }),
    ),
  ];
};

async function command(
  world: World,
  name: string,
  input: { userId: string; roleName: string; expiresAt?: string },
): Promise<void> {
  const { wire } = world.office;
  await askOffice(wire, `/api/v1/commands/${name}`, 'POST', input);
}

async function endRoles(world: World, userId: string): Promise<void> {
  const { wire } = world.office;
  const answer = await askOffice(wire, `/api/v1/user-roles?filter[userId]=${userId}`, 'GET');
  const rows = (answer?.['rows'] ?? []) as readonly { readonly id: string }[];
  for (const { id } of rows) await askOffice(wire, '/api/v1/commands/endRole', 'POST', { userRoleId: id });
}

/** Undefined when nobody answered. The office's line is never in trouble, but the server may be. */
async function askOffice(
  wire: World['office']['wire'],
  path: string,
  method: string,
  body?: object,
): Promise<Record<string, unknown> | undefined> {
  const asking = wire.fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  for (const letter of wire.letters()) if (letter.state === 'going') wire.post(letter);
  try {
    const response = await asking;
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
