/**
 * Who hears what, by every path there is. The leak suite takes the policy's word for what may be read; this one does
 * not: each secret below names by hand who may ever hear it (design.md 4, "Who holds what"), and every path of the
 * server is asked by everybody for all of them. What is heard must be just that, no more and no less.
 */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../shared/commands/index.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { decodeFrames, decodePage } from '../../shared/sync/frames.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { bytesToUuid } from '../../shared/values/uuid.ts';
import { pathOf } from '../../server/routes/entity-path.ts';
import { entityNamed, insertRow } from '../support/insert-row.ts';
import { listenTo } from '../support/live-client.ts';
import { newId } from '../support/make-row.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';

const names = ['admin', 'officer', 'staff', 'organizer', 'instructor', 'member', 'stranger'] as const;
type Name = (typeof names)[number];

interface Secret {
  /** Stands in one field of one row, and nowhere else. */
  readonly word: string;
  readonly entity: string;
  readonly field: string;
  readonly heardBy: readonly Name[];
  row: string;
  /** Shown when asked for, and never stored on a device of these. */
  readonly shownOnly: readonly Name[];
}

let rig: Rig;
let people: Record<Name, Person>;
let hall: Population;
const secrets = new Map<string, Secret>();

const officers: readonly Name[] = ['admin', 'officer'];
const office: readonly Name[] = [...officers, 'staff'];
const field: readonly Name[] = [...officers, 'organizer'];
const roster: readonly Name[] = [...office, 'organizer'];

/** Unlike anything else in the house. A date or a number has a form of its own to keep. */
function secret(
  entity: string,
  name: string,
  heardBy: readonly Name[],
  form?: string,
  shownOnly: readonly Name[] = [],
): string {
  const word = form ?? `Zq${secrets.size}x${Math.random().toString(36).slice(2, 10)}q`;
  secrets.set(word, { word, entity, field: name, heardBy, shownOnly, row: '' });
  return word;
}

const placed = (row: Row | { id: string }, ...words: readonly string[]): void => {
  for (const word of words) {
    const known = secrets.get(word);
    if (known) known.row = row.id;
  }
};

const pathFor = (entity: string): string => `/api/v1/${pathOf(entityNamed(registry, entity))}`;

async function make(by: Person, entity: string, values: Values): Promise<Row> {
  const response = await by.send('POST', pathFor(entity), values);
  if (response.status !== 201) throw new Error(`${entity}: ${response.status} ${await response.text()}`);
  const { row } = (await response.json()) as { row: Row };
  placed(row, ...Object.values(values).map(String));
  return row;
}

async function edit(by: Person, entity: string, id: string, values: Values): Promise<void> {
  const response = await by.send('PATCH', `${pathFor(entity)}/${id}`, values);
  if (response.status !== 200) throw new Error(`${entity}: ${response.status} ${await response.text()}`);
  placed({ id }, ...Object.values(values).map(String));
}

const pushOf = (by: Person, changes: readonly object[]): Promise<Response> =>
  by.send('POST', '/api/sync/push', {
    protocol: protocolVersion,
    epoch: null,
    device: { ...by.device, clock: new Date().toISOString() },
    changes,
  });

const sequences = new Map<Person, number>();
function changeBy(by: Person, facts: Partial<Change>): Partial<Change> {
  const sequence = (sequences.get(by) ?? 0) + 1;
  sequences.set(by, sequence);
  return { id: newId(), sequence, row: null, at: new Date().toISOString(), ...facts };
}

beforeAll(async () => {
  rig = await openRig();
  const elsewhere = await rig.makeLocal();
  people = {
    admin: await rig.join({ roles: ['admin'] }),
    officer: await rig.join({ roles: ['officer'] }),
    staff: await rig.join({ roles: ['staff'] }),
    organizer: await rig.join({ roles: ['organizer'] }),
    instructor: await rig.join({ roles: ['instructor'] }),
    member: await rig.join({ roles: ['member'] }),
    stranger: await rig.join({ roles: ['admin'] }, elsewhere),
  };
  hall = await populate(rig, { teacher: people.instructor, learner: people.member });
  await populate(rig, { teacher: people.stranger }, elsewhere);
  await fill();
  await dispute();
});
afterAll(() => rig.close());

