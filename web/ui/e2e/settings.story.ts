import { accessible, deaf, expect, owner, streams, test } from './story';

const s = '/w/default/settings';

test('a profile: name, e-mails for Git, password', async ({ page, server, signIn }) => {
  await signIn(page);
  await page.goto(server.url + s);
  await page.waitForURL(`**${s}/profile`);
  await accessible(page);
  await page.getByRole('textbox', { name: 'Name' }).fill('Maya Chen-Ruiz');
  await page.getByRole('button', { name: 'Add an e-mail' }).click();
  await page.getByLabel('E-mail 2').fill('maya@home.example');
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Maya Chen-Ruiz');
  await page.getByRole('button', { name: 'Use maya@home.example in commits' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
  const me = await server.call<{ user: { name: string; emails: string[] } }>('GET', '/me');
  expect(me.user).toMatchObject({ name: 'Maya Chen-Ruiz', emails: ['maya@home.example', owner.email] });

  await page.getByLabel('Current password').fill('not it at all');
  await page.getByLabel('New password').fill('an even longer password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Your password is not changed' })).toBeVisible();
  await page.getByLabel('Current password').fill(owner.password);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
});

test('an API key is shown once, works, and is revoked', async ({ page, server, signIn }) => {
  await signIn(page);
  await page.goto(`${server.url}${s}/keys`);
  await expect(page.getByRole('list', { name: 'API keys' })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('radio', { name: 'View' }).check();
  await accessible(page);
  await page.getByRole('button', { name: 'Make the key' }).click();
  const token = await page.getByLabel('Nightly report', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'I have it' }).click();
  const use = async (method: string) => (await fetch(`${server.url}/api/v1/workspaces`, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: method === 'POST' ? '{"name":"x"}' : undefined })).status;
  expect(await use('GET')).toBe(200);
  expect(await use('POST')).toBe(403);

  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Nightly report')).toHaveCount(0);
  expect(await use('GET')).toBe(401);
});

test('people get roles, and leave', async ({ page, server, signIn }) => {
  await signIn(page);
  await server.call('POST', '/users', { name: 'Jonas Weber', emails: ['jonas@acme.example'], role: 'read' });
  await page.goto(`${server.url}${s}/people`);
  const role = page.getByRole('combobox', { name: 'What Jonas Weber may do' });
  await expect(role).toHaveValue('View');
  await accessible(page);
  await role.click();
  await page.getByRole('option', { name: 'Administer' }).click();
  await expect(role).toHaveValue('Administer');
  await expect.poll(async () => (await server.call<{ data: { name: string; role: string }[] }>('GET', '/users')).data.find((u) => u.name === 'Jonas Weber')?.role).toBe('admin');
  await page.getByRole('button', { name: 'More for Jonas Weber' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Jonas Weber')).toHaveCount(0);
});

test('workspaces, aliases, trash and the installation', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  for (const name of ['Old one', 'Older one']) {
    const { slug } = await server.call<{ slug: string }>('POST', '/models', { name, source: 'warehouse', queryType: 'raw_sql', raw: { sql: 'select 1' }, primaryKey: 'id' });
    await server.call('DELETE', `/models/${slug}`);
  }
  await signIn(page);

  await page.goto(`${server.url}${s}/aliases`);
  await page.getByRole('button', { name: 'Add an alias of a source' }).click();
  await page.getByLabel('Alias of a source').fill('prod');
  await accessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Choose what it stands for')).toBeVisible();
  await page.getByRole('combobox', { name: 'prod stands for' }).click();
  await page.getByRole('option', { name: 'Warehouse' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The aliases are saved.')).toBeVisible();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  expect(await server.call('GET', '/aliases')).toMatchObject({ sources: { prod: 'warehouse' } });

  const settings = page.getByRole('navigation', { name: 'Settings' });
  await settings.getByRole('link', { name: 'Trash' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Old one' })).toBeVisible();
  await accessible(page);
  await page.getByRole('listitem').filter({ hasText: 'Old one' }).getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Old one' })).toHaveCount(0);
  await page.getByRole('button', { name: /^Delete .* for good$/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByRole('heading', { name: 'The trash is empty' })).toBeVisible();
  await server.call('GET', '/models/old-one');

  await settings.getByRole('link', { name: 'Workspaces' }).click();
  await page.getByRole('button', { name: 'Rename Default' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Growth');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('combobox', { name: 'Workspace' })).toHaveValue('default');
  await expect(page.getByRole('list', { name: 'Workspaces' })).toContainText('Growth');
  await accessible(page);
  await page.getByRole('button', { name: 'New workspace' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Field marketing');
  await page.getByRole('button', { name: 'Make the workspace' }).click();
  await page.waitForURL('**/w/field-marketing');
  await expect(page.getByRole('heading', { name: 'Field marketing' })).toBeVisible();

  await page.goto(`${server.url}/w/field-marketing/settings/installation`);
  await expect(page.getByText('Healthy')).toBeVisible();
  await expect(page.getByText(/^SQLite 3/)).toBeVisible();
  await expect(page.getByLabel('Built-in repository of this workspace', { exact: true })).toHaveValue(`${server.url}/git/field-marketing.git`);
  await accessible(page);
});

test('on a phone the settings are a list first', async ({ page, server, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page);
  await page.goto(server.url + s);
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await accessible(page);
  await page.getByRole('link', { name: 'API keys' }).click();
  await expect(page.getByRole('heading', { name: 'API keys' })).toBeVisible();
  await page.locator('#content').getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
});

test('aliases that two people write are joined, and survive a reload', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await signIn(page);
  await page.goto(`${server.url}${s}/aliases`);
  await page.getByRole('button', { name: 'Add an alias of a source' }).click();
  await page.getByLabel('Alias of a source').fill('prod');
  await page.getByRole('combobox', { name: 'prod stands for' }).click();
  await page.getByRole('option', { name: 'Warehouse' }).click();

  // The first aliases of the workspace come from somebody else meanwhile.
  await server.call('PUT', '/aliases', { sources: { lake: 'warehouse' } });
  await expect(page.getByLabel('Alias of a source')).toHaveCount(2);
  await page.reload();
  await expect(page.getByText('Your unsaved work is back')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  expect(await server.call('GET', '/aliases')).toMatchObject({ sources: { lake: 'warehouse', prod: 'warehouse' } });

  // A page that heard nothing of a change is told by the refusal.
  await deaf(page);
  await page.reload();
  await page.getByLabel('Alias of a source').first().fill('pond');
  await server.call('PUT', '/aliases', { sources: { lake: 'warehouse', prod: 'warehouse', sea: 'warehouse' } });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Joined somebody else’s change')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  expect((await server.call<{ sources: object }>('GET', '/aliases')).sources).toEqual({ pond: 'warehouse', prod: 'warehouse', sea: 'warehouse' });
});

test('what is typed stays when the server does not answer for a moment', async ({ page, server, signIn, expected }) => {
  await signIn(page);
  let typed = () => {};
  const wait = new Promise<void>((done) => (typed = done));
  // A stream that breaks off makes the page ask who one is.
  expected.push(/ERR_FAILED/);
  await streams(page, async (route) => (await wait, route.abort()));
  let asked = 0;
  await page.route('**/api/v1/me', async (route) => {
    if (++asked === 1) return route.continue();
    return route.fulfill({ status: 429 });
  });
  await page.goto(`${server.url}${s}/profile`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Maya C.');
  const refused = page.waitForResponse('**/api/v1/me');
  typed();
  expect((await refused).status()).toBe(429);
  await page.getByRole('button', { name: 'Add an e-mail' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('Maya C.');
});
