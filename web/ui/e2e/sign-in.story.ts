import type { Page } from '@playwright/test';
import { accessible, expect, owner, test } from './story';

async function enter(page: Page, password: string) {
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('signing in leads to where one wanted to go, and out again', async ({ page, server, signIn }) => {
  await signIn(page);
  await page.context().clearCookies();
  await page.goto(`${server.url}/w/default/models?search=users`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await accessible(page);

  await enter(page, 'not the password');
  await expect(page.getByRole('alert')).toContainText('The e-mail or the password is wrong.');
  await accessible(page);
  await enter(page, owner.password);
  await page.waitForURL('**/w/default/models?search=users');

  await page.getByRole('button', { name: 'Your menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${server.url}/w/default`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('too many tries have to wait, and are told for how long', async ({ page, server, signIn }) => {
  await signIn(page);
  await page.context().clearCookies();
  await page.goto(`${server.url}/sign-in`);
  // The server counts them, so the others need no page.
  for (let i = 0; i < 10; i++) {
    await page.context().request.post(`${server.url}/api/v1/session`, { data: { email: owner.email, password: `wrong ${i}` } });
  }
  await enter(page, owner.password);
  await expect(page.getByRole('alert')).toContainText('There were too many tries.');
  await expect(page.getByRole('alert')).toContainText(/You can try again in \d+ seconds?/);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
  await accessible(page);
});

test('a session that ends leads to the sign-in page, and back', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await signIn(page);
  await page.goto(`${server.url}/w/default/sources`);
  await expect(page.getByRole('heading', { name: 'Sources' })).toBeVisible();
  await page.context().clearCookies();
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Destinations' }).click();
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await enter(page, owner.password);
  await page.waitForURL('**/w/default/destinations');
  await expect(page.getByRole('link', { name: 'HubSpot' })).toBeVisible();
});
