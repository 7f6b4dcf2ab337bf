/**
 * Writes the next migration: what the registry says now, compared with what the last generated migration left behind
 * (migrations/meta/entities.json). The text is read by a person and committed; the file is what runs, not this.
 */
import type { DatabaseModel } from './table-model.ts';
import type { ModelChanges, Statement, TableChange } from './model-changes.ts';
import { isEmpty, modelChanges } from './model-changes.ts';

/** The migration's text, or undefined when the registry and the snapshot agree. */
export function generateMigration(
  number: string,
  name: string,
  before: DatabaseModel,
  after: DatabaseModel,
): string | undefined {
  const changes = modelChanges(before, after);
  if (isEmpty(changes)) return undefined;
  const sections = [
    header(number, name, changes),
    ...(changes.audit.length > 0
      ? [
          '-- What the audit must know of these entities; the recorders of their tables are made from it.\n' +
            `set local role unionhall_recorder;\n${render(changes.audit)}\nreset role;`,
        ]
      : []),
    ...changes.tables.map((change) => tableSection(change, after)),
    ...(changes.foreignKeys.length > 0
      ? [
          `-- References: within one local, and never cascading; deletion is a tombstone.\n${render(changes.foreignKeys)}`,
        ]
      : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function header(number: string, name: string, changes: ModelChanges): string {
  const all = [...changes.tables.flatMap(({ statements }) => statements), ...changes.foreignKeys];
  const lines = [
    `-- ${number}: ${name.replaceAll('_', ' ')}.`,
    '-- Generated from shared/entities by "npm run db:generate", then read. Never edited after landing.',
  ];
  if (all.some(({ narrows }) => narrows !== undefined))
    lines.push(
      '-- It destroys or narrows: each line "acknowledged" below must say why nothing anybody needs is lost.',
    );
  return lines.join('\n');
}

function tableSection(change: TableChange, after: DatabaseModel): string {
  const entity = after[change.table]?.entity;
  const title = { new: `new, for ${entity}`, changed: 'changed', gone: 'no longer in the registry' }[
    change.kind
  ];
  return `-- ${change.table}: ${title}\n${render(change.statements)}`;
}

const render = (statements: readonly Statement[]): string =>
  statements
    .flatMap(({ sql, narrows }) =>
      narrows === undefined ? [sql] : [`-- May lose ${narrows}.`, '-- acknowledged:', sql],
    )
    .join('\n');
