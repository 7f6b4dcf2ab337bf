/** Icons that stand alone say what a button does; axe measures words only. WCAG 1.4.11: 3:1 against what lies under them. */
import type { Page } from '@playwright/test';

/** The names of buttons and links whose icon cannot be told from its ground, with the contrast found. */
export const faintIcons = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!canvas) throw new Error('No canvas.');
    /** Red, green, blue from 0 to 1, and how much of it covers. */
    const read = (color: string): number[] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].map((one) => one / 255);
    };
    const light = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = read(color).map((one) =>
        one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (element: Element | null): string => {
      for (let at = element; at; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at);
        if ((read(backgroundColor)[3] ?? 0) > 0.99) return backgroundColor;
      }
      return 'white';
    };
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const icons = [...document.querySelectorAll(':is(button, a[href]) svg')].filter(isSeen);
    return icons.flatMap((icon) => {
      const owner = icon.closest('button, a[href]');
      if (!owner || owner.matches(':disabled, [aria-disabled="true"]')) return [];
      const [one, other] = [light(getComputedStyle(icon).color), light(groundOf(icon))];
      const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      const name = owner.getAttribute('aria-label') ?? owner.textContent.trim();
      return contrast < 3 ? [`${name}: ${contrast.toFixed(2)}`] : [];
    });
  });
