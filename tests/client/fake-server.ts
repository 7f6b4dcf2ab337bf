/**
 * A server in memory that speaks the wire of shared/sync: enough of the real one to test a device against. It keeps
 * one local, decides changes with the shared merge, and numbers a feed for each scope.
 *
 * `trouble` makes the line behave badly; `log` tells what was asked.
 */
import { registry } from '../../shared/entities/index.ts';
import { project, scopesOf } from '../../shared/access/can.ts';
import type { Actor } from '../../shared/access/holdings.ts';
import { heldScopes, holdingsOf } from '../../shared/access/holdings.ts';
import type { Entity, Row, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { clearByChoice, withInitialValues } from '../../shared/entity/row.ts';
import { merge } from '../../shared/sync/merge.ts';
import type { Stamps } from '../../shared/sync/merge.ts';
import type { Answer } from '../../shared/sync/protocol.ts';
import type { Change, ViewsRequest } from '../../shared/sync/requests.ts';
import type { Json } from '../../shared/values/json.ts';
import { refuse } from '../../shared/values/refusal.ts';

export interface Stored {
  readonly row: Row;
  readonly scopes: readonly string[];
  readonly isDeleted: boolean;
  readonly stamps: Stamps;
}

interface Receipt {
  readonly device: string;
  readonly sequence: number;
  readonly answer: Answer;
}

interface FeedEntry {
  readonly entity: string;
  readonly id: string;
  readonly number: number;
  readonly isExit: boolean;
}

type Decided = Pick<Answer, 'outcome' | 'first' | 'row' | 'refusal' | 'record' | 'result'>;

const refused = (code: Parameters<typeof refuse>[0]): Decided => ({
  outcome: 'refused',
  refusal: refuse(code),
});

export class FakeServer {
  epoch = crypto.randomUUID();
  rows = new Map<string, Map<string, Stored>>();
  feed = new Map<string, Map<string, FeedEntry>>();
  heads = new Map<string, number>();
  receipts = new Map<string, Receipt>();
  /** Every change that took effect, in order: twice the same id would be a broken promise. */
  applied: string[] = [];
  received: Change[] = [];
  /** What was told of opened records, as it came: twice where it came twice. */
  readonly views: ViewsRequest['views'] = [];
  handedOver: Json[] = [];
  now = (): number => Date.now();

  table(entity: string): Map<string, Stored> {
    const known = this.rows.get(entity) ?? new Map<string, Stored>();
    this.rows.set(entity, known);
    return known;
  }

  /** Writes a row past all rules, as the office would. */
  put(entity: string, id: string, values: Values): Row {
    const before = this.table(entity).get(id);
    const row: Row = {
      ...this.#complete(entity, { ...before?.row, ...values }),
      id,
      version: (before?.row.version ?? 0) + 1,
    };
    this.#store(entity, row, false, before?.stamps ?? {});
    return row;
  }

  remove(entity: string, id: string): void {
    const before = this.table(entity).get(id);
    if (before) this.#store(entity, { ...before.row, version: before.row.version + 1 }, true, before.stamps);
  }

  live(entity: string): readonly Row[] {
    return [...this.table(entity).values()].filter(({ isDeleted }) => !isDeleted).map(({ row }) => row);
  }

  #complete(entity: string, values: Values): Values {
    const of = registry.get(entity);
    if (!of) return values;
    const filled: Record<string, Json> = { ...withInitialValues(of, values) };
    for (const [name, { origin, target }] of fieldEntries(of)) {
      void target;
      if (origin.by !== 'copy') continue;
      const source = of.fields[origin.through]?.target;
      const from = source ? this.table(source).get(String(filled[origin.through]))?.row : undefined;
      if (from)
        filled[name] =
          origin.take.length === 1
            ? (from[origin.take[0] ?? ''] ?? null)
            : origin.take.map((one) => from[one]).join(' ');
    }
    return filled;
  }

  #store(entity: string, row: Row, isDeleted: boolean, stamps: Stamps): void {
    const of = registry.get(entity);
    if (!of) return;
    const before = this.table(entity).get(row.id);
    const scopes = isDeleted ? [] : scopesOf(of, row);
    this.table(entity).set(row.id, { row, scopes, isDeleted, stamps });
    const left = (before?.scopes ?? []).filter((scope) => !scopes.includes(scope));
    for (const scope of scopes) this.#number(scope, entity, row.id, false);
    for (const scope of left) this.#number(scope, entity, row.id, true);
  }

  #number(scope: string, entity: string, id: string, isExit: boolean): void {
    const number = (this.heads.get(scope) ?? 0) + 1;
    this.heads.set(scope, number);
    const entries = this.feed.get(scope) ?? new Map<string, FeedEntry>();
    this.feed.set(scope, entries);
    entries.delete(`${entity} ${id}`);
    entries.set(`${entity} ${id}`, { entity, id, number, isExit });
  }

  held(actor: Actor): ReadonlyMap<string, number | null> {
    return heldScopes(holdingsOf(actor, registry, this.now()));
  }

  isReadable(actor: Actor, stored: Stored | undefined): boolean {
    const held = this.held(actor);
    return stored !== undefined && !stored.isDeleted && stored.scopes.some((scope) => held.has(scope));
  }

  /** The row as this person may see it. */
  see(actor: Actor, entity: string, stored: Stored): Row | undefined {
    const of = registry.get(entity);
    if (!of || stored.isDeleted) return undefined;
    return project(of, holdingsOf(actor, registry, this.now()), stored.row, stored.scopes);
  }

  decide(actor: Actor, device: string, change: Change): Answer {
    this.received.push(change);
    const known = this.receipts.get(change.id);
    if (known) {
      const row = this.#rowFor(actor, change);
      const first = known.answer.first ?? known.answer.outcome;
      return { ...known.answer, outcome: 'repeated', first, ...(row ? { row } : {}) };
    }
    const sameNumber = [...this.receipts.values()].find(
      (one) => one.device === device && one.sequence === change.sequence,
    );
    const at = new Date(this.now()).toISOString();
    if (sameNumber && sameNumber.answer.id !== change.input?.['change'])
      return { id: change.id, outcome: 'refused', refusal: refuse('device_forked'), at };
    const answer = { id: change.id, at, ...this.#apply(actor, change) };
    this.receipts.set(change.id, { device, sequence: change.sequence, answer });
    return answer;
  }

  #rowFor(actor: Actor, change: Change): Row | undefined {
    const stored = change.row === null ? undefined : this.table(change.entity).get(change.row);
    return stored && this.see(actor, change.entity, stored);
  }

  #apply(actor: Actor, change: Change): Decided {
    if (change.op === 'withdraw') return this.#withdraw(actor, change);
    if (change.op === 'command') return { outcome: 'applied', result: { did: change.entity } };
    const of = registry.get(change.entity);
    if (!of || change.row === null) return refused('unknown_entity');
    const before = this.table(change.entity).get(change.row);
    if (Object.values(change.set ?? {}).includes('REFUSE'))
      return { ...refused('invalid'), record: crypto.randomUUID() };
    if (change.op !== 'create' && !this.isReadable(actor, before)) return refused('set_aside');
    this.applied.push(change.id);
    if (change.op !== 'delete') return this.#write(actor, of, change, change.row, before);
    this.remove(change.entity, change.row);
    return { outcome: 'applied' };
  }

  #write(actor: Actor, of: Entity, change: Change, id: string, before: Stored | undefined): Decided {
    const { set = {}, was, at, id: changeId } = change;
    const known: Stored = before ?? { row: { id, version: 0 }, scopes: [], isDeleted: true, stamps: {} };
    const theirs: Values = known.isDeleted ? {} : known.row;
    const nothing = Object.fromEntries(Object.keys(set).map((name) => [name, null]));
    const base = known.isDeleted ? nothing : (change.base ?? {});
    const merged = merge(of, theirs, known.stamps, { set, base, at, change: changeId });
    const version = Math.max(known.row.version + 1, was?.version ?? 0);
    const values = { ...theirs, ...merged.set, ...was?.values };
    const row = { ...this.#complete(of.name, clearByChoice(of, values)), id, version };
    this.#store(of.name, row, false, merged.stamps);
    const visible = this.#rowFor(actor, change);
    const seen = visible ? { row: visible } : {};
    if (merged.asked.length > 0) return { outcome: 'conflict', record: crypto.randomUUID(), ...seen };
    return { outcome: merged.met ? 'merged' : 'applied', ...seen };
  }

  #withdraw(actor: Actor, change: Change): Pick<Answer, 'outcome' | 'first' | 'row'> {
    const given = this.receipts.get(String(change.input?.['change'] ?? ''));
    if (!given) return { outcome: 'applied' };
    const stored = [...this.table(change.entity).values()].find(({ row }) => row.id === given.answer.row?.id);
    const row = this.isReadable(actor, stored) ? stored?.row : undefined;
    return {
      outcome: 'repeated',
      first: given.answer.first ?? given.answer.outcome,
      ...(row ? { row } : {}),
    };
  }

  /** What a backup would bring back. */
  backup(): () => void {
    const kept = structuredClone({
      rows: this.rows,
      feed: this.feed,
      heads: this.heads,
      receipts: this.receipts,
    });
    return () => {
      Object.assign(this, structuredClone(kept), { epoch: crypto.randomUUID(), applied: [] });
    };
  }
}