const own = (): string => hall.members[0]?.id ?? '';
const other = (): string => hall.members[5]?.id ?? '';

/** Members, jobs, notes, employers, visits, students: each text with its readers. */
async function fill(): Promise<void> {
  const { admin, officer, staff, organizer } = people;
  await edit(staff, 'member', own(), {
    address: secret('member', 'address', [...roster, 'member']),
    generalNotes: secret('member', 'generalNotes', office),
    dateOfBirth: secret('member', 'dateOfBirth', office, '1961-02-03', names),
  });
  await edit(staff, 'member', other(), {
    address: secret('member', 'address', roster),
    phone: secret('member', 'phone', officers, '555 8135 7911'),
    generalNotes: secret('member', 'generalNotes', office),
    dateOfBirth: secret('member', 'dateOfBirth', office, '1958-11-29', names),
  });
  // What stood before is in the history alone, and of a sensitive field only officers read that.
  await edit(staff, 'member', other(), { phone: secret('member', 'phone', roster, '555 2468 1357') });

  const employer = await make(admin, 'organization', {
    name: 'Brightwater Electric',
    orgType: 'employer',
    website: secret('organization', 'website', roster),
    saltingNotes: secret('organization', 'saltingNotes', field),
  });
  await make(organizer, 'organizationContact', {
    organizationId: employer.id,
    firstName: 'Dana',
    lastName: secret('organizationContact', 'lastName', roster),
  });
  const job = (memberId: string, endDate: string | null, jobTitle: string, rate: string): Promise<Row> =>
    make(staff, 'memberEmployment', {
      memberId,
      organizationId: employer.id,
      startDate: '2024-05-01',
      endDate,
      jobTitle,
      hourlyRate: Number(rate),
    }).then((row) => (placed(row, rate), row));
  const title = (heardBy: readonly Name[], shownOnly?: readonly Name[]) =>
    secret('memberEmployment', 'jobTitle', heardBy, undefined, shownOnly);
  const rate = (heardBy: readonly Name[], cents: string) =>
    secret('memberEmployment', 'hourlyRate', heardBy, cents);
  await job(own(), null, title([...roster, 'member']), rate([...office, 'member'], '74931'));
  await job(own(), '2025-01-31', title([...office, 'member'], office), rate([...office, 'member'], '61843'));
  await job(other(), null, title(roster), rate(office, '58217'));
  await job(other(), '2025-02-28', title(office, names), rate(office, '49627'));

  const note = (by: Person, visibility: string, heardBy: readonly Name[]): Promise<Row> =>
    make(by, 'memberNote', {
      memberId: own(),
      visibility,
      noteText: secret('memberNote', 'noteText', heardBy),
    });
  await note(staff, 'staff_only', ['admin', 'staff']);
  await note(officer, 'staff_only', officers);
  await note(officer, 'officers', officers);
  await note(organizer, 'officers', field);
  await note(staff, 'all_authorized', roster);
  const removed = await note(officer, 'officers', officers);
  await admin.send('DELETE', `${pathFor('memberNote')}/${removed.id}`);

  await make(organizer, 'saltingActivity', {
    organizationId: employer.id,
    activityType: 'site_visit',
    activityDate: '2026-11-02',
    workersContacted: 3,
    cardsSigned: 1,
    description: secret('saltingActivity', 'description', field),
    nextStep: secret('saltingActivity', 'nextStep', field),
  });
  for (const [index, heardBy] of [
    [0, [...office, 'instructor']],
    [1, office],
  ] as const) {
    const student = hall.students[index]?.id ?? '';
    await edit(staff, 'student', student, {
      emergencyContactName: secret('student', 'emergencyContactName', heardBy),
      notes: secret('student', 'notes', office),
    });
  }
  await rig.hall.inside(
    async (tx) => {
      const of = entityNamed(registry, 'member');
      const values = { lastName: secret('member', 'lastName', ['stranger']) };
      placed(await insertRow(tx, registry, of, people.stranger.localId, values), values.lastName);
    },
    { localId: people.stranger.localId },
  );
}

