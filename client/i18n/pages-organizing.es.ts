import type { pagesOrganizingEn } from './pages-organizing.en.ts';

export const pagesOrganizingEs: Readonly<Record<keyof typeof pagesOrganizingEn, string>> = {
  'visits.title': 'Visitas',
};
