/**
 * What the suite must notice. Each control spoils the real code in one place, in the way in which others lose work; a
 * control under which every seed passes is a failure of the suite.
 */
import type { Spoiled } from './build-worker.ts';

export interface Control {
  readonly name: string;
  /** What a seed must say for it to be caught: another violation would be luck. */
  readonly breaks: RegExp;
  /** The seed to begin with: where it was caught last, since some need many. */
  readonly from?: number;
  readonly code: readonly Spoiled[];
  /** In a function of the database, by its name. */
  readonly sql?: {
    readonly function: string;
    readonly edits: readonly (readonly [from: string, to: string])[];
  };
}

export const controls: readonly Control[] = [
  {
    name: 'a server that says ok without storing',
    breaks: /^(I1|I10|Merge)|: I3/,
    code: [
      {
        file: 'server/sync/apply-changes.ts',
        from: 'await writeRows(tx, world, numbered);',
        to: 'await writeRows(tx, world, numbered.slice(1));',
      },
    ],
  },
  {
    // Of servers whose clocks are a second apart: what the slower one writes lies before where everybody has read.
    name: 'a cursor by timestamp',
    breaks: /^I3|: I3/,
    code: [],
    sql: {
      function: 'sync.number_feed',
      edits: [
        [
          'select w.local_id, w.scope, count(*) from',
          'select w.local_id, w.scope, ((extract(epoch from now()) - pg_backend_pid() % 3) * 1000000)::bigint from',
        ],
        [
          'set number = c.number + excluded.number\n    returning c.local_id, c.scope, c.number',
          'set number = greatest(c.number, excluded.number)\n    returning c.local_id, c.scope, ((extract(epoch from now()) - pg_backend_pid() % 3) * 1000000)::bigint as number',
        ],
      ],
    },
  },
  {
    name: 'a merge that drops the loser',
    breaks: /^Merge: .* no conflict tells/,
    code: [
      {
        file: 'shared/sync/merge.ts',
        from: "else if (verdict === 'ask') asked.push(...disputes(names, theirs, incoming));",
        to: '',
      },
    ],
  },
  {
    name: 'a merge in which the last to arrive wins',
    breaks: /^Merge: .* and replaced/,
    code: [
      {
        file: 'shared/sync/merge.ts',
        from: "if (untouched && seen) return 'mine';",
        to: "return 'mine';",
      },
    ],
  },
  {
    name: 'a forgotten scope filter',
    breaks: /: I9/,
    code: [
      {
        file: 'server/access/read-scope.ts',
        from: 'const lies = `t.scopes && ${parameters.add([...within])}::text[]`;',
        to: 'const lies = `${parameters.add([...within])}::text[] is not null`;',
      },
      {
        file: 'server/access/read-scope.ts',
        from: '`and p.scope = any (${parameters.add([...within])}::text[])`;',
        to: '`and ${parameters.add([...within])}::text[] is not null`;',
      },
      {
        // A row outside of every readable scope is shown as nothing; a page with such a hole is refused by the device.
        file: 'server/access/read-scope.ts',
        from: "if (!group) return seen ? object(seen) : 'null';",
        to: 'if (!group) return object(seen ?? groups[0]?.fields ?? new Set());',
      },
    ],
  },
  {
    name: 'an engine that waits for the browser to call it online',
    breaks: /^I6/,
    from: 13,
    code: [
      {
        file: 'client/sync/lane-runner.ts',
        from: "else if (effect === 'arm') arm();",
        to: "else if (effect === 'arm') void 0;",
      },
    ],
  },
  {
    name: 'a fold that forgets the overlay',
    breaks: /: I3/,
    from: 37,
    code: [
      {
        file: 'client/store/fold.ts',
        from: 'const rows = [...kept.map((row) => ({ place: placeOf(of, row), row })), ...news];',
        to: 'const rows = kept.map((row) => ({ place: placeOf(of, row), row }));',
      },
    ],
  },
  {
    name: 'a server that takes a gesture row by row',
    breaks: /^I7/,
    code: [
      {
        file: 'server/sync/push.ts',
        from: 'return await tryAgain(deps, delivery, parsed);',
        to: `if (parsed.length > 1) {
          const first = await deliverAll(deps, delivery, parsed.slice(0, 1));
          const rest = await deliverAll(deps, delivery, parsed.slice(1));
          const aftermath = joinAftermaths([first.aftermath, rest.aftermath]);
          return { ...rest, answers: [...first.answers, ...rest.answers], aftermath };
        }
        return await tryAgain(deps, delivery, parsed);`,
      },
    ],
  },
];