/** Work that did not simply go through: what was in it is read by those who review it, and by nobody else. */
async function dispute(): Promise<void> {
  const { organizer, staff, instructor, officer, admin } = people;
  const employer = [...secrets.values()].find((one) => one.field === 'saltingNotes')?.row ?? '';
  const refused = (by: Person, entity: string, set: Values): object =>
    changeBy(by, { entity, op: 'create', row: newId(), set });
  const conflicting = (by: Person, entity: string, row: string, set: Values): object =>
    changeBy(by, {
      entity,
      op: 'update',
      row,
      set,
      base: Object.fromEntries(Object.keys(set).map((name) => [name, 'What it said before'])),
    });
  const about = (entity: string, name: string, heardBy: readonly Name[], form?: string): string =>
    secret(entity, name, heardBy, form);
  await pushOf(organizer, [
    conflicting(organizer, 'member', other(), {
      phone: about('conflict', 'values', roster, '555 7777 3131'),
    }),
    conflicting(organizer, 'organization', employer, { saltingNotes: about('conflict', 'values', field) }),
    refused(organizer, 'saltingActivity', {
      organizationId: employer,
      activityDate: 'no day at all',
      description: about('refusal', 'change', field),
    }),
    refused(organizer, 'memberNote', {
      memberId: own(),
      visibility: 'nobody at all',
      noteText: about('refusal', 'change', ['admin', 'organizer']),
    }),
  ]);
  await pushOf(staff, [
    refused(staff, 'memberNote', {
      visibility: 'wrong',
      noteText: about('refusal', 'change', ['admin', 'staff']),
    }),
    conflicting(staff, 'member', own(), { generalNotes: about('conflict', 'values', office) }),
  ]);
  await pushOf(officer, [
    conflicting(officer, 'organization', employer, {
      saltingNotes: about('conflict', 'values', officers),
    }),
    refused(officer, 'memberNote', { visibility: 'wrong', noteText: about('refusal', 'change', officers) }),
  ]);
  await pushOf(instructor, [
    refused(instructor, 'attendance', {
      sessionId: hall.sessions[0].id,
      notes: about('refusal', 'change', [...office, 'instructor']),
    }),
  ]);
  await edit(admin, 'organization', employer, { city: 'Tolland' });
}

/** Five digits in a row also stand in one request id out of some ten thousand; a number is said where it stands alone. */
const isSaid = (all: string, word: string): boolean =>
  /^\d+$/.test(word) ? new RegExp(`(?<![\\w.-])${word}(?![\\w-])`).test(all) : all.includes(word);

/** Keeps every word that it is told. */
class Ear {
  readonly heard: string[] = [];
  readonly person: Person;
  readonly rows = new Map<string, Set<string>>();

  constructor(person: Person) {
    this.person = person;
  }

  async ask(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await this.person.send(method, path, body);
    this.note(await response.clone().text(), ...response.headers.values());
    return response;
  }

  note(...texts: readonly string[]): void {
    this.heard.push(...texts);
  }

  words(): ReadonlySet<string> {
    const all = this.heard.join('\n');
    return new Set([...secrets.keys()].filter((word) => isSaid(all, word)));
  }
}

const ids = (): readonly (readonly [string, string])[] => [
  ...new Map([...secrets.values()].map((one) => [one.row, [one.entity, one.row] as const])).values(),
];

const asked = [...names];

