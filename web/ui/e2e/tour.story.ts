import { pages } from './pages';
import { seed } from './seed';
import { expect, test, violations } from './story';

// Every page on a full workspace: nothing that axe finds, nothing wider than a phone, no
// fault of a script, a title of its own.
for (const scheme of ['light', 'dark'] as const) {
  test(`every page can be read and used, ${scheme}`, async ({ page, server, signIn, clone }) => {
    test.setTimeout(150_000);
    await seed(server, clone);
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page);
    for (const { name, path } of pages) {
      await test.step(name, async () => {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(server.url + path);
        await atRest(page);
        expect.soft(await violations(page), `${name}, wide`).toEqual([]);
        expect.soft(await page.title(), `${name} has a title`).toMatch(/ · Lockstep$/);
        await page.setViewportSize({ width: 390, height: 844 });
        const wider = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        await expect.soft.poll(wider, { message: `${name} fits a phone`, timeout: 2000 }).toBeLessThanOrEqual(0);
      });
    }
  });
}

// atRest waits until nothing loads any more.
async function atRest(page: import('@playwright/test').Page) {
  await expect.soft(page.locator('h1')).toBeVisible();
  await expect.soft(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0);
  await expect.soft(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
}
