/** Walks a page with Tab: every control comes, in the order of the page, with a mark of focus, and nothing lies over it. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Long lists repeat themselves. */
const mostStops = 70;

interface Stop {
  readonly at: number;
  readonly what: string;
  readonly hasMark: boolean;
  readonly isSeen: boolean;
  readonly isTime: boolean;
}

/** Numbers the controls in the order of the page. Of a group of radios the browser stops at one: the chosen, or the first. */
const numberControls = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [tabindex="0"]'),
    ];
    const isStop = (element: HTMLElement): boolean => {
      if (element.tabIndex < 0 || element.matches(':disabled') || element.getClientRects().length === 0)
        return false;
      if (getComputedStyle(element).visibility === 'hidden') return false;
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true;
      const group = all.filter(
        (one): one is HTMLInputElement =>
          one instanceof HTMLInputElement && one.type === 'radio' && one.name === element.name,
      );
      return element === (group.find((one) => one.checked) ?? group[0]);
    };
    return all.filter(isStop).map((element, at) => {
      element.dataset['stop'] = String(at);
      return (
        (element.ariaLabel ?? element.textContent ?? '').trim().slice(0, 40) || element.outerHTML.slice(0, 80)
      );
    });
  });

const readStop = (page: Page): Promise<Stop> =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const element = document.activeElement;
    if (!(element instanceof HTMLElement))
      return { at: -1, what: 'nothing', hasMark: false, isSeen: false, isTime: false };
    // A radio that is drawn by its label wears its mark there.
    const drawn = element.closest<HTMLElement>('label.segment, label.way') ?? element;
    const isOutlined = (style: CSSStyleDeclaration): boolean =>
      style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    // A row that opens as a whole wears it around the row.
    const hasMark = isOutlined(getComputedStyle(drawn)) || isOutlined(getComputedStyle(drawn, '::after'));
    const box = drawn.getBoundingClientRect();
    const isSeen = [0.1, 0.5, 0.9].some((across) =>
      [0.1, 0.5, 0.9].some((down) => {
        const hit = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
        return hit !== null && drawn.contains(hit);
      }),
    );
    return {
      at: Number(element.dataset['stop'] ?? -1),
      what: element.outerHTML.slice(0, 120),
      hasMark,
      isSeen,
      isTime: element.matches('input[type="time"], input[type="date"]'),
    };
  });

/** The next Tab comes to the first control of the page, wherever the focus was. */
export const startAtTheTop = (page: Page): Promise<void> =>
  page.evaluate(() => {
    scrollTo(0, 0);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    // A selection would be where the browser starts from.
    getSelection()?.removeAllRanges();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });

export async function walkByTab(page: Page): Promise<void> {
  await startAtTheTop(page);
  const names = await numberControls(page);
  expect(names.length).toBeGreaterThan(4);
  const reached: number[] = [];
  for (let count = Math.min(names.length, mostStops); count > 0; count -= 1) {
    await page.keyboard.press('Tab');
    let stop = await readStop(page);
    // A time field is one control with a stop for each of its parts.
    while (stop.isTime && stop.at === reached.at(-1)) {
      await page.keyboard.press('Tab');
      stop = await readStop(page);
    }
    reached.push(stop.at);
    expect.soft(stop.hasMark, `no mark of focus: ${stop.what}`).toBe(true);
    expect.soft(stop.isSeen, `focused and covered: ${stop.what}`).toBe(true);
  }
  expect(reached, `in the order of the page: ${names.join(' · ')}`).toEqual(reached.map((_, at) => at));
}
