/** Open conflicts, each with its two sides. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { ResolveConflict } from '../../shared/commands/index.ts';
import { Keyed } from '../elements/keyed.tsx';
import { useHall } from '../hall.ts';
import type { SeenRow } from '../hall.ts';
import { ConflictCard } from './conflict-card.tsx';
import { mayReview } from './open-work.ts';
import { createLive } from './live.ts';
import { isOnline } from './online.ts';
import { readConflict } from './read-conflict.ts';
import { createCommandRunner } from './run-command.ts';
import { useToasts } from './toasts-context.ts';

export function ConflictList(props: { rows: readonly SeenRow[]; level: 2 | 3 }): JSX.Element {
  const hall = useHall();
  const commands = createCommandRunner(hall, useToasts());
  const shown = createLive(
    hall.rows,
    [],
    () => props.rows,
    (rows) =>
      Promise.all(
        rows.map(async (row) => ({
          isRequest: row['kind'] === 'request',
          words: await readConflict(hall.rows, row, hall.seat.userId),
        })),
      ),
  );
  // A request to the office is the office's to decide, not its author's.
  const mayDecide = (isRequest: boolean): boolean => !isRequest || mayReview(hall.holdings());
  return (
    <Show when={(shown()?.length ?? 0) > 0}>
      <div class="stack">
        <Keyed each={shown()} by={({ words }) => words.id}>
          {(one) => (
            <ConflictCard
              words={one().words}
              level={props.level}
              canDecide={mayDecide(one().isRequest)}
              online={isOnline(hall)}
              busy={commands.busy() === one().words.id}
              onChoose={(choose) =>
                void commands.run(
                  ResolveConflict.name,
                  { conflictId: one().words.id, choose },
                  one().words.id,
                )
              }
            />
          )}
        </Keyed>
      </div>
    </Show>
  );
}
