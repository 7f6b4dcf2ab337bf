/** What a device keeps beside rows and outbox; loaded with the first page that asks for it. */
import type { Beside } from '../hall.ts';
import type { Core } from './core.ts';
import { draftsOf } from './drafts.ts';
import { viewsOf } from './views.ts';

export const besideOf = (core: Core): Beside => ({ drafts: draftsOf(core), views: viewsOf(core) });
