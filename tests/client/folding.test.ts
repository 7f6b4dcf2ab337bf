/** Whatever happens between downloads, news, edits, answers, folds and reopenings, the store equals a simple map. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { Row } from '../../shared/entity/entity.ts';
import { addProofs, emptyProof, proofOf } from '../../shared/sync/checksum.ts';
import type { Answer } from '../../shared/sync/protocol.ts';
import { uuidToBytes } from '../../shared/values/uuid.ts';
import { plainCodec } from '../../client/store/codec.ts';
import type { Codec } from '../../client/store/codec.ts';
import { foldAll, foldEntity } from '../../client/store/fold.ts';
import { comparePlaces, placeOf } from '../../client/store/places.ts';
import { proveAll } from '../../client/store/ranges.ts';
import type { BareStore } from './bare-store.ts';
import { download, openBare } from './bare-store.ts';
import { course } from './course.ts';
import { clearDisk, codecs, makeActor, newId } from './world.ts';

let store: BareStore | undefined;
beforeEach(clearDisk);
afterEach(async () => {
  await store?.close();
  store = undefined;
});

const ids = Array.from({ length: 12 }, () => newId());

type Step =
  | { readonly do: 'put' | 'edit' | 'create'; readonly at: number; readonly code: string }
  | { readonly do: 'exit' | 'remove'; readonly at: number }
  | { readonly do: 'answer' | 'fold' | 'reopen' | 'download' };

const at = fc.nat({ max: ids.length - 1 });
const code = fc.string({
  unit: fc.constantFrom('a', 'B', 'é', 'z', '0', '\u{1F600}', '\uFFEE'),
  minLength: 1,
  maxLength: 4,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('put' as const, 'edit' as const, 'create' as const),
      at,
      code,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('exit' as const, 'remove' as const), at }) },
  { weight: 2, arbitrary: fc.constant({ do: 'fold' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('answer' as const, 'reopen' as const, 'download' as const) }),
  },
);

/** The world as it should be: the server's rows, and what the person sees. */
class Model {
  server = new Map<string, Row>();
  versions = new Map<string, number>();
  pending: { id: string; op: 'create' | 'update' | 'delete'; code: string }[] = [];

  next(id: string, text: string): Row {
    const version = (this.versions.get(id) ?? 0) + 1;
    this.versions.set(id, version);
    return course(id, version, text);
  }

  seen(): Map<string, { code: string; pending: boolean }> {
    const rows = new Map(
      [...this.server].map(([id, row]) => [id, { code: String(row['code']), pending: false }]),
    );
    for (const { id, op, code: text } of this.pending) {
      if (op === 'delete') rows.delete(id);
      else if (op === 'create' || rows.has(id)) rows.set(id, { code: text, pending: true });
    }
    return rows;
  }
}

async function play(
  model: Model,
  one: Step,
  codec: Codec,
  actor: ReturnType<typeof makeActor>,
): Promise<void> {
  if (!store) throw new Error('No store.');
  const id = 'at' in one ? (ids[one.at] ?? '') : '';
  switch (one.do) {
    case 'put': {
      const row = model.next(id, one.code);
      model.server.set(id, row);
      return store.sync.rows({ puts: { course: [row] }, exits: [] }, { cursors: { local: row.version } });
    }
    case 'exit':
      // A row with waiting edits would set them aside, which is another test's matter.
      if (model.pending.some((waiting) => waiting.id === id)) return;
      model.server.delete(id);
      return store.sync.rows({ puts: {}, exits: [['course', id]] }, {});
    case 'edit':
    case 'create': {
      const isThere = model.seen().has(id);
      if (one.do === 'edit' && !isThere) return;
      const written = await store.rows.write(
        isThere
          ? { entity: 'course', op: 'update', row: id, set: { code: one.code } }
          : {
              entity: 'course',
              op: 'create',
              row: id,
              set: {
                code: one.code,
                name: 'New',
                courseType: 'core',
                credits: 1,
                hours: 40,
                isRequired: true,
                passingGrade: 70,
                isActive: true,
              },
            },
      );
      expect(written).toMatchObject({ ok: true, rowId: id });
      model.pending.push({ id, op: isThere ? 'update' : 'create', code: one.code });
      return;
    }
    case 'remove': {
      if (!model.seen().has(id)) return;
      expect(await store.rows.write({ entity: 'course', op: 'delete', row: id })).toMatchObject({ ok: true });
      model.pending.push({ id, op: 'delete', code: '' });
      return;
    }
    case 'answer':
      return answerAll(model, store);
    case 'fold':
      await foldEntity(store.core, 'course');
      return;
    case 'download':
      return download(store, 'course', [...model.server.values()], 5);
    case 'reopen':
      await store.close();
      store = await openBare(actor, codec);
      return;
  }
}

