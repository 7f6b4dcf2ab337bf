/**
 * From 3,000 rows over 30,000 to 300,000: what grows, and whether it grows faster than the rows. Each size has a database,
 * servers and browsers of its own. Takes long, so it runs only when it is named.
 */
import type { Browser } from '@playwright/test';
import { Endings } from './endings.ts';
import { openGround } from './ground.ts';
import type { Ground } from './ground.ts';
import { searchFor } from './measure-download.ts';
import { heldByUnionhall } from './measure-memory.ts';
import { residentBytes } from './processes.ts';
import type { Say } from './rounds.ts';
import type { Series } from './statistics.ts';
import { downloadUnionhall } from './unionhall-page.ts';

const scales = [0.1, 1, 10] as const;
/** Ten times the rows may cost ten times as much. */
const linear = 10;

interface Size {
  readonly rows: number;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

const units: Readonly<Record<string, Series['unit']>> = {
  'first download until a name search': 'ms',
  'bytes on the wire': 'bytes',
  'JavaScript heap of the page': 'bytes',
  'resident size of the page’s process': 'bytes',
  'resident size of the server': 'bytes',
};

export async function measureGrowth(ground: Ground, browser: Browser, say: Say): Promise<readonly Series[]> {
  const sizes: Size[] = [];
  for (const scale of scales) sizes.push(await sizeOf(ground, browser, scale, say));
  return Object.keys(units).flatMap((what) =>
    sizes.map(({ rows, values }, index): Series => {
      const before = sizes[index - 1];
      return {
        measure: `growth: ${what}`,
        contender: `${rows} rows`,
        unit: units[what] ?? 'ms',
        values: values[what] ?? [],
        ...(before ? { floor: `${before.rows} rows`, target: linear } : {}),
      };
    }),
  );
}

async function sizeOf(ground: Ground, browser: Browser, scale: number, say: Say): Promise<Size> {
  const endings = new Endings();
  say(`  scale ${scale}`);
  try {
    const own = await openGround({ ...ground.options, scale }, endings, say);
    const search = searchFor(own);
    await downloadUnionhall(own, browser, search);
    const downloads = [];
    for (let round = 0; round < ground.options.rounds; round += 1)
      downloads.push(await downloadUnionhall(own, browser, search));
    const held = await heldByUnionhall(own);
    return {
      rows: [...own.dataset.rows.values()].reduce((sum, some) => sum + some.length, 0),
      values: {
        'first download until a name search': downloads.map(({ ms }) => ms),
        'bytes on the wire': downloads.map(({ wireBytes }) => wireBytes),
        'JavaScript heap of the page': downloads.map(() => held.heap),
        'resident size of the page’s process': downloads.map(() => held.resident),
        'resident size of the server': downloads.map(() => residentBytes(own.real.pid())),
      },
    };
  } finally {
    await endings.run();
  }
}
