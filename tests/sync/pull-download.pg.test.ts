/** Large first downloads: cut at every page and resumed, built once for many, and streamed to whoever reads slowly. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PullRequest } from '../../shared/sync/requests.ts';
import { heldBy, oracleFor, plain } from '../support/oracle.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import { addMembers, populate } from '../support/populate.ts';
import type { Pulled } from '../support/pull-client.ts';
import { collectPull, Replica } from '../support/pull-client.ts';

let rig: Rig;
let staff: Person;

beforeAll(async () => {
  rig = await openRig();
  staff = await rig.join({ roles: ['staff'] });
  await populate(rig);
  await addMembers(rig, 3_200);
});
afterAll(() => rig.close());

type Resume = NonNullable<PullRequest['resume']>;

function resumeAfter(broken: Pulled): Resume {
  const last = broken.pages.at(-1)?.header;
  const first = Object.keys(broken.begin.views)[0] ?? '';
  return {
    numbers: broken.begin.numbers,
    entity: last?.entity ?? first,
    after: last?.last ?? null,
    done: last?.done ?? 0,
  };
}

async function cutAfter(frames: number, request: Partial<PullRequest>): Promise<Pulled> {
  return collectPull(await staff.rawPull(request), frames);
}

describe('a download that is cut', () => {
  test('goes on where it was cut, at every page, and no row comes twice or never', async () => {
    const whole = await staff.pull();
    expect(whole.pages.length).toBeGreaterThan(8);
    for (let cut = 1; cut <= whole.pages.length; cut += 1) {
      const replica = new Replica();
      const broken = await cutAfter(1 + cut, {});
      expect(broken.end).toBeUndefined();
      replica.take(broken);
      const resume = resumeAfter(broken);
      const rest = await staff.pull({ epoch: broken.begin.epoch, resume });
      expect(rest.begin.numbers).toEqual(broken.begin.numbers);
      expect(rest.pages[0]?.header.done ?? Number.POSITIVE_INFINITY).toBeGreaterThan(resume.done);
      // What the resumed answer names as replaced is replaced by both halves together.
      replica.take({ ...rest, begin: { ...rest.begin, replaces: [] } });
      expect(replica.downloaded).toBe(rest.begin.promised);
      await replica.catchUp(staff);
      expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, staff)));
    }
  });

  test('is made good for what changed in between', async () => {
    const replica = new Replica();
    const broken = await cutAfter(9, {});
    replica.take(broken);
    await rig.inside(async (tx) => {
      await tx`update members set city = 'Everett', version = version + 1 where member_number like 'Bulk-1%'`;
      await tx`update members set deleted_at = now(), version = version + 1 where member_number like 'Bulk-2_'`;
    });
    await addMembers(rig, 40, 'Late');
    const rest = await staff.pull({ epoch: broken.begin.epoch, resume: resumeAfter(broken) });
    replica.take({ ...rest, begin: { ...rest.begin, replaces: [] } });
    await replica.catchUp(staff);
    expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, staff)));
  });

  test('starts over when its numbers are not of this server, or name other scopes', async () => {
    const broken = await cutAfter(3, {});
    const resume = resumeAfter(broken);
    const ahead = { ...resume, numbers: { ...resume.numbers, roster: 10_000_000 } };
    const other = { ...resume, numbers: { ...resume.numbers, 'cohort:elsewhere': 1 } };
    for (const wrong of [ahead, other]) {
      const anew = await staff.pull({ epoch: broken.begin.epoch, resume: wrong });
      expect(anew.begin.numbers).not.toEqual(wrong.numbers);
      expect(anew.pages.reduce((sum, page) => sum + page.rows.length, 0)).toBe(anew.begin.promised);
    }
    const otherLife = await staff.pull({ epoch: '0190aaaa-0000-7000-8000-000000000000', resume });
    expect(otherLife.pages.reduce((sum, page) => sum + page.rows.length, 0)).toBe(otherLife.begin.promised);
  });
});

describe('pages', () => {
  test('stand in the order of the registry, then of sort key and id, a thousand at most', async () => {
    const { begin, pages } = await staff.pull();
    const order = Object.keys(begin.views);
    const places = pages.map(({ header }) => order.indexOf(header.entity));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    const members = pages.filter(({ header }) => header.entity === 'member');
    expect(members.map(({ header }) => header.more)).toEqual([...members.slice(1).map(() => true), false]);
    for (const { header, rows } of pages) {
      expect(rows.length).toBe(header.count);
      expect(rows.length).toBeLessThanOrEqual(1000);
      expect([header.first[1], header.last[1]]).toEqual([rows[0]?.id, rows.at(-1)?.id]);
    }
    const keys = members.flatMap(({ header }) => [header.first[0], header.last[0]]);
    expect(keys).toEqual(
      [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))),
    );
  });

  test('built for one person serve the next with the same sight, and the replay makes them current', async () => {
    const next = await rig.join({ roles: ['staff'] });
    const before = await staff.pull();
    await rig.inside(
      (tx) => tx`update members set city = 'Renton', version = version + 1 where member_number = 'Bulk-5'`,
    );
    const cached = await next.pull();
    // The pages are those of before, and say so: their numbers are older than the edit.
    expect(cached.begin.numbers['roster']).toBe(before.begin.numbers['roster']);
    const page = (pulled: Pulled) => pulled.pages.find(({ header }) => header.entity === 'member');
    expect(page(cached)?.rows).toEqual(page(before)?.rows);
    const replica = new Replica();
    replica.take(cached);
    await replica.catchUp(next);
    expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, next)));
  });

  test('are built anew once the feed has moved far, and never serve other eyes', async () => {
    const before = await staff.pull();
    await rig.inside(
      (tx) => tx`update members set city = 'Auburn', version = version + 1 where deleted_at is null`,
    );
    const after = await staff.pull();
    expect(after.begin.numbers['roster']).toBeGreaterThan(before.begin.numbers['roster'] ?? 0);
    const organizer = await rig.join({ roles: ['organizer'] });
    const seen = (await organizer.pull()).pages.find(({ header }) => header.entity === 'member')?.rows[0];
    expect(Object.keys(seen ?? {})).not.toContain('generalNotes');
    expect(
      Object.keys(after.pages.find(({ header }) => header.entity === 'member')?.rows[0] ?? {}),
    ).toContain('generalNotes');
  });

  test('a device that knows a newer number is never given older pages', async () => {
    const replica = new Replica();
    await replica.catchUp(staff);
    await rig.inside(
      (tx) => tx`update members set city = 'Tacoma', version = version + 1 where member_number = 'Bulk-9'`,
    );
    await replica.catchUp(staff);
    // Its view of members is lost: that entity comes as pages, while its cursors stay where they are.
    const pulled = await staff.pull({ ...replica.request, views: { ...replica.views, member: '' } });
    expect(pulled.begin.replaces).toEqual(['member']);
    replica.take(pulled);
    expect(plain(heldBy(replica))).toEqual(plain(await oracleFor(rig, staff)));
  });

  test('stop being made when the device goes away', async () => {
    const asked = new AbortController();
    const response = await staff.rawPull();
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    asked.abort();
    // Had the generator gone on, it would hold a connection; all of them must be free again.
    const busy = Array.from({ length: 8 }, () => rig.inside((tx) => tx`select 1`));
    expect(await Promise.all(busy)).toHaveLength(8);
  });
});

test('a place that no server gave is refused, and never reaches the database', async () => {
  const numbers = (await staff.pull()).begin.numbers;
  for (const after of [
    ['a', 'x'],
    ['\u0000', '00000000-0000-0000-0000-000000000000'],
    ["' or 1=1", "'; --"],
  ] as [string, string][]) {
    const resumed = await staff.rawPull({ resume: { numbers, entity: 'member', after, done: 1 } });
    expect(resumed.status).toBe(400);
    const again = await staff.rawPull({ refetch: [{ entity: 'member', from: after, to: null }] });
    expect(again.status).toBe(400);
  }
});

describe('ranges fetched again', () => {
  test('bring exactly the rows between the places, and say when there are none', async () => {
    const replica = new Replica();
    await replica.catchUp(staff);
    const all = (await staff.pull()).pages.filter(({ header }) => header.entity === 'member');
    const [first, second] = [all[0]?.header, all[1]?.header];
    if (!first || !second) throw new Error('There are too few members.');
    const pulled = await staff.pull({
      ...replica.request,
      refetch: [
        { entity: 'member', from: null, to: first.last },
        { entity: 'member', from: second.first, to: second.last },
        { entity: 'member', from: ['~~~~', second.last[1]], to: null },
        { entity: 'conflict', from: null, to: null },
        { entity: 'userRole', from: null, to: null },
        { entity: 'nonsense', from: null, to: null },
      ],
    });
    const ofRange = (index: number) => pulled.pages.filter(({ header }) => header.range === index);
    expect(ofRange(0).flatMap((page) => page.rows)).toEqual(all[0]?.rows);
    expect(ofRange(1).flatMap((page) => page.rows)).toEqual(all[1]?.rows);
    for (const index of [2, 3, 5])
      expect(ofRange(index)).toMatchObject([{ header: { count: 0, more: false }, rows: [] }]);
    expect(ofRange(4).flatMap((page) => page.rows)).toHaveLength(1);
    expect(pulled.end).toMatchObject({ more: false, cursors: replica.cursors });
  });

  test('that overlap are refused: nobody makes the server read a table a hundred times', async () => {
    const whole = { entity: 'member', from: null, to: null };
    expect((await staff.rawPull({ refetch: [whole, whole] })).status).toBe(400);
    const answer = await staff.rawPull({
      refetch: Array.from({ length: 201 }, (_, index) => ({
        entity: `entity${index}`,
        from: null,
        to: null,
      })),
    });
    expect(answer.status).toBe(400);
  });
});
