/** Whoever opens a personal record leaves a trace (P5), with or without signal; the page does not wait for it. */
import { createEffect, on } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Entity } from '../../shared/entity/entity.ts';
import { isPersonal } from '../../shared/entity/entity.ts';
import { useHall } from '../hall.ts';

/** `id`: the record on the screen; undefined while there is none. A list is no opening. */
export function noteOpened(of: Entity, id: Accessor<string | undefined>): void {
  const hall = useHall();
  createEffect(
    on(id, (row) => {
      if (row === undefined || !isPersonal(of)) return;
      // A store that cannot write says so by itself (alarms); reading goes on.
      void hall.rows
        .beside()
        .then(({ views }) => views.note(of.name, row))
        .catch(() => undefined);
    }),
  );
}
