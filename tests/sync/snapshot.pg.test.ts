/** Pages come out the same whichever way the rows are come by, and the count says how many there will be. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdingsOf } from '../../shared/access/holdings.ts';
import { registry } from '../../shared/entities/index.ts';
import { decodePage } from '../../shared/sync/frames.ts';
import { loadActor } from '../../server/access/actor.ts';
import type { Approach } from '../../server/access/read-scope.ts';
import { readScopesOf } from '../../server/sync/pull-plan.ts';
import type { RowSet } from '../../server/sync/snapshot.ts';
import { countRows, readPages } from '../../server/sync/snapshot.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let people: readonly Person[];

beforeAll(async () => {
  rig = await openRig();
  const teacher = await rig.join({ roles: ['instructor'] });
  const both = await rig.join({ roles: ['staff', 'instructor', 'organizer'] });
  const learner = await rig.join({ roles: ['member'] });
  await populate(rig, { teacher, learner });
  await populate(rig, { teacher: both });
  people = [teacher, both, learner];
});
afterAll(() => rig.close());

test('walked or looked up, for every entity and everybody', async () => {
  for (const { userId, accountId, localId } of people) {
    const actor = await rig.inside((tx) => loadActor(tx, { userId, accountId, localId }, Date.now()));
    const holdings = actor ? holdingsOf(actor, registry, Date.now()) : [];
    const reader = { sql: rig.hall.app, context: { localId } };
    const scopes = [...readScopesOf(registry, localId, holdings).values()];
    expect(scopes.length).toBeGreaterThan(3);
    for (const scope of scopes) {
      const pagesBy = async (approach: Approach) => {
        const set: RowSet = { scope, within: scope.scopes, approach };
        const pages = [];
        for await (const { body, ...page } of readPages(reader, set, {})) {
          const { ids, versions, rows } = decodePage(body, page.count);
          pages.push({ ...page, ids, versions, rows: gunzipSync(rows).toString() });
        }
        return pages;
      };
      const walked = await pagesBy('walk');
      expect([scope.of.name, await pagesBy('lookUp')]).toEqual([scope.of.name, walked]);
      const [count] = await countRows(reader, [{ scope, within: scope.scopes }]);
      expect([scope.of.name, count]).toEqual([
        scope.of.name,
        walked.reduce((sum, page) => sum + page.count, 0),
      ]);
    }
  }
});
