/**
 * The floor's tables: the same rows in plain Postgres, without audit, row security, feed or receipts. Columns carry the
 * field names, so that row_to_json gives the JSON that a device reads.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import { fieldEntries, isReplicated } from '../../shared/entity/entity.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Sql } from '../../server/database/connection.ts';
import { quoteIdentifier } from '../../server/database/roles.ts';
import { entityNamed } from '../support/insert-row.ts';
import type { Dataset } from './dataset.ts';

/** In the order in which they are downloaded, as in the registry. */
export const plainEntities = ['attendance', 'member'] as const;

const rowsAtOnce = 2000;

/** Fields that a device stores, as columns. */
const columnsOf = (of: Entity): readonly string[] =>
  fieldEntries(of).flatMap(([name, field]) => {
    const type = field.kind === 'reference' ? 'uuid' : 'text';
    return isReplicated(field) ? [`${quoteIdentifier(name)} ${type}`] : [];
  });

export async function fillPlainTables(sql: Sql, dataset: Dataset): Promise<void> {
  for (const name of plainEntities) {
    const table = quoteIdentifier(name);
    const columns = columnsOf(entityNamed(registry, name)).join(', ');
    await sql.unsafe(`create table ${table} (id uuid primary key, version integer not null, ${columns})`);
    const rows = dataset.rows.get(name) ?? [];
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at, at + rowsAtOnce);
      await sql`insert into ${sql(name)} select * from jsonb_populate_recordset(null::${sql(name)}, ${sql.json(some as Json)})`;
    }
  }
}
