/** The client's only beginning: preferences, language, the session, then the screen. */
import { render } from 'solid-js/web';
import './styles/app.css';
import './pages/pages.css';
import './components/changes.css';
import { App } from './app.tsx';
import { startLocale } from './i18n/locale.ts';
import { startInstall } from './install.ts';
import { findObstacle } from './session/obstacle.ts';
import { openKeep } from './session/keep.ts';
import { createSession } from './session/session.ts';
import { startTheme } from './shell/theme.ts';
import { startUpdates } from './update.ts';

startTheme();
startInstall();
const obstacle = findObstacle();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root.');
await startLocale();
// Made once, out here: an expression in the markup is made anew each time it is read.
const session = createSession(openKeep());
render(() => <App session={session} obstacle={obstacle} />, root);
if (obstacle === undefined) void startUpdates();
