import { expect, type Page } from '@playwright/test';
import { accessible } from './story';

// bothSchemes fails on anything that axe finds, in light and in dark, each once it is painted.
export async function bothSchemes(page: Page) {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await accessible(page);
  }
}
