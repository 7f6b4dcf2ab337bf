/**
 * What an error from the database means for a batch: try again, blame a change, or neither. And the refusal that a
 * change gets which the database would not take: the words of a form as far as its constraint names a field.
 */
import type { Registry } from '../../shared/entity/entity.ts';
import type { FieldProblem, ProblemCode, Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { TableModel } from '../database/table-model.ts';
import { databaseModel } from '../database/table-model.ts';

/** passing: the same again may well succeed. outside: the database is away or unwell, and no change is to blame. */
export type Blame = 'passing' | 'change' | 'outside';

/** Thrown where a test ends the story, as if the process had died there. */
export class Interrupted extends Error {}

interface DatabaseError {
  readonly code: string;
  readonly constraint_name?: string;
  readonly table_name?: string;
}

const isDatabaseError = (error: unknown): error is Error & DatabaseError =>
  error instanceof Error &&
  error.name === 'PostgresError' &&
  'code' in error &&
  typeof error.code === 'string';

/** Deadlock, serialization failure, lock not available. */
const passingCodes = ['40P01', '40001', '55P03'];
/** Connection, resources, operator intervention (time-outs too), system. */
const outsideClasses = ['08', '53', '57', '58'];

/**
 * Two devices made the same row (a natural key) at the same moment. The second waited for the first at the primary key;
 * when it tries again, the row is there and the two merge.
 */
const isSameRow = (error: DatabaseError): boolean =>
  error.code === '23505' && error.constraint_name === `${error.table_name ?? ''}_key`;

export function blame(error: unknown): Blame {
  if (error instanceof Interrupted) return 'outside';
  if (isDatabaseError(error)) {
    if (passingCodes.includes(error.code) || isSameRow(error)) return 'passing';
    return outsideClasses.includes(error.code.slice(0, 2)) ? 'outside' : 'change';
  }
  // The driver's and Node's own errors (CONNECTION_CLOSED, ECONNRESET …) carry a code; a mistake of ours carries none,
  // and must not stop a device's outbox for ever.
  return error instanceof Error && 'code' in error ? 'outside' : 'change';
}

export function refusalFor(error: unknown, registry: Registry): Refusal {
  if (!isDatabaseError(error)) return refuse('not_accepted');
  const { code } = error;
  if (code === '23505') return refuse('duplicate', blamed(error, registry, 'taken'));
  if (code === '23503') return refuse('invalid', blamed(error, registry, 'not_found'));
  if (code === '23514' || code === '23502' || code.startsWith('22'))
    return refuse('invalid', blamed(error, registry, 'wrong_type'));
  return refuse('not_accepted');
}

function blamed(
  error: DatabaseError,
  registry: Registry,
  problem: ProblemCode,
): { readonly fields?: FieldProblem[] } {
  const table = databaseModel(registry)[error.table_name ?? ''];
  const columns = table ? columnsOfConstraint(table, error.constraint_name ?? '') : [];
  const fields = columns.flatMap((column) => table?.audit.columns[column] ?? []);
  return fields.length > 0 ? { fields: fields.map((field) => ({ field, problem })) } : {};
}

function columnsOfConstraint(table: TableModel, name: string): readonly string[] {
  const index = table.indexes.find((one) => one.name === name);
  const key = table.foreignKeys.find((one) => one.name === name);
  return key ? [key.column] : (index?.columns.filter((column) => column !== 'local_id') ?? []);
}
