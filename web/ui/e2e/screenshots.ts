import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pages } from './pages';
import { seed } from './seed';
import { expect, test } from './story';

const folder = resolve(import.meta.dirname, '../screenshots');
const sizes = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

test('a picture of each page', async ({ page, server, signIn, clone }) => {
  test.setTimeout(600_000);
  mkdirSync(folder, { recursive: true });
  await seed(server, clone);
  await signIn(page);
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      for (const { name, path } of pages) {
        await page.goto(server.url + path);
        await expect(page.locator('h1')).toBeVisible();
        await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
        await page.screenshot({ path: join(folder, `${name}-${size}-${scheme}.png`) });
      }
    }
  }
});
