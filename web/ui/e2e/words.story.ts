import { seed } from './seed';
import { accessible, another, expect, test } from './story';

test('a sync without what its destination needs says so at the field, and is not made', async ({ page, server, signIn }) => {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'postgres' });
  await server.call('POST', '/destinations', { slug: 'crm', name: 'CRM', type: 'hubspot' });
  await server.call('POST', '/models', { slug: 'users', name: 'Users', source: 'warehouse', table: { name: 'public.users' } });
  await signIn(page);
  await page.goto(`${server.url}/w/default/syncs/new?model=users&destination=crm`);
  const object = page.getByRole('textbox', { name: 'Object', exact: true });
  await expect(object).toBeVisible();
  await expect(page.getByText('It needs Object')).toBeVisible();
  await expect(page.getByText('No column is mapped yet', { exact: false })).toBeVisible();
  await expect(page.getByText('Nothing tells which record', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Create sync' }).click();
  await expect(object).toHaveAccessibleDescription(/This is required/);
  expect((await server.call<{ total: number }>('GET', '/syncs')).total).toBe(0);
  await accessible(page);
  await object.fill('contacts');
  await expect(page.getByText('It needs Object')).toHaveCount(0);
  await page.getByRole('button', { name: 'Create sync' }).click();
  await page.waitForURL('**/syncs/users-to-crm');
});

test('a merge as YAML is saved only when somebody chose or wrote', async ({ page, server, signIn, clone }) => {
  await seed(server, clone);
  await signIn(page);
  await page.goto(`${server.url}/w/default/git/conflicts/models/churn-risk?as=yaml`);
  const save = page.getByRole('button', { name: 'Save the merge' });
  await expect(page.getByText('Choose for Name field by field', { exact: false })).toBeVisible();
  await expect(page.getByText('The result', { exact: true })).toBeVisible();
  await expect(save).toBeDisabled();
  await page.getByRole('textbox', { name: 'The merged file' }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# agreed with Jonas\n');
  await expect(save).toBeEnabled();
});

test('what happened and what clashes is told with the names that the forms have', async ({ page, server, signIn, clone }) => {
  await seed(server, clone);
  await signIn(page);
  await page.goto(`${server.url}/w/default/models/churn-risk`);
  const words = 'The app and Git have different values for Name.';
  await expect(page.getByRole('alert').getByText(words)).toBeVisible();
  await page.getByText('Conflict', { exact: true }).hover();
  await expect(page.getByRole('tooltip')).toHaveText(words);
  await page.goto(`${server.url}/w/default/git`);
  const entries = page.getByRole('list', { name: 'Entries' });
  await expect(entries.getByText('Model Users changed: Description')).toBeVisible();
  await expect(entries.getByText('models/users: change description')).toBeVisible();
  await expect(entries.getByText('is held: the app and Git have different values for Name', { exact: false })).toBeVisible();
  await expect(entries.getByText('Ask for trials that end within a week')).toBeVisible();
  // The mistake is in the last line that has text.
  const accounts = clone();
  const lines = accounts.read('models/accounts.yaml').trimEnd().split('\n');
  expect(lines.at(-1)).toContain('[id');
  await expect(entries.getByText(`line ${lines.length}:`, { exact: false })).toBeVisible();
  await accessible(page);
});

test('a link to a model that is named as an id or as a page leads to it', async ({ page, server, signIn, clone }) => {
  await seed(server, clone);
  const { id } = await server.call<{ id: number }>('GET', '/models/users');
  for (const slug of ['new', String(id)]) await server.call('POST', '/models', { slug, name: `Named ${slug}`, source: 'warehouse', table: { name: 't' } });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await signIn(page);
  for (const name of ['Named new', `Named ${id}`]) {
    await page.goto(`${server.url}/w/default/git`);
    await page.getByRole('list', { name: 'Entries' }).getByRole('link', { name, exact: true }).first().click();
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  }
  for (const slug of ['new', String(id)]) {
    await page.goto(`${server.url}/w/default/git/conflicts/models/${slug}`);
    await page.getByRole('link', { name: `Open ${slug}` }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Named ${slug}`, exact: true })).toBeVisible();
  }
});

test('on a phone a sync can be paused beside its title', async ({ page, server, signIn, clone }) => {
  await seed(server, clone);
  await signIn(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}/w/default/syncs/accounts-to-hubspot`);
  const pause = page.getByRole('button', { name: 'Pause' });
  const title = page.getByRole('heading', { level: 1 });
  await expect(pause).toBeVisible();
  const [a, b] = [(await title.boundingBox())!, (await pause.boundingBox())!];
  expect(b.y).toBeLessThan(a.y + a.height);
  expect(b.x).toBeGreaterThan(a.x + 100);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('aliases have a column where there are some', async ({ page, server, signIn, clone }) => {
  await seed(server, clone);
  await signIn(page);
  await server.call('PUT', '/aliases', { destinations: {} });
  await page.goto(`${server.url}/w/default/destinations`);
  await expect(page.getByRole('link', { name: 'HubSpot' }).first()).toBeVisible();
  await expect(page.locator('main').getByText('Aliases', { exact: true })).toHaveCount(0);
  await server.call('PUT', '/aliases', { destinations: { crm: 'hubspot' } });
  await page.reload();
  await expect(page.locator('main').getByText('Aliases', { exact: true })).toBeVisible();
});

test('where the server keeps things is told to administrators only', async ({ browser, page, server, signIn }) => {
  await signIn(page);
  const at = `${server.url}/w/default/settings/installation`;
  await page.goto(at);
  await expect(page.getByText('Data folder')).toBeVisible();
  const rosa = await another(browser, server, { name: 'Rosa', email: 'rosa@acme.example', role: 'read' });
  await rosa.page.goto(at);
  await expect(rosa.page.getByText('Version', { exact: true })).toBeVisible();
  await expect(rosa.page.getByText('Data folder')).toHaveCount(0);
  await expect(rosa.page.getByText('Key that seals secrets')).toHaveCount(0);
  await rosa.page.context().close();
});

test('dialogs are confirmed and closed by keys, and a question mark lists the shortcuts', async ({ page, server, signIn, clone }) => {
  await seed(server, clone);
  await signIn(page);
  await page.goto(`${server.url}/w/default/syncs/accounts-to-hubspot`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list.getByText('Confirm in a dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);

  const open = async (item: string) => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await open('Move to trash');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await open('Rename the file');
  await page.getByLabel('File name').fill('accounts-weekly');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.waitForURL('**/syncs/accounts-weekly');
  await open('Move to trash');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.waitForURL('**/w/default/syncs');
  expect((await server.call<{ data: { slug: string }[] }>('GET', '/syncs')).data.map((s) => s.slug)).not.toContain('accounts-weekly');
});

test('no type looks chosen before one is, and the labels of a profile look alike', async ({ page, server, signIn }) => {
  await signIn(page);
  await page.goto(`${server.url}/w/default/destinations/new`);
  const card = page.getByRole('link', { name: /HubSpot/ });
  await card.hover();
  const [border, primary] = await card.evaluate((of) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--mantine-primary-color-filled)';
    return [getComputedStyle(of).borderTopColor, getComputedStyle(probe).color];
  });
  expect(border).not.toBe(primary);
  await page.goto(`${server.url}/w/default/settings/profile`);
  const weight = (text: string) => page.getByText(text, { exact: true }).evaluate((of) => getComputedStyle(of).fontWeight);
  const name = await page.locator('label', { hasText: 'Name' }).first().evaluate((of) => getComputedStyle(of).fontWeight);
  expect(await weight('E-mails')).toBe(name);
});
