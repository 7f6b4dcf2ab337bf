/**
 * Who is here. Starts without signal into the last seat; only the person (or the server's clear word) ends a session,
 * never a network error, and no end of a session touches what is saved on the device.
 *
 * One browser holds one session: when somebody else signs in in another tab, this tab steps back at once.
 */
import { createSignal } from 'solid-js';
import type { Accessor } from 'solid-js';
import { localHeader } from '../../shared/sync/protocol.ts';
import type { HallSession } from '../sync/session.ts';
import type { Seat } from '../hall.ts';
import { askChangePassword, askHandOver, askSignIn, askSignOut } from './auth-api.ts';
import type { Account, AuthAnswer, Refused } from './auth-api.ts';
import type { Keep, Kept } from './keep.ts';
import { deviceIdFor, guessLabel, othersWithWork, seatToOpen, withoutPerson, withPerson } from './people.ts';
import type { KeptPerson, Sealed } from './people.ts';
import { refreshSession } from './refresh.ts';

export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed_out'; readonly othersWithWork: number }
  | { readonly kind: 'choosing'; readonly person: KeptPerson }
  | { readonly kind: 'in'; readonly person: KeptPerson; readonly seat: Seat };

export type SignInResult = { readonly kind: 'ok' } | Refused | { readonly kind: 'away' };

/** What becomes of this person's data here. gone: nothing is left. kept: so many changes wait for the person. */
export type Leaving = { readonly kind: 'gone' } | { readonly kind: 'kept'; readonly count: number };

export interface Session {
  readonly phase: Accessor<Phase>;
  readonly deviceLabel: Accessor<string>;
  /** How many others have left work on this device. */
  readonly others: Accessor<number>;
  start(): Promise<void>;
  signIn(email: string, password: string): Promise<SignInResult>;
  choose(seat: Seat): Promise<void>;
  /** Back to the choice of seats, for a person with several. */
  changeSeat(): void;
  /** Call when the hall is closed. False: the server could not be told yet, and will be. */
  signOut(leaving: Leaving, everywhere: boolean): Promise<boolean>;
  changePassword(current: string, next: string): Promise<AuthAnswer<object>>;
  rename(label: string): Promise<void>;
  /** Keeps sealed work for the office until it has taken it, at once or at a later contact of this device. */
  handOver(sealed: Sealed, app: string): Promise<void>;
  /** Sends what was handed over earlier and tells the server of a sign-out it has not heard of. */
  settleDebts(app: string): Promise<void>;
  hallSession(person: KeptPerson, seat: Seat): HallSession;
  /** Were this seat's rows deleted here on purpose, so that an empty store is no loss? */
  wasLeft(seat: Seat): Promise<boolean>;
  /** The seat's rows are here (again). */
  entered(seat: Seat): Promise<void>;
}

const channelName = 'unionhall-session';

/** What the parts of a session share. */
interface Parts {
  readonly keep: Keep;
  readonly phase: Accessor<Phase>;
  readonly setPhase: (phase: Phase) => void;
  readonly people: Accessor<readonly KeptPerson[]>;
  readonly keepPeople: (next: readonly KeptPerson[]) => Promise<void>;
  readonly deviceLabel: Accessor<string>;
  readonly tellTabs: () => void;
}

const accountOf = (phase: Phase): string | undefined =>
  phase.kind === 'in' || phase.kind === 'choosing' ? phase.person.accountId : undefined;

const signedOut = (people: readonly KeptPerson[]): Phase => ({
  kind: 'signed_out',
  othersWithWork: othersWithWork(people, undefined),
});

