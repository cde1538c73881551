import type { Page } from '@playwright/test';
import type { Clone } from './git';
import { accessible, connect, expect, owner, settled, test } from './story';

const users = ['# Everybody who signed up. Ask Jonas before you change the key.', 'name: Users', 'source: warehouse', 'type: raw_sql', 'rawSql: |-', '  SELECT id, email', '  FROM users', 'primaryKey: id # stable', ''].join('\n');
const sync = ['model: users', 'destination: crm', 'config:', '  mappings:', '    - to: email', '      from: email', 'schedulePaused: false', ''].join('\n');

// workspace has a model of the app, and a model and a sync that came from Git.
async function workspace(server: Parameters<typeof connect>[0], clone: () => Clone) {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'sample', configuration: {} });
  await server.call('POST', '/destinations', { slug: 'crm', name: 'CRM', type: 'sink', configuration: {} });
  await server.call('POST', '/models', { slug: 'accounts', name: 'Accounts', source: 'warehouse', table: { name: 'public.accounts' } });
  await connect(server);
  const jonas = clone();
  jonas.push('Add users', { 'models/users.yaml': users, 'syncs/users-to-crm.yaml': sync });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  return jonas;
}

const open = (page: Page, url: string, path = '') => page.goto(`${url}/w/default/models${path}`);


test('an edit in the app is one commit by that person, with the changed lines only', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server.url, '/users');
  await page.getByLabel('Description').fill('People who can sign in');
  await page.getByRole('textbox', { name: 'SQL' }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type(' WHERE deleted_at IS NULL');
  await page.getByRole('button', { name: 'See the change' }).click();
  await expect(page.getByRole('dialog')).toContainText('What Git will see');
  await expect(page.getByRole('dialog')).toContainText('WHERE deleted_at IS NULL');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(page.getByText('Everything is saved')).toBeVisible();
  await settled(page, server);

  jonas.pull();
  const commits = jonas.git('log', '--format=%an <%ae>', 'HEAD', '--', 'models/users.yaml').trim().split('\n');
  expect(commits[0]).toBe(`${owner.name} <${owner.email}>`);
  expect(commits).toHaveLength(2);
  const lines = jonas.git('show', '--format=', '-U0', 'HEAD').split('\n').filter((l) => /^[-+](?![-+])/.test(l));
  expect(lines).toEqual(['+description: People who can sign in', '-  FROM users', '+  FROM users WHERE deleted_at IS NULL']);
  expect(jonas.git('show', '--format=', '--name-only', 'HEAD').trim()).toBe('models/users.yaml');
});

test('unsaved work survives a reload', async ({ page, server, signIn, clone }) => {
  await workspace(server, clone);
  await signIn(page);
  await open(page, server.url, '/users');
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('People');
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Your unsaved work is back')).toBeVisible();
  await expect(name).toHaveValue('People');
  await page.getByRole('button', { name: 'Discard' }).first().click();
  await expect(name).toHaveValue('Users');
  await page.reload();
  await expect(name).toHaveValue('Users');
});

test('somebody else’s edit is joined, and one of the same field is an offer', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server.url, '/users');
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('People');
  jonas.push('Say what users are', { 'models/users.yaml': users.replace('source:', 'description: From Git\nsource:') });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await expect(page.getByText('Joined Jonas Weber’s change')).toBeVisible();
  await expect(page.getByLabel('Description')).toHaveValue('From Git');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  await settled(page, server);

  await name.fill('Persons');
  jonas.pull();
  jonas.push('Call them humans', { 'models/users.yaml': jonas.read('models/users.yaml').replace('name: People', 'name: Humans') });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  const offer = page.getByRole('dialog');
  await expect(offer).toContainText('Jonas Weber changed the same field');
  await accessible(page);
  await offer.getByRole('radio', { name: /Theirs/ }).check();
  await offer.getByRole('button', { name: 'Go on with this' }).click();
  await expect(name).toHaveValue('Humans');
  await expect(page.getByText('Everything is saved')).toBeVisible();
});

