/**
 * The icons, drawn for unionhall on a 24-unit grid, stroke only: each is a list of path data.
 * A new icon is one line here; the name says what it means in the hall, not what it looks like.
 */
const circle = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

const clockFace = circle(12, 12, 8.5);
const phone =
  'M7.5 3.5h9a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 19V5a1.5 1.5 0 0 1 1.5-1.5z';
const tray = 'M4 14.5V18a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3.5';

export const iconPaths = {
  today: ['M4.5 6.5h15v13h-15z', 'M4.5 10.5h15', 'M8.5 4v4', 'M15.5 4v4', 'M9 15l2 2 4-4'],
  class: ['M4 5h16v10.5H4z', 'M12 15.5V19', 'M8 20.5l4-3 4 3', 'M8 9h8', 'M8 12h5'],
  people: [
    circle(9, 8.5, 3),
    'M3.5 19a5.5 5.5 0 0 1 11 0',
    'M15.5 5.8a3 3 0 0 1 0 5.4',
    'M17 14.2a5.5 5.5 0 0 1 3.5 4.8',
  ],
  search: [circle(10.5, 10.5, 6), 'M15 15l5 5'],
  send: ['M3.5 11L20.5 3.5 14 20.5l-3.5-7z', 'M20.5 3.5l-10 10'],
  saved: [phone, 'M9.2 12.2l2 2 3.6-4'],
  sending: [
    'M19.5 12a7.5 7.5 0 0 1-13.2 4.9',
    'M4.5 12a7.5 7.5 0 0 1 13.2-4.9',
    'M6 20.5v-3.7h3.7',
    'M18 3.5v3.7h-3.7',
  ],
  sent: ['M2.5 12.5l4.5 4.5 9-10', 'M11.5 16l1 1 9-10'],
  alert: ['M12 4L2.8 19.5h18.4z', 'M12 10v4.5', 'M12 17.2v.1'],
  aside: [tray, 'M4 14.5h4.5l1.2 2h4.6l1.2-2H20', 'M9 5l6 6', 'M15 5l-6 6'],
  offline: [
    'M4 3.5l16.5 16.5',
    'M3.8 10.4a11.5 11.5 0 0 1 4.6-2.9',
    'M13 6.8a11.5 11.5 0 0 1 7.2 3.6',
    'M7.4 14a6.6 6.6 0 0 1 3.4-1.9',
    'M12 18.2v.1',
  ],
  online: ['M4.2 10.1a11 11 0 0 1 15.6 0', 'M7.5 13.6a6.3 6.3 0 0 1 9 0', 'M12 18v.1'],
  device: [phone, 'M10.5 17.5h3'],
  history: ['M4 12a8 8 0 1 0 2.6-5.9', 'M4 4.5v4h4', 'M12 8v4.3l3 1.9'],
  print: ['M7 8.5v-5h10v5', 'M7 16.5H4.5v-8h15v8H17', 'M7 13.5h10v7H7z'],
  check: ['M4.5 12.5l5 5 10-11'],
  clock: [clockFace, 'M12 7.5V12l3.2 2'],
  absent: [clockFace, 'M9 9l6 6', 'M15 9l-6 6'],
  excused: ['M6 3.5h8.5l4 4v13H6z', 'M14 3.5v4.5h4.5', 'M9 14.5l2 2 4-4.5'],
  'left-early': ['M13.5 4h-8v16h8', 'M10 12h10.5', 'M17 8l4 4-4 4'],
  back: ['M19.5 12h-15', 'M10.5 6l-6 6 6 6'],
  forward: ['M9 5.5l6.5 6.5L9 18.5'],
  down: ['M5.5 9l6.5 6.5L18.5 9'],
  more: [circle(5, 12, 0.7), circle(12, 12, 0.7), circle(19, 12, 0.7)],
  menu: ['M4 7h16', 'M4 12h16', 'M4 17h16'],
  close: ['M6 6l12 12', 'M18 6L6 18'],
  plus: ['M12 5v14', 'M5 12h14'],
  minus: ['M5 12h14'],
  edit: ['M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5z', 'M13.5 7l3.5 3.5'],
  trash: ['M5 7h14', 'M9.5 7V4.5h5V7', 'M6.5 7l1 13h9l1-13', 'M10.3 11v5.5', 'M13.7 11v5.5'],
  undo: ['M8.5 5L4 9.5 8.5 14', 'M4 9.5h10a5.5 5.5 0 0 1 0 11h-3'],
  filter: ['M4 6h16', 'M7 12h10', 'M10 18h4'],
  sun: [
    circle(12, 12, 3.8),
    'M12 2.5v2',
    'M12 19.5v2',
    'M2.5 12h2',
    'M19.5 12h2',
    'M5.3 5.3l1.4 1.4',
    'M17.3 17.3l1.4 1.4',
    'M5.3 18.7l1.4-1.4',
    'M17.3 6.7l1.4-1.4',
  ],
  moon: ['M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z'],
  contrast: [clockFace, 'M12 3.5v17', 'M14.5 6.5v11', 'M17 8.5v7'],
  language: [clockFace, 'M3.5 12h17', 'M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17z'],
  'sign-out': ['M10.5 4h-6v16h6', 'M9.5 12h11', 'M16.5 8l4 4-4 4'],
  download: [tray, 'M12 4v11', 'M7.5 10.5L12 15l4.5-4.5'],
  upload: [tray, 'M12 15V4', 'M7.5 8.5L12 4l4.5 4.5'],
  lock: ['M5.5 10.5h13v9.5h-13z', 'M8 10.5V8a4 4 0 0 1 8 0v2.5', 'M12 14.5v2'],
  note: ['M5 3.5h14v11l-5.5 6H5z', 'M13.5 20v-5.5H19', 'M8.5 8h7', 'M8.5 11.5h4'],
  info: [clockFace, 'M12 11v5.5', 'M12 7.8v.1'],
  keyboard: ['M2.5 6.5h19v11h-19z', 'M6 10v.1', 'M10 10v.1', 'M14 10v.1', 'M18 10v.1', 'M7.5 14h9'],
  visit: ['M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z', circle(12, 10, 2.3)],
  employer: ['M4 20.5v-17h10v17', 'M14 9.5h6v11', 'M2.5 20.5h19', 'M7.5 7.5h3', 'M7.5 11.5h3', 'M7.5 15.5h3'],
  phone: ['M7 3.5l3 5-2 2a13 13 0 0 0 5.5 5.5l2-2 5 3-1.5 3.5C11 21 3 13 3.5 5z'],
  review: ['M6 4.5h12v16H6z', 'M9.5 3h5v3h-5z', 'M9 12.5l2 2 4-4.5'],
  share: ['M12 15V3.5', 'M8 7l4-3.5L16 7', 'M8 11H5.5v9.5h13V11H16'],
} satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof iconPaths;
