/** The organizers' places. They are built of the same parts and travel as one file: five would cost every first load. */
export { default as EmployerPage } from './employers/employer-page.tsx';
export { default as EmployersPage } from './employers/employers-page.tsx';
export { default as NewVisitPage } from './visits/new-visit-page.tsx';
export { default as OrganizerToday } from './today/organizer-today.tsx';
export { default as VisitPage } from './visits/visit-page.tsx';
export { default as VisitsPage } from './visits/visits-page.tsx';