test('a renamed model moves its file, and the sync that uses it follows', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server.url, '/users');
  await page.getByRole('button', { name: 'Rename' }).click();
  const ask = page.getByRole('dialog');
  await ask.getByLabel('File name').fill('people');
  await expect(ask).toContainText('models/users.yaml moves to models/people.yaml. The sync that uses it follows.');
  await ask.getByRole('button', { name: 'Rename' }).click();
  await page.waitForURL('**/models/people');
  await settled(page, server);

  jonas.pull();
  expect(jonas.git('show', '--format=', '--name-status', '-M', 'HEAD').trim().split('\n')).toEqual(['R100\tmodels/users.yaml\tmodels/people.yaml', 'M\tsyncs/users-to-crm.yaml']);
  expect(jonas.read('models/people.yaml')).toBe(users);
  expect(jonas.read('syncs/users-to-crm.yaml')).toBe(sync.replace('model: users', 'model: people'));
  await page.getByRole('tab', { name: 'Usage (1)' }).click();
  await expect(page.getByRole('link', { name: 'users-to-crm' })).toBeVisible();
});

test('a model is made, copied, put in the trash and brought back', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server.url);
  await page.getByRole('link', { name: 'New model' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('Orders (EU)');
  await page.getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name: /Warehouse/ }).click();
  await page.getByText('Table', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Table' }).fill('public.orders');
  await page.getByRole('button', { name: 'Create model' }).click();
  await page.waitForURL('**/models/orders-eu');
  await settled(page, server);
  jonas.pull();
  expect(jonas.read('models/orders-eu.yaml')).toBe('name: Orders (EU)\nsource: warehouse\ntype: table\ntableName: public.orders\n');

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await page.getByRole('button', { name: 'Create model' }).click();
  await page.waitForURL('**/models/orders-eu-copy');
  await open(page, server.url, '/users');
  await page.getByRole('button', { name: 'More actions' }).click();
  await accessible(page);
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await expect(page.getByRole('dialog')).toContainText('1 sync uses it');
  await accessible(page);
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Move to trash' })).toBeDisabled();

  await open(page, server.url, '/orders-eu-copy');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
  await page.waitForURL('**/models');
  await expect(page.getByRole('row')).toHaveCount(4);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL('**/models/orders-eu-copy');
  // The commit that removes it may be on its way when it comes back; then another one adds it.
  const inGit = () => {
    jonas.pull();
    return jonas.git('ls-files', 'models/orders-eu-copy.yaml').trim();
  };
  await expect.poll(inGit).not.toBe('');
  await expect.poll(async () => (await server.call<{ pending: number }>('GET', '/workspaces/default/git-sync/status')).pending).toBe(0);
  expect(inGit()).not.toBe('');
  expect(jonas.read('models/orders-eu-copy.yaml')).toContain('name: Orders (EU) (copy)');
});

