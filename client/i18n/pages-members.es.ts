import type { pagesMembersEn } from './pages-members.en.ts';

export const pagesMembersEs: Readonly<Record<keyof typeof pagesMembersEn, string>> = {
  'members.title': 'Miembros',
};
