/** The smallest app with the real service worker and update logic, for check-worker.ts. */
import '../../../client/styles/app.css';
import {
  applyUpdate,
  checkForUpdate,
  offlineReady,
  startUpdates,
  updatedElsewhere,
  updateOffered,
} from '../../../client/update.ts';

declare const __BUILD_NUMBER__: string;

Object.assign(window, {
  probe: {
    offlineReady,
    updateOffered,
    updatedElsewhere,
    applyUpdate,
    checkForUpdate,
    lazy: async () => (await import('./lazy.ts')).lazy,
  },
});
document.title = `build ${__BUILD_NUMBER__}`;
void startUpdates();