export function createSession(keep: Keep): Session {
  const [phase, setPhase] = createSignal<Phase>({ kind: 'starting' });
  const [deviceLabel, setDeviceLabel] = createSignal('');
  const [people, setPeople] = createSignal<readonly KeptPerson[]>([]);
  const keepPeople = async (next: readonly KeptPerson[]): Promise<void> => {
    setPeople(next);
    await keep.set('people', next);
  };
  const tellTabs = listenToTabs(keep, phase);
  const parts: Parts = { keep, phase, setPhase, people, keepPeople, deviceLabel, tellTabs };
  const start = async (): Promise<void> => {
    const known = await readKept(keep);
    setDeviceLabel(known.deviceLabel);
    setPeople(known.people);
    const person = known.people.find((one) => one.accountId === known.current?.accountId);
    const seat = person && seatToOpen(person, known.current?.localId);
    setPhase(person && seat ? { kind: 'in', person, seat } : signedOut(known.people));
  };
  const rename = async (label: string): Promise<void> => {
    setDeviceLabel(label);
    await keep.set('deviceLabel', label);
  };
  return {
    phase,
    deviceLabel,
    others: () => othersWithWork(people(), accountOf(phase())),
    start,
    rename,
    signIn: (email, password) => signIn(parts, email, password),
    choose: async (seat) => {
      const now = phase();
      if (now.kind === 'choosing') await enter(parts, now.person, seat);
    },
    changeSeat: () => {
      const now = phase();
      if (now.kind === 'in') setPhase({ kind: 'choosing', person: now.person });
    },
    signOut: (leaving, everywhere) => signOut(parts, leaving, everywhere),
    changePassword: askChangePassword,
    handOver: async (sealed, app) => {
      await keep.set('handOvers', [...((await keep.get('handOvers')) ?? []), sealed]);
      await settleDebts(keep, phase(), app, deviceLabel());
    },
    settleDebts: (app) => settleDebts(keep, phase(), app, deviceLabel()),
    hallSession: (person, seat) => hallSession(parts, person, seat),
    wasLeft: async ({ userId }) => (await leftSeats(keep)).includes(userId),
    entered: async ({ userId }) => {
      const left = await leftSeats(keep);
      if (left.includes(userId))
        await keep.set(
          'left',
          left.filter((one) => one !== userId),
        );
    },
  };
}

/** Another tab signed in, out, or into another seat: begin again from what it has kept. Returns how to tell the others. */
function listenToTabs(keep: Keep, phase: Accessor<Phase>): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = () => {
    void keep.get('current').then((current) => {
      const now = phase();
      const here = now.kind === 'in' ? `${now.person.accountId}|${now.seat.localId}` : '|';
      if (here !== `${current?.accountId ?? ''}|${current?.localId ?? ''}`) location.reload();
    });
  };
  return () => channel.postMessage('changed');
}

async function enter(parts: Parts, person: KeptPerson, seat: Seat): Promise<void> {
  await parts.keep.set('current', { accountId: person.accountId, localId: seat.localId });
  parts.setPhase({ kind: 'in', person, seat });
  parts.tellTabs();
}

async function signIn(parts: Parts, email: string, password: string): Promise<SignInResult> {
  const deviceId = deviceIdFor(await browserIdOf(parts.keep), email);
  const label = parts.deviceLabel().slice(0, mostLabelCharacters);
  const answer = await askSignIn(email.trim(), password, { id: deviceId, label });
  if (answer.kind !== 'ok') return answer;
  await admit(parts, answer.value, deviceId);
  return { kind: 'ok' };
}

async function admit(parts: Parts, { account, seats }: Account, deviceId: string): Promise<void> {
  const before = parts.phase();
  const person: KeptPerson = { accountId: account.id, email: account.email, deviceId, seats };
  await parts.keep.set('signOutOwed', false);
  await parts.keepPeople(withPerson(parts.people(), person));
  const isSame = before.kind === 'in' && before.person.accountId === person.accountId;
  const seat = seatToOpen(person, isSame ? before.seat.localId : undefined);
  // The same person in the same seat goes on where they were; the open hall stays open.
  if (isSame && seat?.localId === before.seat.localId) return;
  if (seat) return enter(parts, person, seat);
  await parts.keep.set('current', null);
  parts.setPhase({ kind: 'choosing', person });
}

