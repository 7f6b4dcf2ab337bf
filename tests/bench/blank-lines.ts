/**
 * Looks at the pictures that were really put on the screen while the list moved: in which of them is a line in sight
 * blank? Asking the page would not do: it knows what it drew last, not what the compositor showed meanwhile.
 */
import type { CDPSession, Page } from '@playwright/test';

interface Lines {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly tops: readonly number[];
}

/** The share of pictures, 0 to 1, with a blank line. */
export async function watchBlankLines(
  page: Page,
  session: CDPSession,
  move: () => Promise<unknown>,
): Promise<number> {
  const lines = await page.evaluate<Lines>(readLines);
  const pictures: string[] = [];
  const take = ({ data, sessionId }: { data: string; sessionId: number }): void => {
    pictures.push(data);
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  };
  session.on('Page.screencastFrame', take);
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  await move();
  await session.send('Page.stopScreencast');
  session.off('Page.screencastFrame', take);
  if (pictures.length < 10) throw new Error(`Only ${pictures.length} pictures were taken while scrolling.`);
  let blank = 0;
  for (const picture of pictures)
    if (await page.evaluate<boolean>(`(${hasBlankLine})(${JSON.stringify({ picture, lines })})`)) blank += 1;
  return blank / pictures.length;
}

/** Where the names of the lines in sight stand, in CSS pixels. */
const readLines = `(() => {
  const frame = document.querySelector('.window-frame').getBoundingClientRect();
  const rows = [...document.querySelectorAll('.window-table tbody tr')].map((row) => row.getBoundingClientRect());
  const seen = rows.filter((row) => row.bottom <= Math.min(frame.bottom, innerHeight));
  return { left: frame.left + 4, width: 180, height: seen[0].height - 4, tops: seen.map((row) => row.top + 2) };
})()`;

/** A line is blank when all of it has one colour. */
const hasBlankLine = `async ({ picture, lines }) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const scale = bitmap.width / innerWidth;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  return lines.tops.some((top) => {
    const { data } = context.getImageData(lines.left * scale, top * scale, lines.width * scale, lines.height * scale);
    for (let at = 4; at < data.length; at += 4)
      if (Math.abs(data[at] - data[0]) + Math.abs(data[at + 1] - data[1]) + Math.abs(data[at + 2] - data[2]) > 60) return false;
    return true;
  });
}`;
