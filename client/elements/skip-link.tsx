/** The first stop of the Tab key: jumps over the navigation. Seen only while focused. */
import type { JSX } from 'solid-js';

export function SkipLink(props: { target: string; children: JSX.Element }): JSX.Element {
  const jump = (event: MouseEvent): void => {
    const target = document.getElementById(props.target);
    if (!target) return;
    // The router must not take this for a page.
    event.preventDefault();
    event.stopPropagation();
    target.focus();
    target.scrollIntoView();
  };
  return (
    <a class="skip-link" href={`#${props.target}`} on:click={jump}>
      {props.children}
    </a>
  );
}
