import type { Page } from '@playwright/test';
import type { Server } from './server';
import { accessible, another, connect, deaf, expect, listen, owner, test } from './story';

const s = '/w/default/settings';
const priyaNair = { name: 'Priya Nair', email: 'priya@acme.example', role: 'admin' } as const;

interface User {
  id: number;
  name: string;
  emails: string[];
  role: string;
}

const user = (server: Server, id: number) => server.call<User>('GET', `/users/${id}`);
const saved = (page: Page, name: string) => expect(page.getByText(`${name} is saved.`)).toBeVisible();

// unhearing reloads a page, which hears nothing of what happens from then on.
async function unhearing(page: Page) {
  await deaf(page);
  await page.reload();
}

async function edit(page: Page, name: string) {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Edit name and e-mails' }).click();
  return page.getByRole('dialog', { name: `Edit ${name}` });
}

test('two administrators edit one person, and neither overwrites the other', async ({ page: maya, server, signIn, browser }) => {
  await signIn(maya);
  const { page: priya } = await another(browser, server, priyaNair);
  const jonas = await server.call<User>('POST', '/users', { name: 'Jonas Weber', emails: ['jonas@acme.example'], role: 'read' });
  for (const page of [maya, priya]) await listen(page, `${server.url}${s}/people`);

  await test.step('different fields are joined', async () => {
    const mine = await edit(maya, 'Jonas Weber');
    await mine.getByRole('textbox', { name: 'Name' }).fill('Jonas Weber-Klein');
    await accessible(maya);
    const theirs = await edit(priya, 'Jonas Weber');
    await theirs.getByRole('button', { name: 'Add an e-mail' }).click();
    await theirs.getByLabel('E-mail 2').fill('jonas@home.example');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await saved(priya, 'Jonas Weber');
    await expect(mine.getByText('Joined somebody else’s change')).toBeVisible();
    await expect(mine.getByLabel('E-mail 2')).toHaveValue('jonas@home.example');
    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(maya.getByRole('dialog')).toHaveCount(0);
    expect(await user(server, jonas.id)).toMatchObject({ name: 'Jonas Weber-Klein', emails: ['jonas@acme.example', 'jonas@home.example'] });
    await expect(priya.getByRole('listitem').filter({ hasText: 'Jonas Weber-Klein' })).toContainText('jonas@home.example');
  });

  await test.step('the same field is an offer', async () => {
    const mine = await edit(maya, 'Jonas Weber-Klein');
    await mine.getByRole('textbox', { name: 'Name' }).fill('J. Weber');
    const theirs = await edit(priya, 'Jonas Weber-Klein');
    await theirs.getByRole('textbox', { name: 'Name' }).fill('Jonas Klein');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await saved(priya, 'Jonas Weber-Klein');
    const offer = maya.getByRole('dialog', { name: /changed the same field/ });
    await expect(offer).toContainText('J. Weber');
    await expect(offer).toContainText('Jonas Klein');
    await accessible(maya);
    expect((await user(server, jonas.id)).name).toBe('Jonas Klein');
    await offer.getByRole('radio', { name: /Theirs/ }).check();
    await offer.getByRole('button', { name: 'Go on with this' }).click();
    await expect(maya.getByText('Everything is saved')).toBeVisible();
    await maya.keyboard.press('Escape');
  });

  await test.step('a role that was seen is the one that is changed', async () => {
    await unhearing(maya);
    const role = maya.getByRole('combobox', { name: 'What Jonas Klein may do' });
    await expect(role).toHaveValue('View');
    await priya.getByRole('combobox', { name: 'What Jonas Klein may do' }).click();
    await priya.getByRole('option', { name: 'Edit' }).click();
    await expect.poll(async () => (await user(server, jonas.id)).role).toBe('write');
    await role.click();
    await maya.getByRole('option', { name: 'Administer' }).click();
    const note = maya.getByRole('alert').filter({ hasText: 'Nothing is changed' });
    await expect(note).toContainText('Jonas Klein was changed by somebody else');
    await expect(note).toContainText('stale');
    await expect(role).toHaveValue('Edit');
    await accessible(maya);
    expect((await user(server, jonas.id)).role).toBe('write');
  });
  await priya.context().close();
});

