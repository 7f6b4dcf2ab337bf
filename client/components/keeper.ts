/** The part of a hall that only its keeper knows: sealed copies of unsent work, for a file or for the office. */
import { createContext, useContext } from 'solid-js';
import type { Accessor } from 'solid-js';

export interface HallKeeper {
  /** Copies of this person's unsent work, each readable by the office alone. */
  sealedCopies(): Promise<readonly string[]>;
  /** The name the office sees for this device. */
  readonly deviceLabel: Accessor<string>;
  rename(label: string): Promise<void>;
  /** How many others have left work on this device. */
  readonly others: Accessor<number>;
  /** More than one seat: the person may change to another local. */
  readonly canChangeSeat: Accessor<boolean>;
  changeSeat(): void;
  /** Opens the dialogs that belong to the session. */
  askSignOut(everywhere: boolean): void;
  askSignIn(): void;
  changePassword(current: string, next: string): Promise<PasswordAnswer>;
}

export type PasswordAnswer =
  | { readonly kind: 'ok' | 'away' }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterSeconds?: number | undefined };

export const KeeperContext = createContext<HallKeeper>();

export function useKeeper(): HallKeeper {
  const keeper = useContext(KeeperContext);
  if (!keeper) throw new Error('A page was drawn outside of a session.');
  return keeper;
}
