/**
 * What the suite must notice. Each control spoils the real code in one place, in the way in which others lose work; a
 * control under which every seed passes is a failure of the suite.
 */
import type { Spoiled } from './build-worker.ts';

export interface Control {
  readonly name: string;
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
    code: [
      {
        file: 'server/sync/apply-changes.ts',
        from: 'await writeRows(tx, world, numbered);',
        to: 'await writeRows(tx, world, numbered.slice(1));',
      },
    ],
  },
  {
    name: 'a cursor by timestamp',
    code: [],
    sql: {
      function: 'sync.number_feed',
      edits: [
        [
          'select e.local_id, e.scope, count(*) from',
          'select e.local_id, e.scope, (extract(epoch from now()) * 1000000)::bigint from',
        ],
        [
          'set number = c.number + excluded.number\n    returning c.local_id, c.scope, c.number',
          'set number = greatest(c.number, excluded.number)\n    returning c.local_id, c.scope, (extract(epoch from now()) * 1000000)::bigint as number',
        ],
      ],
    },
  },
  {
    name: 'a merge that drops the loser',
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
    code: [
      {
        file: 'server/access/read-scope.ts',
        from: 'const lies = `t.scopes && ${parameters.add([...within])}::text[]`;',
        to: 'const lies = `${parameters.add([...within])}::text[] is not null`;',
      },
      {
        file: 'server/access/read-scope.ts',
        from: '`and f.scope = any (${parameters.add([...within])}::text[]) and not f.is_exit`;',
        to: '`and ${parameters.add([...within])}::text[] is not null and not f.is_exit`;',
      },
    ],
  },
  {
    name: 'an engine that waits for the browser to call it online',
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
    code: [
      {
        file: 'client/store/fold.ts',
        from: 'const rows = [...kept.map((row) => ({ place: placeOf(of, row), row })), ...news];',
        to: 'const rows = kept.map((row) => ({ place: placeOf(of, row), row }));',
      },
    ],
  },
];
