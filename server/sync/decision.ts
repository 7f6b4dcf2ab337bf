/** What is asked of the write path, by whom, and what may come of it. Data only; `decide.ts` is the judgement. */
import type { Registry, Values } from '../../shared/entity/entity.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Change } from '../../shared/sync/requests.ts';
import type { Dispute } from '../../shared/sync/merge.ts';
import type { FieldProblem, Refusal, RefusalCode } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Write, WorkingRow } from './rows.ts';

export type SetAsideReason = 'out_of_reach' | 'role_ended' | 'handed_over' | 'restored';

/** A row that was to be created and was not: what becomes of its children follows from it. */
export type HeldBack =
  | { readonly as: 'refused'; readonly changeId: string }
  | { readonly as: 'aside'; readonly reason: SetAsideReason };

/** Everything a decision may look at. */
export interface Scene {
  readonly registry: Registry;
  readonly localId: string;
  readonly userId: string;
  readonly deviceId: string | null;
  readonly holdings: readonly Holding[];
  readonly liveRoles: readonly (Role | 'anyone')[];
  readonly pastRoles: readonly Role[];
  readonly find: (entity: string, id: string) => WorkingRow | undefined;
  readonly heldBack: (rowId: string) => HeldBack | undefined;
}

/** A change with what the server knows of its circumstances. */
export interface Ask {
  readonly change: Change;
  /** When the gesture happened, by the server's clock; ISO. */
  readonly at: string;
  /** A person decided between two versions: these values stand, whatever stood before. */
  readonly decided?: boolean;
  /** The office sets right, with a reason, what is closed to its ordinary edits (shared/access/correct.ts). */
  readonly corrects?: boolean;
  /** The author has just read the row (REST): what stands now is what was seen. */
  readonly seesCurrent?: boolean;
  /** Offered again after a restore, and the restore is a fact: the version it had been given. */
  readonly offeredAgain?: { readonly version: number; readonly values: Values };
}

export interface DisputeNote {
  readonly kind: 'ask' | 'request' | 'rule';
  readonly disputes: readonly Dispute[];
}

/** What the history and the people concerned must be told besides the row itself. */
export interface Notes {
  readonly dispute?: DisputeNote;
  /** A later mark stood already: what was wanted, and what stands. */
  readonly superseded?: { readonly wanted: Values; readonly standing: Values };
}

export type Decision =
  | {
      readonly kind: 'taken';
      readonly outcome: 'applied' | 'merged' | 'conflict';
      /** Absent when nothing in the row changes. */
      readonly write?: Write;
      readonly notes: Notes;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'aside'; readonly reason: SetAsideReason };

export const refused = (code: RefusalCode, more: Omit<Refusal, 'code'> = {}): Decision => ({
  kind: 'refused',
  refusal: refuse(code, more),
});

export const invalid = (fields: readonly FieldProblem[]): Decision =>
  refused('invalid', { fields: [...fields] });

export const setAside = (reason: SetAsideReason): Decision => ({ kind: 'aside', reason });
