import { pages } from './pages';
import { seed } from './seed';
import { accessible, expect, test } from './story';

// Every page on a full workspace: nothing that axe finds, nothing wider than a phone, no
// fault of a script, a title of its own.
for (const scheme of ['light', 'dark'] as const) {
  test(`every page can be read and used, ${scheme}`, async ({ page, server, signIn, clone }) => {
    test.setTimeout(150_000);
    await seed(server, clone);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await signIn(page);
    const titles = new Map<string, string>();
    for (const { name, path } of pages) {
      await test.step(name, async () => {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(server.url + path);
        await atRest(page);
        await accessible(page);
        const title = await page.title();
        expect(title, `${name} has a title of its own`).toMatch(/ · Lockstep$/);
        titles.set(name, title);
        await page.setViewportSize({ width: 390, height: 844 });
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wider, `${name} fits a phone`).toBeLessThanOrEqual(0);
      });
    }
  });
}

// atRest waits until nothing loads any more.
async function atRest(page: import('@playwright/test').Page) {
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Loading' })).toHaveCount(0);
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
}
