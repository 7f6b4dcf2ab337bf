/** English for the pages that are not the first one anybody opens: fetched with the first of them. */
import { pagesHistoryEn } from './pages-history.en.ts';
import { pagesDeskEn } from './pages-desk.en.ts';
import { pagesMembersEn } from './pages-members.en.ts';
import { pagesOfficeEn } from './pages-office.en.ts';
import { pagesOrganizingEn } from './pages-organizing.en.ts';
import { undoEn } from './undo.en.ts';
import { pagesLeavingEn } from './pages-leaving.en.ts';
import { pagesSearchEn } from './pages-search.en.ts';

export const laterEn = {
  ...pagesOrganizingEn,
  ...pagesMembersEn,
  ...pagesOfficeEn,
  ...pagesHistoryEn,
  ...pagesDeskEn,
  ...undoEn,
  ...pagesSearchEn,
  ...pagesLeavingEn,
} as const;