async function answerAll(model: Model, bare: BareStore): Promise<void> {
  const batch = bare.sync.nextBatch(100, 1e6);
  const answers = batch.map(({ change }): Answer => {
    const id = change.row ?? '';
    const common = { id: change.id, outcome: 'applied' as const, at: new Date().toISOString() };
    if (change.op === 'delete') {
      if (model.server.delete(id)) model.versions.set(id, (model.versions.get(id) ?? 0) + 1);
      return common;
    }
    const row = model.next(id, String(change.set?.['code']));
    model.server.set(id, row);
    return { ...common, row };
  });
  model.pending = [];
  await bare.sync.answers(batch, answers, 'epoch');
}

async function agrees(model: Model, bare: BareStore): Promise<void> {
  const of = registry.get('course');
  if (!of) throw new Error('No course.');
  const seen = model.seen();
  const rows = await bare.rows.list('course');
  expect(rows.map((row) => [row.id, row['code'], row.pending]).sort()).toEqual(
    [...seen].map(([id, one]) => [id, one.code, one.pending]).sort(),
  );
  const places = rows.map((row) => placeOf(of, row));
  expect(places).toEqual([...places].sort(comparePlaces));
  expect(await bare.rows.count('course')).toBe(seen.size);
  for (const id of ids) expect((await bare.rows.get('course', id))?.['code']).toBe(seen.get(id)?.code);
  const few = await bare.rows.list('course', { limit: 3 });
  expect(few.map(({ id }) => id)).toEqual(rows.slice(0, 3).map(({ id }) => id));
  const [first] = rows;
  if (first) {
    const same = rows.filter((row) => placeOf(of, row)[0] === placeOf(of, first)[0]).map(({ id }) => id);
    expect((await bare.rows.list('course', { prefix: [first['code'] ?? null] })).map(({ id }) => id)).toEqual(
      same,
    );
  }
  const total = [...model.server.values()].reduce(
    (sum, row) => addProofs(sum, proofOf(uuidToBytes(row.id), [row.version])),
    emptyProof,
  );
  const proven = ((await proveAll(bare.core))['course'] ?? []).reduce(
    (sum, range) => addProofs(sum, range),
    emptyProof,
  );
  if (bare.core.memory.roots.get('course')?.complete) expect(proven).toEqual(total);
}

