/** Words of the pages about visits, employers and contacts. */
export const pagesOrganizingEn = {
  'visits.title': 'Visits',
} as const;
