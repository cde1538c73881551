import { accessible, expect, test } from './story';

test('a source from its type to its secret, in Git without it', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/git-sync/connect', {
    settings: { builtIn: true, includeConnections: true, quietMillis: 50, maxDelayMillis: 200, pollSeconds: 5 },
    direction: 'two-way',
  });
  await signIn(page);
  await page.goto(`${server.url}/w/default/sources`);
  await expect(page.getByRole('heading', { name: 'No sources yet' })).toBeVisible();
  await accessible(page);
  await page.getByRole('link', { name: 'New source' }).click();
  await page.getByLabel('Search types').fill('postgresql');
  await expect(page.getByRole('listitem').filter({ hasText: 'Google Sheets' })).toHaveCount(0);
  await accessible(page);
  await page.getByRole('link', { name: /^PostgreSQL/ }).click();

  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Warehouse');
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill('db.acme.example');
  await page.getByRole('textbox', { name: 'Database', exact: true }).fill('analytics');
  await page.getByRole('textbox', { name: 'User', exact: true }).fill('lockstep');
  await page.getByLabel('Password', { exact: true }).fill('geheim geheim');
  await accessible(page);
  // Unsaved work survives a reload; a secret does not, and that is told.
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Host', exact: true })).toHaveValue('db.acme.example');
  await expect(page.getByText('Type the secrets again', { exact: true }).first()).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('geheim');
  await page.getByLabel('Password', { exact: true }).fill('geheim geheim');
  await page.getByRole('button', { name: 'Create source' }).click();
  await page.waitForURL('**/w/default/sources/warehouse');

  // The secret is set and never shown.
  await expect(page.getByRole('button', { name: 'Replace Password' })).toBeVisible();
  expect(await page.content()).not.toContain('geheim');
  await accessible(page);
  const source = await server.call<{ secrets: string[]; configuration: unknown }>('GET', '/sources/warehouse');
  expect(source.secrets).toEqual(['password']);
  expect(JSON.stringify(source)).not.toContain('geheim');
  await server.call('POST', '/workspaces/default/git-sync/sync');
  const git = clone();
  expect(git.read('sources/warehouse.yaml')).toContain('host: db.acme.example');
  expect(git.git('log', '-p')).not.toContain('geheim');
});

test('a destination is edited, renamed, and moved to the trash', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await server.call('PUT', '/aliases', { destinations: { crm: 'hubspot' } });
  await signIn(page);
  await page.goto(`${server.url}/w/default/destinations`);
  await expect(page.getByText('6 destinations')).toBeVisible();
  await page.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'HubSpot' }).click();
  await expect(page.getByText('1 destination', { exact: true })).toBeVisible();
  expect(new URL(page.url()).searchParams.get('type')).toBe('hubspot');
  await accessible(page);
  await page.getByRole('link', { name: 'HubSpot' }).click();

  await expect(page.getByText('crm', { exact: true })).toBeVisible();
  await page.getByLabel('Access token').fill('a new token');
  await page.getByRole('tab', { name: 'YAML' }).click();
  await page.getByRole('tab', { name: 'Edit' }).click();
  await expect(page.getByText('Type the secrets again', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Replace Access token' })).toBeVisible();
  expect((await server.call<{ secrets: string[] }>('GET', '/destinations/hubspot')).secrets).toEqual(['token']);

  await page.getByRole('tab', { name: /Usage/ }).click();
  await expect(page.getByRole('link', { name: 'accounts-to-hubspot' })).toBeVisible();
  await accessible(page);
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('list', { name: /Versions/ })).toBeVisible();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Rename the file' }).click();
  await page.getByLabel('File name').fill('hubspot-eu');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.waitForURL('**/w/default/destinations/hubspot-eu**');
  expect((await server.call<{ destination: string }>('GET', '/syncs/accounts-to-hubspot')).destination).toMatch(/^(hubspot-eu|crm)$/);

  // What is in use stays; what is not goes, and comes back.
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await expect(page.getByRole('dialog')).toContainText('users-to-hubspot');
  await accessible(page);
  await page.keyboard.press('Escape');
  await server.call('POST', '/destinations', { name: 'Spare', type: 'slack' });
  await page.goto(`${server.url}/w/default/destinations/spare`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
  await page.waitForURL('**/w/default/destinations');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL('**/w/default/destinations/spare');
  await server.call('GET', '/destinations/spare');
});

test('a password that is typed into the YAML of a connection is kept nowhere in the browser', async ({ page, server, signIn }) => {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await signIn(page);
  await page.goto(`${server.url}/w/default/sources/warehouse?tab=yaml`);
  await page.getByRole('textbox', { name: 'YAML of sources/warehouse.yaml' }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# hunter2-hunter2');
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  await expect(page.getByText('Here only values are saved.')).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('hunter2');
});
