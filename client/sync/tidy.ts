/** Each time nothing else is to be done: folds the overlay, tells what was opened here, and daily forgets the old log. */
import { forgetOldSent } from '../store/epoch.ts';
import { foldAll } from '../store/fold.ts';
import type { Contact } from './contact.ts';
import { tellViews } from './tell-views.ts';

const dayMs = 86_400_000;

/** Returns when the log was last forgotten, milliseconds. */
export async function tidy(contact: Contact, forgotAt: number): Promise<number> {
  const { clock, store } = contact;
  await foldAll(store.core);
  await tellViews(contact);
  if (clock.now() - forgotAt < dayMs) return forgotAt;
  const now = clock.now();
  await store.core.oneAtATime(() => forgetOldSent(store.core));
  return now;
}
