/** The gallery: every element and the shell, in one page. `#plain` shows the frame without navigation. */
import { render } from 'solid-js/web';
import { Show } from 'solid-js';
import { startLocale } from '../../client/i18n/locale.ts';
import './gallery.css';
import { Gallery } from './gallery.tsx';
import { PlainExample } from './plain-example.tsx';

await startLocale();
const root = document.getElementById('root');
if (!root) throw new Error('The gallery has no root.');
render(
  () => (
    <Show when={location.hash === '#plain'} fallback={<Gallery />}>
      <PlainExample />
    </Show>
  ),
  root,
);