/** The latest are enough: a browser where twenty people come and go has no use for older ones. */
const leftSeats = async (keep: Keep): Promise<readonly string[]> =>
  ((await keep.get('left')) ?? []).slice(-20);

async function signOut(parts: Parts, leaving: Leaving, everywhere: boolean): Promise<boolean> {
  const { keep } = parts;
  const before = parts.phase();
  const id = accountOf(before);
  if (before.kind === 'in' && leaving.kind === 'gone')
    await keep.set('left', [...(await leftSeats(keep)), before.seat.userId]);
  if (id !== undefined) await parts.keepPeople(peopleAfter(parts.people(), id, leaving));
  await keep.set('current', null);
  await keep.set('signOutOwed', true);
  const answer = await askSignOut(everywhere, await leftSeats(keep));
  if (answer.kind === 'ok') await keep.set('signOutOwed', false);
  // Where one person stood is nobody else's business, and no place for the next to begin.
  history.replaceState(null, '', '/');
  parts.setPhase(signedOut(parts.people()));
  parts.tellTabs();
  return answer.kind === 'ok';
}

function hallSession(parts: Parts, person: KeptPerson, seat: Seat): HallSession {
  return {
    fetch: (path, init) => {
      // Never speak with another person's proof in this person's name.
      if (accountOf(parts.phase()) !== person.accountId)
        return Promise.reject(new Error('This seat is no longer the one that is open.'));
      const headers = new Headers(init.headers);
      headers.set(localHeader, seat.localId);
      return fetch(path, { ...init, headers });
    },
    refresh: () =>
      refreshSession(parts.keep, {
        id: person.deviceId,
        label: parts.deviceLabel().slice(0, mostLabelCharacters),
      }),
  };
}

/** As many as the server takes in a device's name at sign-in. */
const mostLabelCharacters = 80;

async function browserIdOf(keep: Keep): Promise<string> {
  const known = await keep.get('browserId');
  if (known !== undefined) return known;
  const made = crypto.randomUUID();
  await keep.set('browserId', made);
  return made;
}

async function readKept(keep: Keep): Promise<Pick<Kept, 'people' | 'current' | 'deviceLabel'>> {
  const [people, current, deviceLabel] = await Promise.all([
    keep.get('people'),
    keep.get('current'),
    keep.get('deviceLabel'),
  ]);
  return {
    people: people ?? [],
    current: current ?? null,
    deviceLabel: deviceLabel ?? guessLabel(navigator.userAgent, navigator.maxTouchPoints),
  };
}

function peopleAfter(
  people: readonly KeptPerson[],
  accountId: string,
  leaving: Leaving,
): readonly KeptPerson[] {
  const person = people.find((one) => one.accountId === accountId);
  if (leaving.kind !== 'kept' || !person) return withoutPerson(people, accountId);
  return withPerson(people, { ...person, keptWork: leaving.count });
}

/** Called when there is signal. What could not be settled stays owed. */
async function settleDebts(keep: Keep, phase: Phase, app: string, label: string): Promise<void> {
  if (phase.kind === 'signed_out' && (await keep.get('signOutOwed')) === true) {
    const told = await askSignOut(false, await leftSeats(keep));
    if (told.kind === 'ok') await keep.set('signOutOwed', false);
  }
  if (phase.kind !== 'in') return;
  for (const owed of (await keep.get('handOvers')) ?? []) {
    if (owed.localId !== phase.seat.localId) continue;
    const device = {
      id: owed.deviceId,
      label: label.slice(0, 120),
      app,
      clock: new Date().toISOString(),
      unsent: 0,
    };
    const answer = await askHandOver(owed.localId, { protocol: 1, device, sealed: [...owed.sealed] });
    if (answer.kind !== 'ok') return;
    const rest = ((await keep.get('handOvers')) ?? []).filter((one) => !isSame(one, owed));
    await keep.set('handOvers', rest);
  }
}

const isSame = (one: Sealed, other: Sealed): boolean =>
  one.deviceId === other.deviceId && one.sealed[0] === other.sealed[0];
