/**
 * Nothing leaks (P4): every role asks every path for everything it must not see. What it must not see is worked out
 * from the policy, row by row; every word of every answer is searched for it.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Row } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import type { RangeProof } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import { proofOf } from '../../shared/sync/checksum.ts';
import { uuidToBytes } from '../../shared/values/uuid.ts';
import { rowFromRecord } from '../../server/database/tables.ts';
import type { TableRecord } from '../../server/database/tables.ts';
import { pathOf } from '../../server/routes/entity-path.ts';
import { listenTo } from '../support/live-client.ts';
import { newId } from '../support/make-row.ts';
import type { Holdings } from '../support/oracle.ts';
import { oracleFor } from '../support/oracle.ts';
import type { Person, Rig } from '../support/people.ts';
import { castOf, openRig } from '../support/people.ts';
import { populate } from '../support/populate.ts';
import { Replica } from '../support/pull-client.ts';
import type * as v from 'valibot';

let rig: Rig;
let cast: ReadonlyMap<Role, Person>;
/** Every live row of both locals, read behind the curtain. */
let everything: ReadonlyMap<string, readonly Row[]>;

beforeAll(async () => {
  rig = await openRig();
  cast = await castOf(rig, roles);
  await populate(rig, { teacher: cast.get('instructor'), learner: cast.get('member') });
  const elsewhere = await rig.makeLocal();
  const stranger = await rig.join({ roles: ['admin'] }, elsewhere);
  await populate(rig, { teacher: stranger }, elsewhere);
  everything = await readEverything();
});
afterAll(() => rig.close());

async function readEverything(): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, readonly Row[]>();
  for (const of of registry.values()) {
    const sql = rig.hall.behind;
    const records = await sql<TableRecord[]>`select * from ${sql(of.table)} where deleted_at is null`;
    found.set(
      of.name,
      records.map((record) => rowFromRecord(of, record).row),
    );
  }
  return found;
}

const texts = (of: Entity, row: Row): readonly string[] =>
  fieldEntries(of).flatMap(([name, field]) => {
    const value = row[name];
    return field.kind === 'text' && typeof value === 'string' && value.length >= 6 ? [value] : [];
  });

/** The words (beyond those of the code itself) that stand in some row or field this person may not read, and nowhere that they may. */
function forbiddenWords(seen: Holdings): ReadonlySet<string> {
  const readable = new Set<string>();
  for (const [entity, rows] of seen) {
    const of = registry.get(entity);
    for (const row of rows.values()) for (const word of of ? texts(of, row) : []) readable.add(word);
  }
  const all = [...everything].flatMap(([entity, rows]) => {
    const of = registry.get(entity);
    return of ? rows.flatMap((row) => texts(of, row)) : [];
  });
  const commonWords = new Set<string>([...roles, ...registry.keys()]);
  const isReadable = (word: string): boolean => [...readable].some((one) => one.includes(word));
  return new Set(all.filter((word) => !commonWords.has(word) && !isReadable(word)));
}

/** Asks as a person, and listens to every word. */
class Ear {
  readonly heard: string[] = [];
  readonly person: Person;

  constructor(person: Person) {
    this.person = person;
  }

  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const response = await this.person.send(method, path, body);
    const text = await response.text();
    this.heard.push(text);
    return { status: response.status, text };
  }

  expectSilenceOf(words: ReadonlySet<string>): void {
    const all = this.heard.join('\n');
    expect([...words].filter((word) => all.includes(word))).toEqual([]);
  }
}

const person = (role: Role): Person => {
  const found = cast.get(role);
  if (!found) throw new Error(`Nobody is ${role}.`);
  return found;
};

const hiddenIn = (of: Entity, seen: Holdings): readonly Row[] =>
  (everything.get(of.name) ?? []).filter((row) => !seen.get(of.name)?.has(row.id));

/** Ids that differ in nothing but in being there. Whoever asks must hear the same. */
const sameAnswer = (one: { status: number; text: string }, other: { status: number; text: string }): void =>
  expect(one).toEqual(other);