test('a profile that an administrator changes meanwhile is joined, or a choice', async ({ page, server, signIn }) => {
  await signIn(page);
  await listen(page, `${server.url}${s}/profile`);
  const name = page.getByRole('textbox', { name: 'Name' });
  await name.fill('Maya Chen-Ruiz');
  const { id } = (await server.call<{ user: User }>('GET', '/me')).user;
  await server.call('PATCH', `/users/${id}`, { emails: [owner.email, 'maya@home.example'] });
  await expect(page.getByLabel('E-mail 2')).toHaveValue('maya@home.example');
  await expect(page.getByText('Joined somebody else’s change')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your profile is saved.')).toBeVisible();
  expect(await user(server, id)).toMatchObject({ name: 'Maya Chen-Ruiz', emails: [owner.email, 'maya@home.example'] });

  // A page that heard nothing of the change is told by the refusal.
  await unhearing(page);
  await name.fill('Maya R.');
  await server.call('PATCH', `/users/${id}`, { name: 'Dr. Maya Chen' });
  await page.getByRole('button', { name: 'Save' }).click();
  const offer = page.getByRole('dialog', { name: /changed the same field/ });
  await expect(offer).toContainText('Dr. Maya Chen');
  expect((await user(server, id)).name).toBe('Dr. Maya Chen');
  await offer.getByRole('radio', { name: /Yours/ }).check();
  await offer.getByRole('button', { name: 'Go on with this' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  expect((await user(server, id)).name).toBe('Maya R.');
});

test('a name of a workspace that two people give it is a choice', async ({ page, server, signIn }) => {
  await signIn(page);
  await listen(page, `${server.url}${s}/workspaces`);
  await page.getByRole('button', { name: 'Rename Default' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Growth');
  await accessible(page);
  await server.call('PATCH', '/workspaces/default', { name: 'Marketing' });
  const offer = page.getByRole('dialog', { name: /changed the same field/ });
  await expect(offer).toContainText('Marketing');
  await offer.getByRole('radio', { name: /Yours/ }).check();
  await offer.getByRole('button', { name: 'Go on with this' }).click();
  await page.getByRole('dialog', { name: 'Rename Marketing' }).getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect((await server.call<{ name: string }>('GET', '/workspaces/default')).name).toBe('Growth');

  // A page that heard nothing of the change is told by the refusal.
  await unhearing(page);
  await page.getByRole('button', { name: 'Rename Growth' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Demand');
  await server.call('PATCH', '/workspaces/default', { name: 'Sales' });
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await expect(offer).toContainText('Sales');
  expect((await server.call<{ name: string }>('GET', '/workspaces/default')).name).toBe('Sales');
});

test('people, keys and workspaces that are made elsewhere appear in open pages', async ({ page, server, signIn, browser }) => {
  await signIn(page);
  const { page: priya, id } = await another(browser, server, priyaNair);
  const settings = page.getByRole('navigation', { name: 'Settings' });

  await listen(page, `${server.url}${s}/people`);
  const people = page.getByRole('list', { name: 'People' });
  await expect(people).toContainText('Priya Nair');
  await server.call('POST', '/users', { name: 'Jonas Weber', emails: ['jonas@acme.example'], role: 'read' });
  await expect(people).toContainText('Jonas Weber');

  await settings.getByRole('link', { name: 'API keys' }).click();
  const keys = page.getByRole('list', { name: 'API keys' });
  await expect(keys).toContainText('owner');
  const key = await server.call<{ id: number }>('POST', '/api-keys', { name: 'Nightly report', scope: 'read' });
  await expect(keys).toContainText('Nightly report');
  await server.call('DELETE', `/api-keys/${key.id}`);
  await expect(keys).not.toContainText('Nightly report');

  await settings.getByRole('link', { name: 'Workspaces' }).click();
  const workspaces = page.getByRole('list', { name: 'Workspaces' });
  await expect(workspaces).toContainText('Default');
  await server.call('POST', '/workspaces', { name: 'Field marketing' });
  await expect(workspaces).toContainText('Field marketing');
  await expect(page.getByRole('combobox', { name: 'Workspace' }).getByRole('option', { name: 'Field marketing' })).toHaveCount(1);

  // What somebody may do, and the name of where they are, is what it is now.
  await listen(priya, `${server.url}${s}/workspaces`);
  await expect(priya.getByRole('button', { name: 'New workspace' })).toBeVisible();
  await server.call('PATCH', `/users/${id}`, { role: 'read' });
  await expect(priya.getByRole('button', { name: 'New workspace' })).toHaveCount(0);
  await priya.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(priya.getByRole('heading', { name: 'Default' })).toBeVisible();
  await server.call('PATCH', '/workspaces/default', { name: 'Growth' });
  await expect(priya.getByRole('heading', { name: 'Growth' })).toBeVisible();
  await server.call('DELETE', `/users/${id}`);
  await priya.waitForURL('**/sign-in?*');
  await priya.context().close();
});

test('a setting of Git Sync that is saved elsewhere appears in the open page', async ({ page, server, signIn }) => {
  await connect(server);
  await signIn(page);
  const path = '/workspaces/default/git-sync/settings';
  const save = async (change: object) => server.call('PUT', path, { ...(await server.call<object>('GET', path)), ...change });
  await listen(page, `${server.url}/w/default/git/settings?tab=commits`);
  const name = page.getByRole('textbox', { name: 'Name' });
  await expect(name).not.toHaveValue('Acme bot');
  await save({ committerName: 'Acme bot' });
  await expect(name).toHaveValue('Acme bot');

  await page.getByRole('textbox', { name: 'E-mail' }).fill('bot@acme.example');
  await save({ committerName: 'Acme robot' });
  await expect(page.getByText('Joined somebody else’s change')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  expect(await server.call('GET', path)).toMatchObject({ committerName: 'Acme robot', committerEmail: 'bot@acme.example' });

  await name.fill('Maya’s bot');
  await save({ committerName: 'Priya’s bot' });
  const offer = page.getByRole('dialog', { name: /changed the same field/ });
  await expect(offer.getByRole('radiogroup', { name: 'Committer’s name' })).toContainText('Priya’s bot');
});