const paths: Readonly<Record<string, (ear: Ear) => Promise<void>>> = {
  'what the app asks first': async (ear) => {
    for (const path of ['/api/v1/bootstrap', '/api/auth/me', '/api/openapi.json', '/metrics', '/readyz'])
      await ear.ask('GET', path);
  },
  'every list, in every order, with its count': async (ear) => {
    for (const of of registry.values()) {
      const path = `/api/v1/${pathOf(of)}?page[size]=200&total=true`;
      await ear.ask('GET', path);
      for (const [name] of fieldEntries(of)) await ear.ask('GET', `${path}&sort=-${name}`);
    }
  },
  'every record and its history': async (ear) => {
    for (const [entity, id] of ids()) {
      await ear.ask('GET', `${pathFor(entity)}/${id}`);
      await ear.ask('GET', `${pathFor(entity)}/${id}/history?limit=200`);
    }
  },
  'the first download, frame by frame': async (ear) => {
    const response = await ear.person.rawPull();
    if (!response.body) throw new Error('There is no body.');
    for await (const { header, body } of decodeFrames(response.body)) {
      ear.note(JSON.stringify(header));
      const told = header as { frame: string; count?: number; entity?: string };
      if (told.frame === 'delta') ear.note(gunzipSync(body).toString());
      if (told.frame !== 'page') continue;
      const page = decodePage(body, told.count ?? 0);
      ear.note(gunzipSync(page.rows).toString());
      for (let at = 0; at < page.ids.length; at += 16) ear.note(bytesToUuid(page.ids.subarray(at, at + 16)));
    }
  },
  'what moves while one is away': async (ear) => {
    const { begin, end } = await ear.person.pull();
    for (const of of registry.values())
      await rig.hall.behind`update ${rig.hall.behind(of.table)} set version = version + 1`;
    let cursors = end?.cursors ?? {};
    for (let more = true; more;) {
      const pulled = await ear.person.pull({ epoch: begin.epoch, views: begin.views, cursors });
      ear.note(JSON.stringify(pulled));
      cursors = pulled.end?.cursors ?? cursors;
      more = pulled.end?.more === true;
    }
  },
  'ranges fetched again, and proofs of nothing': async (ear) => {
    const { begin, end } = await ear.person.pull();
    const all = { from: null, to: null };
    const entities = Object.fromEntries(
      [...registry.keys()].map((name) => [name, [{ ...all, count: 0, sum: 0 }]]),
    );
    const asking = { epoch: begin.epoch, cursors: end?.cursors ?? {}, device: ear.person.device };
    await ear.ask('POST', '/api/sync/verify', { protocol: protocolVersion, ...asking, entities });
    for (const entity of registry.keys()) {
      const { views } = begin;
      const again = await ear.person.pull({ ...asking, views, refetch: [{ entity, ...all }] });
      ear.note(JSON.stringify(again));
    }
  },
  'the live stream while everything moves': async (ear) => {
    const live = await listenTo(ear.person);
    for (const { table } of registry.values())
      await rig.hall.behind`update ${rig.hall.behind(table)} set version = version + 1`;
    const scopes = await rig.hall.behind<{ scope: string }[]>`select distinct scope from sync.feed`;
    const numbers = Object.fromEntries(scopes.map(({ scope }) => [scope, 10_000_000]));
    rig.hub.moved(rig.localId, numbers);
    for (let heard = await live.within(100); typeof heard === 'object'; heard = await live.within(100))
      ear.note(JSON.stringify(heard));
    await live.stop();
  },
  'the audit log, its filters and its file': async (ear) => {
    const [person, from] = [people.staff.userId, '2020-01-01'];
    for (const query of ['', `person=${person}`, `from=${from}`, 'action=UPDATE', 'entity=memberNote'])
      for (const path of ['/api/v1/audit', '/api/v1/audit.csv'])
        await ear.ask('GET', `${path}?${query}&limit=200`);
    await ear.ask('GET', '/api/v1/audit.csv?as=json');
    for (const [entity, id] of ids()) await ear.ask('GET', `/api/v1/audit?entity=${entity}&record=${id}`);
  },
  'refusals: wrong bodies, wrong ids, wrong commands': async (ear) => {
    for (const of of registry.values()) {
      await ear.ask('POST', `/api/v1/${pathOf(of)}`, { nonsense: 1 });
      await ear.ask('POST', `/api/v1/${pathOf(of)}`, {});
    }
    for (const [entity, id] of ids()) await ear.ask('PATCH', `${pathFor(entity)}/${id}`, { nonsense: 1 });
    // Every row of the kind that the command is about, and of each other kind one.
    const oneOfEach = new Map(ids());
    for (const [name, { fields }] of commands) {
      const isAbout = new Set(Object.values(fields).map((field) => field.target));
      for (const [entity, id] of ids()) {
        if (!isAbout.has(entity) && oneOfEach.get(entity) !== id) continue;
        const input = Object.fromEntries(Object.keys(fields).map((one) => [one, id]));
        await ear.ask('POST', `/api/v1/commands/${name}`, input);
      }
    }
    await ear.ask('POST', '/api/sync/push', { protocol: protocolVersion, changes: 'none' });
  },
  'changes to what one may not read': async (ear) => {
    const hidden = [...secrets.values()].filter(({ heardBy }) => !heardBy.includes(nameOf(ear.person)));
    const changes = hidden.flatMap(({ entity, field: name, row }) => {
      const set = { [name]: 'x' };
      const base = { [name]: 'y' };
      return [
        changeBy(ear.person, { entity, op: 'update', row, set, base }),
        changeBy(ear.person, { entity, op: 'create', row, set }),
        ...(isVeiled(ear.person, entity) ? [changeBy(ear.person, { entity, op: 'delete', row })] : []),
      ];
    });
    if (changes.length > 0) ear.note(await (await pushOf(ear.person, changes)).text());
  },
  'other people’s changes, sent once more': async (ear) => {
    const sent = await rig.hall.behind<{ id: string }[]>`
      select change_id as id from receipts where user_id is distinct from ${ear.person.userId} limit 200`;
    const changes = sent.map(({ id }) => ({
      ...changeBy(ear.person, { entity: 'member', op: 'update', row: own(), set: { firstName: 'X' } }),
      id,
    }));
    if (changes.length > 0) ear.note(await (await pushOf(ear.person, changes)).text());
  },
};