describe.each(await codecs())('with the %s codec', (name, codec) => {
  test('the store equals the model after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        clearDisk();
        const actor = makeActor('admin');
        store = await openBare(actor, codec);
        const model = new Model();
        for (const [index, id] of ids.slice(0, 8).entries())
          model.server.set(id, model.next(id, 'bdfhjlnp'[index] ?? ''));
        await download(store, 'course', [...model.server.values()], 3);
        for (const one of steps) {
          await play(model, one, codec, actor);
          await agrees(model, store);
        }
        await store.close();
        store = undefined;
      }),
      { numRuns: name === 'plain' ? 60 : 25 },
    );
  }, 120_000);

  test('a page that grows beyond a thousand rows is split, and pages that lost all rows go', async () => {
    const actor = makeActor('admin');
    store = await openBare(actor, codec);
    const rows = Array.from({ length: 900 }, (_, index) =>
      course(newId(), 1, `m${String(index).padStart(5, '0')}`),
    );
    await download(store, 'course', rows);
    const more = Array.from({ length: 1_700 }, (_, index) =>
      course(newId(), 1, `n${String(index).padStart(5, '0')}`),
    );
    await store.sync.rows({ puts: { course: more }, exits: [] }, {});
    expect(await store.rows.count('course')).toBe(2_600);
    await foldAll(store.core);
    const counts = () => store?.core.memory.roots.get('course')?.pages.map(({ count }) => count);
    expect(counts()).toEqual([867, 867, 866]);
    expect(store.core.memory.overlay.get('course')?.size ?? 0).toBe(0);
    expect((await store.rows.list('course')).length).toBe(2_600);
    expect((await store.rows.list('course', { prefix: ['n01234'] })).length).toBe(1);
    await store.sync.rows({ puts: {}, exits: more.map(({ id }) => ['course', id] as [string, string]) }, {});
    await foldAll(store.core);
    expect(counts()).toEqual([867, 33]);
    const kept = await store.core.database.read(['pages', 'blocks', 'overlay'], async (tables) => [
      await tables.pages.count(),
      await tables.blocks.count(),
      await tables.overlay.count(),
    ]);
    expect(kept).toEqual([2, 2, 0]);
  }, 30_000);

  test.each([
    ['stores', false],
    ['stores and folds', true],
  ])('what another tab %s while a fold is being prepared is not lost', async (_what, folds) => {
    let meanwhile: (() => Promise<void>) | undefined;
    const interrupted: Codec = {
      ...codec,
      seal: async (place, plain) => {
        const work = place === 'roots' ? meanwhile : undefined;
        if (work) meanwhile = undefined;
        await work?.();
        return codec.seal(place, plain);
      },
    };
    const actor = makeActor('admin');
    store = await openBare(actor, interrupted);
    const [one = '', two = ''] = ids;
    await download(store, 'course', [course(one, 1, 'a'), course(two, 1, 'b')]);
    await store.sync.rows({ puts: { course: [course(one, 2, 'a')] }, exits: [] }, {});
    const other = await openBare(actor, codec);
    meanwhile = async () => {
      await other.sync.rows({ puts: { course: [course(two, 2, 'c')] }, exits: [] }, {});
      if (folds) await foldEntity(other.core, 'course');
    };
    expect(await foldEntity(store.core, 'course')).toBe(!folds);
    await other.close();
    await store.close();
    store = await openBare(actor, codec);
    const rows = await store.rows.list('course');
    expect(rows.map(({ id, version }) => [id, version])).toEqual([
      [one, 2],
      [two, 2],
    ]);
  });
});

test('a row that left while an answer was under way does not come back with it; one that left before does', async () => {
  store = await openBare(makeActor('admin'), plainCodec);
  const [late, early] = [newId(), newId()];
  await download(store, 'course', [course(late, 1, 'LATE'), course(early, 1, 'EARLY')]);
  for (const row of [late, early]) {
    const edit = { entity: 'course', op: 'update', row, set: { name: 'Edited' } } as const;
    expect(await store.rows.write(edit)).toMatchObject({ ok: true });
  }
  const leaves = (id: string) => store?.sync.rows({ puts: {}, exits: [['course', id]] }, {});
  await leaves(early);
  const batch = store.sync.nextBatch(10, 1e6);
  await leaves(late);
  const answers = batch.map(({ change }): Answer => ({
    id: change.id,
    outcome: 'applied',
    row: course(change.row ?? '', 2, 'A'),
    at: new Date().toISOString(),
  }));
  await store.sync.answers(batch, answers, 'epoch');
  expect((await store.rows.list('course')).map(({ id }) => id)).toEqual([early]);
});