test('a list is searched, filtered and sorted by its address', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  clone();
  await signIn(page);
  await open(page, server.url);
  const names = page.getByRole('table', { name: 'Models' }).getByRole('link');
  await expect(names.first()).toHaveText('Accounts');
  await page.getByRole('button', { name: 'Name' }).click();
  await expect(names.first()).toHaveText('Users');
  await page.keyboard.press('/');
  await page.keyboard.type('us');
  await expect(page).toHaveURL(/search=us/);
  await page.getByRole('combobox', { name: 'Source' }).click();
  await page.getByRole('option', { name: 'Warehouse' }).click();
  await expect(page).toHaveURL(/source=warehouse/);
  await expect(page.getByText('1 model', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('1 model', { exact: true })).toBeVisible();
  await expect(names).toHaveText(['Users']);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(page.getByRole('heading', { name: 'No model matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByText('8 models')).toBeVisible();
});

test('a broken file is refused at its line, and a good one shows what Git will see', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server.url, '/users?tab=yaml');
  const text = page.getByRole('textbox', { name: 'YAML of models/users.yaml' });
  await expect(text).toContainText('# Everybody who signed up');
  await text.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('source: [other');
  await expect(page.getByText(/^Line \d+:/)).toBeVisible();
  await expect(page.locator('.cm-lint-marker-error')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await page.getByRole('button', { name: 'Discard' }).click();
  await text.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('desc');
  await expect(page.getByRole('option', { name: /^description/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Discard' }).click();
  await text.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('description: From the file');
  const seen = page.getByRole('region', { name: 'What Git will see' });
  await expect(seen).toContainText('description: From the file');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(page.getByText('Everything is saved')).toBeVisible();
  await settled(page, server);
  jonas.pull();
  const lines = jonas.git('show', '--format=', '-U0', 'HEAD').split('\n').filter((l) => /^[-+](?![-+])/.test(l));
  expect(lines).toEqual(['+description: From the file']);

  await text.locator('.cm-line').first().click();
  await page.keyboard.press('End');
  await page.keyboard.type(' Or Priya.');
  await expect(seen).toContainText('Or Priya.');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(page.getByText('Everything is saved')).toBeVisible();
  await settled(page, server);
  jonas.pull();
  expect(jonas.git('log', '-1', '--format=%an: %s').trim()).toBe(`${owner.name}: models/users: change comments`);
  expect(jonas.git('show', '--format=', '-U0', 'HEAD').split('\n').filter((l) => /^[-+](?![-+])/.test(l))).toEqual([
    '-# Everybody who signed up. Ask Jonas before you change the key.',
    '+# Everybody who signed up. Ask Jonas before you change the key. Or Priya.',
  ]);
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByRole('button', { name: /^Version 3/ })).toContainText('Comments');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the pages of models can be read by all, ${scheme}`, async ({ page, server, signIn, clone }) => {
    await workspace(server, clone);
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page);
    for (const path of ['', '?search=none-such', '/new', '/users', '/users?tab=history', '/users?tab=yaml', '/users?tab=usage']) {
      await open(page, server.url, path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('Loading')).toHaveCount(0);
      await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
      await accessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: `${path} fits a phone` }).toBeLessThanOrEqual(390);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  });
}

test('a name that another model has by now leads to that one', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await signIn(page);
  await page.goto(`${server.url}/w/default/models/users`);
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('File name').fill('people');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.waitForURL('**/models/people');
  await server.call('POST', '/models', { slug: 'users', name: 'New users', source: 'warehouse', table: { name: 'users' } });
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Models' }).click();
  await page.getByRole('link', { name: 'New users' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New users' })).toBeVisible();
  await expect(page).toHaveURL(/\/models\/users$/);
});

test('the focus goes along to a new page', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await signIn(page);
  await page.goto(`${server.url}/w/default/models`);
  await page.getByRole('link', { name: 'Users', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeFocused();
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { level: 1, name: 'Syncs' })).toBeFocused();
  await page.getByRole('link', { name: 'New sync' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New sync' })).toBeFocused();
});

test('two tabs of one browser have one draft', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await signIn(page);
  await page.goto(`${server.url}/w/default/models/users`);
  const other = await page.context().newPage();
  await other.goto(`${server.url}/w/default/models/users`);
  await page.getByLabel('Description').fill('Typed in the first tab');
  await expect(other.getByLabel('Description')).toHaveValue('Typed in the first tab');
  // A change by somebody else reaches both, and takes nothing away.
  await server.call('PATCH', '/models/users', { name: 'People' });
  await expect(other.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  await other.getByRole('textbox', { name: 'SQL' }).fill('select 2');
  await expect(page.getByRole('textbox', { name: 'SQL' })).toContainText('select 2');
  await page.reload();
  await expect(page.getByLabel('Description')).toHaveValue('Typed in the first tab');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  await expect(other.getByText('Everything is saved')).toBeVisible();
  expect(await server.call('GET', '/models/users')).toMatchObject({ name: 'People', description: 'Typed in the first tab', raw: { sql: 'select 2' } });
  await other.close();
});
