import type { pagesOfficeEn } from './pages-office.en.ts';

export const pagesOfficeEs: Readonly<Record<keyof typeof pagesOfficeEn, string>> = {
  'audit.title': 'Registro de auditoría',
};
