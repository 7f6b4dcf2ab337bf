/** Words of the pages about audit log, devices, roles and people. */
export const pagesOfficeEn = {
  'audit.title': 'Audit log',
} as const;
