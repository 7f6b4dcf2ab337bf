/** English for the pages that are not the first one anybody opens: fetched with the first of them. */
import { pagesLeavingEn } from './pages-leaving.en.ts';
import { pagesMembersEn } from './pages-members.en.ts';
import { pagesOfficeEn } from './pages-office.en.ts';
import { pagesOrganizingEn } from './pages-organizing.en.ts';
import { pagesSearchEn } from './pages-search.en.ts';

export const laterEn = {
  ...pagesOrganizingEn,
  ...pagesMembersEn,
  ...pagesOfficeEn,
  ...pagesSearchEn,
  ...pagesLeavingEn,
} as const;
