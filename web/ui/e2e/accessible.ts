import { expect, type Page } from '@playwright/test';
import { accessible } from './story';

// bothSchemes fails on anything that axe finds, in light and in dark, each once it is painted.
export async function bothSchemes(page: Page) {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise((painted) => requestAnimationFrame(painted));
      await Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined)));
    });
    await accessible(page);
  }
}
