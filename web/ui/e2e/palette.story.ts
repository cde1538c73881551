import { accessible, connect, expect, test } from './story';

test('everything by keyboard: pages, resources, actions', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}/w/default`);
  await expect(page.getByRole('heading', { name: 'Recent changes' })).toBeVisible();

  // The first stop of Tab leads past the navigation.
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to the content' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();

  await page.keyboard.press('Control+k');
  const command = page.getByRole('textbox', { name: 'Command' });
  await expect(command).toBeFocused();
  await accessible(page);
  await command.fill('hubspot');
  await expect(page.getByRole('button', { name: /^HubSpot/ })).toBeVisible();
  await accessible(page);
  await command.fill('trials-end');
  await expect(page.getByRole('button', { name: /trials-ending/ })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/w/default/models/trials-ending');
  await expect(command).toHaveCount(0);

  await page.keyboard.press('Control+k');
  await command.fill('nothing has this name');
  await expect(page.getByText('Nothing of that name')).toBeVisible();
  await command.fill('pause');
  await page.getByRole('button', { name: 'Pause Git Sync' }).click();
  await expect(page.getByTestId('git-pill')).toContainText('Paused');
  expect((await server.call<{ phase: string }>('GET', '/workspaces/default/git-sync/status')).phase).toBe('paused');

  await page.keyboard.press('Control+k');
  await command.fill('dark');
  await page.getByRole('button', { name: 'Dark colours' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');

  await page.locator('#content').focus();
  await page.keyboard.press('?');
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(shortcuts).toContainText('Commands and search');
  await accessible(page);
  await page.keyboard.press('Escape');
  await expect(shortcuts).toHaveCount(0);

  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForURL('**/w/default/destinations');
});
