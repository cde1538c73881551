import type { Locator } from '@playwright/test';
import { connect, expect, owner, settled, test } from './story';

// tabTo goes on with Tab until an element has the focus, as a person does.
async function tabTo(target: Locator, key = 'Tab') {
  const has = () => target.evaluate((e) => e === document.activeElement);
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 60 && !(await has()); stops++) await target.page().keyboard.press(key);
  await expect(target).toBeFocused();
}

test('without a mouse: sign in, find a model, edit it, save it, see its history', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.context().clearCookies();
  const { keyboard } = page;

  await page.goto(`${server.url}/w/default`);
  await tabTo(page.getByLabel('E-mail'));
  await keyboard.type(owner.email);
  await tabTo(page.getByLabel('Password', { exact: true }));
  await keyboard.type(owner.password);
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Recent changes' })).toBeVisible();

  await keyboard.press('g');
  await keyboard.press('m');
  await page.waitForURL('**/w/default/models');
  await expect(page.getByRole('link', { name: 'Users', exact: true })).toBeVisible();
  await keyboard.press('/');
  await keyboard.type('users');
  await page.waitForURL(/users/);
  await tabTo(page.getByRole('link', { name: 'Users', exact: true }));
  await keyboard.press('Enter');
  await page.waitForURL('**/w/default/models/users');

  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await tabTo(name);
  await keyboard.press('Control+a');
  await keyboard.type('Users by keyboard');
  // The editor of the SQL lets the focus go again.
  const sql = page.locator('.cm-content').first();
  await tabTo(sql);
  await keyboard.press('Control+End');
  await keyboard.type('\n-- by keyboard');
  await keyboard.press('Escape');
  await tabTo(page.getByRole('button', { name: 'Save' }));
  await tabTo(name, 'Shift+Tab');
  await keyboard.press('Control+s');
  await expect(page.getByText('Everything is saved')).toBeVisible();
  await settled(page, server);
  const jonas = clone();
  const lines = jonas.git('show', '--format=', '-U0', 'HEAD', '--', 'models/users.yaml').split('\n').filter((l) => /^[-+](?![-+])/.test(l));
  expect(lines).toContain('+name: Users by keyboard');
  expect(lines).toContain('+  -- by keyboard');
  expect(jonas.git('log', '-1', '--format=%an').trim()).toBe(owner.name);

  await tabTo(page.getByRole('tab', { name: 'Definition' }).or(page.getByRole('tab', { selected: true })).first(), 'Shift+Tab');
  await keyboard.press('ArrowRight');
  for (let i = 0; i < 4 && !(await page.getByRole('tab', { name: 'History', selected: true }).isVisible()); i++) await keyboard.press('ArrowRight');
  const versions = page.getByRole('list', { name: 'Versions, newest first' });
  await expect(versions.getByRole('listitem').first()).toContainText(owner.name);
  const first = versions.getByRole('button', { name: /^Version 1: / });
  await tabTo(first);
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/version=1/);

  // The palette takes the first that fits.
  await keyboard.press('Control+k');
  const command = page.getByRole('textbox', { name: 'Command' });
  await expect(command).toBeFocused();
  await keyboard.insertText('churn-risk');
  await expect(page.getByRole('button', { name: /churn-risk/ }).first()).toHaveAttribute('data-selected', 'true');
  await keyboard.press('Enter');
  await page.waitForURL('**/w/default/models/churn-risk');
  await keyboard.press('Control+k');
  await expect(command).toBeFocused();
  await keyboard.insertText('sign out');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