const nameOf = (person: Person): Name => asked.find((name) => people[name] === person) ?? 'stranger';

/** Deleting is only tried where nothing of the kind may be deleted: a deletion that works would end the test's own rows. */
const isVeiled = (person: Person, entity: string): boolean =>
  ['instructor', 'member', 'stranger'].includes(nameOf(person)) && entity !== 'attendance';

/** What a device is given to keep. */
const storedFrom: ReadonlySet<string> = new Set([
  'the first download, frame by frame',
  'what moves while one is away',
  'ranges fetched again, and proofs of nothing',
]);

/** The rights of design.md's table, one path after another; what is heard in all must be what was said by hand. */
describe.each(names)('the %s', (name) => {
  const allHeard = new Set<string>();

  test.each(Object.keys(paths))('hears nothing that is not for them from: %s', async (path) => {
    const ear = new Ear(people[name]);
    await paths[path]?.(ear);
    const heard = ear.words();
    for (const word of heard) allHeard.add(word);
    const tooMuch = [...heard].map((word) => secrets.get(word)).filter((one) => !one?.heardBy.includes(name));
    expect(tooMuch).toEqual([]);
    if (!storedFrom.has(path)) return;
    const kept = [...heard].map((word) => secrets.get(word)).filter((one) => one?.shownOnly.includes(name));
    expect(kept).toEqual([]);
  });

  test('and hears what is', () => {
    const meant = [...secrets.values()].filter(({ heardBy }) => heardBy.includes(name));
    expect(meant.filter(({ word }) => !allHeard.has(word))).toEqual([]);
  });

  test('finds nothing by guessing: a filter for a secret is answered like one for nonsense', async () => {
    for (const { word, entity, field: of, heardBy } of secrets.values()) {
      if (heardBy.includes(name)) continue;
      const nonsense = /^\d{4}-/.test(word) ? '1977-07-07' : /^\d+$/.test(word) ? '11111' : 'Zq-nothing';
      const operators = /^\d/.test(word) ? [''] : ['', '[contains]'];
      for (const operator of operators) {
        const asking = (value: string) =>
          `${pathFor(entity)}?total=true&filter[${of}]${operator}=${encodeURIComponent(value)}`;
        const [guess, blank] = [
          await people[name].send('GET', asking(word)),
          await people[name].send('GET', asking(nonsense)),
        ];
        expect([entity, of, guess.status, await guess.text()]).toEqual([
          entity,
          of,
          blank.status,
          await blank.text(),
        ]);
      }
    }
  });
});
