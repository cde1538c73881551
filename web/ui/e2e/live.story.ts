import type { Clone } from './git';
import { connect, expect, test } from './story';

const w = '/w/default';
const path = 'models/users.yaml';

const rename = (clone: Clone, name: string) => clone.push(name, { [path]: clone.read(path).replace(/^name: .*$/m, `name: ${name}`) });

test.beforeEach(async ({ server, page, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
});

test('an open page says that the server is away, and is live again once it is back', async ({ page, server, clone, expected }) => {
  expected.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/);
  await page.goto(`${server.url}${w}/models`);
  const pill = page.getByTestId('git-pill');
  await expect(pill).toContainText('In sync');
  await page.evaluate(() => document.body.setAttribute('data-seen', 'yes'));
  const jonas = clone();

  await server.halt();
  await expect(pill).toContainText('Reconnecting');
  // What the page did not load before comes when the server is back.
  await page.getByRole('button', { name: 'Search and commands' }).click();
  await pill.focus();
  await expect(page.getByRole('link', { name: 'Users', exact: true })).toBeVisible();
  await server.resume();
  await expect(page.getByRole('textbox', { name: 'Command' })).toBeFocused();
  await page.keyboard.press('Escape');
  // The branch moves before the page is heard again, or after: it shows either way.
  rename(jonas, 'People who were away');
  await expect(pill).toContainText('In sync', { timeout: 20_000 });
  await expect(page.getByRole('link', { name: 'People who were away' })).toBeVisible();
  rename(jonas, 'People who are back');
  await expect(page.getByRole('link', { name: 'People who are back' })).toBeVisible();
  await expect(page.locator('body')).toHaveAttribute('data-seen', 'yes');
});

test('eight tabs of one browser all load, and all hear of a push', async ({ page, server, clone, context }) => {
  const tabs = [page];
  while (tabs.length < 8) tabs.push(await context.newPage());
  for (const [n, tab] of tabs.entries()) {
    await tab.goto(`${server.url}${w}/models`);
    await expect(tab.getByRole('link', { name: 'Users', exact: true }), `tab ${n + 1}`).toBeVisible();
  }
  const jonas = clone();
  rename(jonas, 'People');
  for (const [n, tab] of tabs.entries()) await expect(tab.getByRole('link', { name: 'People', exact: true }), `tab ${n + 1}`).toBeVisible();

  // The tabs that are left go on to hear, whichever was the first.
  for (const tab of tabs.splice(0, 6)) await tab.close();
  rename(jonas, 'Everybody');
  for (const tab of tabs) await expect(tab.getByRole('link', { name: 'Everybody', exact: true })).toBeVisible();
});
