/** The head of a page, with its one h1. Sets the window's title; the shell moves focus here when the route changes. */
import { createEffect, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';

export interface PageHeaderProps {
  title: string;
  eyebrow?: string | undefined;
  lede?: JSX.Element;
  back?: { href: string; label: string } | undefined;
  actions?: JSX.Element;
  /** Facts about the page itself: chips, age of the data. */
  meta?: JSX.Element;
}

export function PageHeader(props: PageHeaderProps): JSX.Element {
  createEffect(() => {
    document.title = `${props.title} · unionhall`;
  });
  return (
    <header class="page-header">
      <Show when={props.back}>
        {(back) => (
          <a class="page-header-back" href={back().href}>
            <Icon name="back" size="sm" />
            <span>{back().label}</span>
          </a>
        )}
      </Show>
      <div class="page-header-line">
        <div class="page-header-words">
          <Show when={props.eyebrow}>
            <p class="eyebrow">{props.eyebrow}</p>
          </Show>
          <h1 class="page-title" tabindex="-1" data-page-title>
            {props.title}
          </h1>
          <Show when={props.lede}>
            <div class="page-lede">{props.lede}</div>
          </Show>
        </div>
        <Show when={props.actions}>
          <div class="page-actions">{props.actions}</div>
        </Show>
      </div>
      <Show when={props.meta}>
        <div class="page-meta">{props.meta}</div>
      </Show>
    </header>
  );
}