describe.each(roles)('the %s', (role) => {
  test('lists only rows and fields within reach, by any path', async () => {
    const ear = new Ear(person(role));
    const seen = await oracleFor(rig, person(role), true);
    for (const of of registry.values()) {
      const { status, text } = await ear.ask('GET', `/api/v1/${pathOf(of)}?page[size]=200&total=true`);
      const own = seen.get(of.name);
      if (status !== 200) {
        expect([of.name, status, own]).toEqual([of.name, 403, undefined]);
        continue;
      }
      const { rows, total } = JSON.parse(text) as { rows: Row[]; total: number };
      expect([of.name, total, rows.length]).toEqual([of.name, own?.size ?? 0, own?.size ?? 0]);
      for (const row of rows) expect(row).toEqual(own?.get(row.id));
    }
    ear.expectSilenceOf(forbiddenWords(seen));
  });

  test('hears of a hidden row exactly what it hears of one that never was', async () => {
    const ear = new Ear(person(role));
    const seen = await oracleFor(rig, person(role), true);
    for (const of of registry.values()) {
      const path = `/api/v1/${pathOf(of)}`;
      const settable = fieldEntries(of).find(
        ([, field]) => field.origin.by === 'person' && field.kind === 'text',
      );
      const set = { [settable?.[0] ?? 'nothing']: 'x' };
      const never = randomUUID();
      const [read, history, edit, removal] = [
        await ear.ask('GET', `${path}/${never}`),
        await ear.ask('GET', `${path}/${never}/history`),
        await ear.ask('PATCH', `${path}/${never}`, set),
        await ear.ask('DELETE', `${path}/${never}`),
      ];
      for (const row of hiddenIn(of, seen).slice(0, 6)) {
        sameAnswer(await ear.ask('GET', `${path}/${row.id}`), read);
        sameAnswer(await ear.ask('GET', `${path}/${row.id}/history`), history);
        sameAnswer(await ear.ask('PATCH', `${path}/${row.id}`, set), edit);
        sameAnswer(await ear.ask('DELETE', `${path}/${row.id}`), removal);
      }
    }
    ear.expectSilenceOf(forbiddenWords(seen));
  });

  test('cannot find, order or count by what it may not read', async () => {
    const ear = new Ear(person(role));
    const seen = await oracleFor(rig, person(role), true);
    for (const of of registry.values()) {
      const own = [...(seen.get(of.name)?.values() ?? [])];
      const readable = new Set(own.flatMap((row) => Object.keys(row)));
      if (own.length === 0) continue;
      for (const [name, field] of fieldEntries(of)) {
        if (field.kind === 'json' || field.kind === 'references') continue;
        const path = `/api/v1/${pathOf(of)}?page[size]=200&total=true&`;
        if (!readable.has(name)) {
          const nonsense = await ear.ask('GET', `${path}filter[nonsense]=1&sort=nonsense`);
          const asked = await ear.ask('GET', `${path}filter[${name}]=1&sort=${name}`);
          expect([asked.status, asked.text.replaceAll(name, 'nonsense')]).toEqual([
            nonsense.status,
            nonsense.text,
          ]);
          continue;
        }
        await cannotGuess(ear, of, name, own, path);
      }
    }
    ear.expectSilenceOf(forbiddenWords(seen));
  });

  /** A field that shows in some rows: its values in the others find nothing, and order nothing. */
  async function cannotGuess(
    ear: Ear,
    of: Entity,
    name: string,
    own: readonly Row[],
    path: string,
  ): Promise<void> {
    const seenIn = new Set(own.filter((row) => name in row).map((row) => row.id));
    const blindTo = (everything.get(of.name) ?? []).filter((row) => !seenIn.has(row.id));
    for (const value of new Set(blindTo.map((row) => row[name] ?? null).slice(0, 6))) {
      if (value === null) continue;
      const { text } = await ear.ask('GET', `${path}filter[${name}]=${encodeURIComponent(String(value))}`);
      const found = (JSON.parse(text) as { rows: Row[] }).rows.map((one) => one.id);
      expect([of.name, name, found.sort()]).toEqual([of.name, name, idsWith(own, name, value)]);
    }
    const { text } = await ear.ask('GET', `${path}sort=${name}`);
    const blind = (JSON.parse(text) as { rows: Row[] }).rows
      .filter((one) => !(name in one))
      .map((one) => one.id);
    expect([of.name, name, blind]).toEqual([of.name, name, [...blind].sort()]);
  }

  test('gets nothing more by pulling, before or after everything has moved', async () => {
    const who = person(role);
    const replica = new Replica();
    await replica.catchUp(who);
    const words = forbiddenWords(await oracleFor(rig, who));
    const held = () =>
      [...replica.rows].flatMap(([entity, rows]) => [...rows.keys()].map((id) => `${entity} ${id}`));
    const ids = async () =>
      [...(await oracleFor(rig, who))].flatMap(([entity, rows]) =>
        [...rows.keys()].map((id) => `${entity} ${id}`),
      );
    expect(held().sort()).toEqual((await ids()).sort());
    for (const of of registry.values())
      await rig.hall.behind`update ${rig.hall.behind(of.table)} set version = version + 1`;
    const allowed = new Set(await ids());
    for (let more = true; more;) {
      const pulled = await who.pull(replica.request);
      const puts = Object.entries(pulled.delta?.puts ?? {}).flatMap(([entity, rows]) =>
        rows.map((row) => `${entity} ${row.id}`),
      );
      expect(puts.filter((one) => !allowed.has(one))).toEqual([]);
      expect(pulled.delta?.exits ?? []).toEqual([]);
      replica.take(pulled);
      more = pulled.end?.more === true;
    }
    const kept = JSON.stringify([...replica.rows.values()].map((rows) => [...rows.values()]));
    expect([...words].filter((word) => kept.includes(word))).toEqual([]);
  });

  test('proves only what it may read, and hears only of scopes it holds', async () => {
    const who = person(role);
    const replica = new Replica();
    await replica.catchUp(who);
    const proof = (rows: readonly Row[]): v.InferOutput<typeof RangeProof>[] => [
      {
        from: null,
        to: null,
        ...proofOf(
          Buffer.concat(rows.map((row) => uuidToBytes(row.id))),
          rows.map((row) => row.version),
        ),
      },
    ];
    const entities = Object.fromEntries(
      [...registry.keys()].map((name) => [name, proof([...replica.of(name).values()])]),
    );
    const body = {
      protocol: protocolVersion,
      epoch: replica.epoch,
      device: who.device,
      cursors: replica.cursors,
      entities,
    };
    const response = await who.send('POST', '/api/sync/verify', body);
    expect(await response.json()).toEqual({ protocol: protocolVersion, answer: 'checked', different: {} });
    const live = await listenTo(who);
    const first = await live.next();
    const held = Object.keys((await who.pull()).begin.holdings).sort();
    expect(first?.event === 'poke' ? Object.keys(first.poke.numbers).sort() : first).toEqual(held);
    const everyScope = Object.fromEntries(
      [...registry.keys()].map((name, index) => [`review:${name}`, 1_000_000 + index]),
    );
    rig.hub.moved(rig.localId, { ...everyScope, 'cohort:other': 1_000_000, [`user:${newId()}`]: 1_000_000 });
    for (let heard = await live.within(100); typeof heard === 'object'; heard = await live.within(100))
      if (heard.event === 'poke')
        expect(Object.keys(heard.poke.numbers).filter((scope) => !held.includes(scope))).toEqual([]);
    await live.stop();
  });

  test('a reference to a hidden row is answered like one to nothing', async () => {
    const ear = new Ear(person(role));
    const seen = await oracleFor(rig, person(role), true);
    for (const of of registry.values()) {
      if (of.writes !== 'changes') continue;
      for (const [name, field] of fieldEntries(of)) {
        const target = registry.get(field.target ?? '');
        if (field.kind !== 'reference' || field.origin.by !== 'person' || !target) continue;
        const hidden = hiddenIn(target, seen)[0];
        if (!hidden) continue;
        const path = `/api/v1/${pathOf(of)}`;
        const toNothing = await ear.ask('POST', path, { [name]: randomUUID() });
        sameAnswer(await ear.ask('POST', path, { [name]: hidden.id }), toNothing);
      }
    }
    ear.expectSilenceOf(forbiddenWords(seen));
  });
});

const idsWith = (rows: readonly Row[], name: string, value: unknown): readonly string[] =>
  rows
    .filter((row) => row[name] === value)
    .map((row) => row.id)
    .sort();

test('whoever sees an entity sees the fields that order it: an order tells of what it is made of', async () => {
  for (const of of registry.values())
    for (const byKind of Object.values(of.access))
      for (const { read } of Object.values(byKind))
        if (Array.isArray(read))
          expect([of.name, of.show.order.filter((name) => !read.includes(name))]).toEqual([of.name, []]);
});
