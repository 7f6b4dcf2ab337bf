/** What `npm start` prints when the hall is open: where, and with which sign-ins. */
import { roleLabels } from '../../shared/access/roles.ts';
import type { DemoSignIns } from './demo-sign-ins.ts';

export function welcome(url: string, demo: DemoSignIns | undefined): string {
  const lines = ['unionhall is open at', `  ${url}`];
  if (demo !== undefined) {
    const width = Math.max(...demo.people.map(({ email }) => email.length));
    lines.push(
      '',
      'Demo sign-ins (invented people, this machine only)',
      ...demo.people.map(({ role, email }) => `  ${email.padEnd(width)}   ${roleLabels[role].en}`),
      `  password: ${demo.password}`,
    );
  }
  lines.push('', 'Ctrl-C closes it.');
  return box(lines);
}

function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => [...line].length));
  const edge = '─'.repeat(width + 4);
  return [
    '',
    `┌${edge}┐`,
    ...lines.map((line) => `│  ${line}${' '.repeat(width - [...line].length)}  │`),
    `└${edge}┘`,
    '',
  ].join('\n');
}
