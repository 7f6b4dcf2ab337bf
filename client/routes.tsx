/** Every place in the hall and its address. Pages load when they are first wanted; the service worker has them all. */
import { lazy } from 'solid-js';
import type { Component } from 'solid-js';
import type { RouteDefinition } from '@solidjs/router';
import type { Role } from '../shared/access/roles.ts';
import type * as Organizing from './pages/organizing.ts';
import { laterWords } from './i18n/locale.ts';
import type { NavItem } from './shell/nav.ts';

/** A page that brings words of its own. */
export const laterPage = <Props extends object = object>(
  load: () => Promise<{ default: Component<Props> }>,
) =>
  lazy(async () => {
    await laterWords();
    return load();
  });

/** One of the organizers' places. */
export const organizing = (name: keyof typeof Organizing): Component =>
  laterPage(async () => ({ default: (await import('./pages/organizing.ts'))[name] }));

export const routes: RouteDefinition[] = [
  { path: '/', component: lazy(() => import('./pages/today/today-page.tsx')) },
  { path: '/classes', component: lazy(() => import('./pages/classes/classes-page.tsx')) },
  { path: '/classes/:id', component: lazy(() => import('./pages/roster/roster-page.tsx')) },
  { path: '/history/:entity/:id', component: laterPage(() => import('./pages/history/history-page.tsx')) },
  { path: '/records/:entity?', component: lazy(() => import('./pages/records/records-page.tsx')) },
  { path: '/visits', component: organizing('VisitsPage') },
  { path: '/visits/new', component: organizing('NewVisitPage') },
  { path: '/visits/:id', component: organizing('VisitPage') },
  { path: '/employers', component: organizing('EmployersPage') },
  { path: '/employers/:id', component: organizing('EmployerPage') },
  { path: '/members', component: laterPage(() => import('./pages/members/members-page.tsx')) },
  { path: '/members/:id', component: laterPage(() => import('./pages/members/member-page.tsx')) },
  { path: '/unsent', component: lazy(() => import('./pages/unsent/unsent-page.tsx')) },
  { path: '/review', component: lazy(() => import('./pages/review/review-page.tsx')) },
  { path: '/audit', component: laterPage(() => import('./pages/audit/audit-page.tsx')) },
  { path: '/devices', component: laterPage(() => import('./pages/devices/devices-page.tsx')) },
  { path: '/alerts', component: laterPage(() => import('./pages/alerts/alerts-page.tsx')) },
  { path: '/people', component: laterPage(() => import('./pages/people/people-page.tsx')) },
  { path: '/device', component: laterPage(() => import('./pages/this-device/this-device-page.tsx')) },
  { path: '*', component: lazy(() => import('./pages/not-found/not-found-page.tsx')) },
];

/** What the navigation must know about the person. */
export interface NavFacts {
  readonly roles: () => readonly Role[];
  readonly mayReview: () => boolean;
  readonly keepsRecords: () => boolean;
  readonly toReview: () => number;
  readonly waiting: () => number;
}

const seesVisits: ReadonlySet<Role> = new Set(['admin', 'officer', 'organizer']);
const seesEmployers: ReadonlySet<Role> = new Set(['admin', 'officer', 'staff', 'organizer']);
const readsLog: ReadonlySet<Role> = new Set(['admin', 'officer', 'organizer', 'staff']);
const seesDevices: ReadonlySet<Role> = new Set(['admin', 'officer']);
const givesRoles: ReadonlySet<Role> = new Set(['admin']);
const seesClasses: ReadonlySet<Role> = new Set(['admin', 'officer', 'staff', 'instructor']);
const readRoster: ReadonlySet<Role> = new Set(['admin', 'officer', 'staff', 'organizer']);

export function createNav(facts: NavFacts): readonly NavItem[] {
  const isOneOf = (wanted: ReadonlySet<Role>): boolean => facts.roles().some((role) => wanted.has(role));
  const onlyOrganizes = (): boolean => facts.roles().includes('organizer') && !facts.keepsRecords();
  return [
    { href: '/', label: 'nav.today', icon: 'today', bar: true, group: 'work', shortcut: 't' },
    {
      href: '/classes',
      label: 'nav.classes',
      icon: 'class',
      bar: true,
      group: 'work',
      shortcut: 'c',
      show: () => isOneOf(seesClasses),
    },
    {
      href: '/visits',
      label: 'nav.visits',
      icon: 'visit',
      // The office has other places within its thumb's reach.
      get bar() {
        return onlyOrganizes();
      },
      group: 'work',
      shortcut: 'v',
      show: () => isOneOf(seesVisits),
    },
    {
      href: '/employers',
      label: 'nav.employers',
      icon: 'employer',
      get bar() {
        return onlyOrganizes();
      },
      group: 'work',
      shortcut: 'o',
      show: () => isOneOf(seesEmployers),
    },
    {
      href: '/members',
      label: 'nav.members',
      icon: 'people',
      bar: true,
      group: 'work',
      shortcut: 'm',
      show: () => isOneOf(readRoster),
    },
    {
      href: '/unsent',
      label: 'nav.unsent',
      icon: 'send',
      bar: true,
      group: 'work',
      shortcut: 'u',
      count: facts.waiting,
    },
    {
      href: '/review',
      label: 'nav.review',
      icon: 'review',
      bar: true,
      group: 'office',
      shortcut: 'r',
      show: facts.mayReview,
      count: facts.toReview,
    },
    ...officePlaces(facts, isOneOf),
    { href: '/device', label: 'nav.device', icon: 'device', bar: true, group: 'device', shortcut: 'd' },
  ];
}

/** The office's books: what it looks things up in, and who may what. */
function officePlaces(facts: NavFacts, isOneOf: (wanted: ReadonlySet<Role>) => boolean): readonly NavItem[] {
  return [
    {
      href: '/records',
      label: 'nav.records',
      icon: 'people',
      group: 'office',
      shortcut: 'e',
      show: facts.keepsRecords,
    },
    {
      href: '/audit',
      label: 'nav.audit',
      icon: 'history',
      group: 'office',
      shortcut: 'l',
      show: () => isOneOf(readsLog),
    },
    {
      href: '/devices',
      label: 'nav.devices',
      icon: 'device',
      group: 'office',
      shortcut: 'i',
      show: () => isOneOf(seesDevices),
    },
    {
      href: '/people',
      label: 'nav.people',
      icon: 'people',
      group: 'office',
      shortcut: 'p',
      show: () => isOneOf(givesRoles),
    },
  ];
}
