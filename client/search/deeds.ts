/** What can be done from anywhere: the places of the hall, and the deeds that this person may do. */
import type { Navigator } from '@solidjs/router';
import { Member } from '../../shared/entities/member.ts';
import { Organization } from '../../shared/entities/organization.ts';
import type { HallKeeper } from '../components/keeper.ts';
import { liveRoles } from '../components/live-roles.ts';
import { say } from '../components/say.ts';
import type { IconName } from '../elements/icon.tsx';
import type { Hall } from '../hall.ts';
import { locale, localeNames, setLocale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { addsEmployers, logsVisits } from '../organizing/rights.ts';
import { mayCreate, recordKinds } from '../record-kinds.ts';
import { setTheme, theme } from '../shell/theme.ts';
import type { Theme } from '../shell/theme.ts';
import { findCurrent } from '../shell/nav.ts';
import type { NavItem } from '../shell/nav.ts';

export interface Deed {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  /** Other words for the same. */
  readonly also: string;
  /** Shown before anything is typed. */
  readonly isUsual: boolean;
  readonly run: () => void;
}

/** Served by this server, beside the app: a page of its own. */
const apiPage = '/api/docs';

interface Deeds {
  readonly hall: Hall;
  readonly keeper: HallKeeper;
  readonly navigate: Navigator;
  /** Those that the person may go to. */
  readonly places: readonly NavItem[];
}

const themes = { system: 'device', light: 'sun', dark: 'moon', sun: 'contrast' } as const;

export function deedsOf(from: Deeds): readonly Deed[] {
  const { hall, keeper } = from;
  const other = locale() === 'en' ? 'es' : 'en';
  const deed = (id: string, icon: IconName, title: string, run: () => void): Deed => ({
    ...{ id, icon, title, run },
    also: '',
    isUsual: false,
  });
  return [
    ...newRecords(from),
    deed('send', 'sending', t('unsent.tryNow'), () => hall.sync.now()),
    ...(Object.keys(themes) as Theme[])
      .filter((one) => one !== theme())
      .map((one) =>
        deed(`theme-${one}`, themes[one], `${t('theme.label')}: ${t(`theme.${one}`)}`, () => setTheme(one)),
      ),
    {
      ...deed(`language`, 'language', `${t('language.label')}: ${localeNames[other]}`, () => {
        // Not fetched (offline and never stored): the language stays, as everybody sees.
        setLocale(other).catch(() => undefined);
      }),
      // Who cannot read the screen looks for it in their own words.
      also: 'language idioma lengua english español',
    },
    ...(liveRoles(hall).includes('admin')
      ? [deed('api', 'info', t('search.api'), () => void open(apiPage, '_blank', 'noopener'))]
      : []),
    deed('sign-out', 'sign-out', t('action.signOut'), () => keeper.askSignOut(false)),
  ];
}

/** What one may add, where one may go to add it. */
function newRecords({ hall, navigate, places }: Deeds): readonly Deed[] {
  const has = (path: string): boolean => {
    const place = findCurrent(places, path.split('?', 1)[0] ?? '');
    return place !== undefined && place.href !== '/';
  };
  const add = (id: string, title: string, path: string, icon: IconName = 'plus'): readonly Deed[] =>
    has(path)
      ? [
          {
            id: `new-${id}`,
            icon,
            title,
            also: t('search.newWords'),
            isUsual: true,
            run: () => navigate(path),
          },
        ]
      : [];
  const plain = recordKinds(hall.holdings()).filter(
    (of) => of !== Member && of !== Organization && mayCreate(of, hall.holdings()),
  );
  return [
    ...(logsVisits(hall) ? add('visit', t('search.newVisit'), '/visits/new') : []),
    ...(mayCreate(Member, hall.holdings()) ? add('member', t('members.add'), '/members?new=1') : []),
    ...(addsEmployers(hall) ? add('employer', t('search.newEmployer'), '/employers?new=1') : []),
    ...plain.flatMap((of) => {
      const title = t('records.add', { kind: say(of.label.one).toLocaleLowerCase() });
      return add(of.name, title, `/records/${of.name}?open=new`).map((one) => ({ ...one, isUsual: false }));
    }),
  ];
}
