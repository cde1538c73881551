import type { Browser, Page } from '@playwright/test';
import type { Clone } from './git';
import type { Server } from './server';
import { accessible, another, connect, deaf, expect, owner, test } from './story';

const file = ['model: users', 'destination: crm', 'config:', '  mode: upsert', '  object: public.contacts', '  mappings:', '    - to: email', '      from: email', '    - to: plan', '      from: plan', 'schedulePaused: false', ''].join('\n');

interface Sync {
  description?: string;
  configuration: { object: string; mode: string; mappings: { to: string; from: string }[] };
  version: number;
}

const now = (server: Server) => server.call<Sync>('GET', '/syncs/contacts');
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
};

// workspace has a sync that came from Git.
async function workspace(server: Server, clone: () => Clone): Promise<Clone> {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await server.call('POST', '/destinations', { slug: 'crm', name: 'CRM', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await server.call('POST', '/models', { slug: 'users', name: 'Users', source: 'warehouse', table: { name: 'public.users' } });
  await connect(server);
  const repository = clone();
  repository.push('Add contacts', { 'syncs/contacts.yaml': file });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  return repository;
}

// second is Priya, another person, in a browser of her own.
async function second(server: Server, browser: Browser): Promise<Page> {
  return (await another(browser, server, { name: 'Priya Nair', email: 'priya@acme.example', role: 'write' })).page;
}

test('two people edit one sync, and neither overwrites the other', async ({ page: maya, server, signIn, clone, browser }) => {
  const repository = await workspace(server, clone);
  await signIn(maya);
  const priya = await second(server, browser);
  for (const page of [maya, priya]) await page.goto(`${server.url}/w/default/syncs/contacts`);

  await test.step('different fields are joined', async () => {
    await maya.getByRole('textbox', { name: 'Table' }).fill('sales.contacts');
    await priya.getByLabel('Description').fill('Everybody who signed up');
    await save(priya);
    await expect(maya.getByText('Joined Priya Nair’s change')).toBeVisible();
    await expect(maya.getByLabel('Description')).toHaveValue('Everybody who signed up');
    await expect(maya.getByRole('textbox', { name: 'Table' })).toHaveValue('sales.contacts');
    await save(maya);
    expect(await now(server)).toMatchObject({ description: 'Everybody who signed up', configuration: { object: 'sales.contacts', mode: 'upsert' } });
    await expect(priya.getByRole('textbox', { name: 'Table' })).toHaveValue('sales.contacts');
  });

  await test.step('the same field is an offer', async () => {
    await maya.getByRole('textbox', { name: 'Table' }).fill('maya.contacts');
    await priya.getByRole('textbox', { name: 'Table' }).fill('priya.contacts');
    await save(priya);
    const offer = maya.getByRole('dialog', { name: /Priya Nair changed the same field/ });
    await expect(offer).toContainText('maya.contacts');
    await expect(offer).toContainText('priya.contacts');
    expect((await now(server)).configuration.object).toBe('priya.contacts');
    await offer.getByRole('radio', { name: /Yours/ }).check();
    await offer.getByRole('button', { name: 'Go on with this' }).click();
    await save(maya);
    expect((await now(server)).configuration.object).toBe('maya.contacts');
  });

  await test.step('a save under an old version is refused', async () => {
    const { version } = await now(server);
    await expect(server.call('PATCH', '/syncs/contacts', { description: 'late' }, { 'If-Match': `"${version - 1}"` })).rejects.toThrow(/412/);
    // A browser that heard nothing of the change is told by the refusal, and offers as well.
    await deaf(maya);
    await maya.reload();
    await maya.getByLabel('Description').fill('By Maya');
    await server.call('PATCH', '/syncs/contacts', { description: 'By the API' });
    await maya.getByRole('button', { name: 'Save' }).click();
    await expect(maya.getByRole('dialog', { name: /changed the same field/ })).toContainText('By the API');
    expect((await now(server)).description).toBe('By the API');
  });

  await test.step('each save is a commit of who made it', async () => {
    await server.call('POST', '/workspaces/default/git-sync/sync');
    repository.pull();
    const authors = repository.git('log', '--format=%an', '--', 'syncs/contacts.yaml').trim().split('\n');
    expect(authors).toContain('Priya Nair');
    expect(authors).toContain(owner.name);
    expect(repository.read('syncs/contacts.yaml')).toContain('description: By the API');
  });
  await priya.context().close();
});

test('two people edit different mappings of one sync, and both survive', async ({ page: maya, server, signIn, clone, browser }) => {
  await workspace(server, clone);
  await signIn(maya);
  const priya = await second(server, browser);
  for (const page of [maya, priya]) await page.goto(`${server.url}/w/default/syncs/contacts`);
  const column = (page: Page, i: number) => page.getByRole('combobox', { name: `Mapping ${i}, column` });

  await column(maya, 2).fill('tier');
  await maya.getByRole('button', { name: 'Add mapping' }).click();
  await column(priya, 1).fill('work_email');
  await priya.getByRole('button', { name: 'Add mapping' }).click();
  await column(priya, 3).fill('city');
  await priya.getByLabel('Mapping 3, field of the destination').fill('town');
  await priya.getByRole('button', { name: /^Move Mapping 3\./ }).focus();
  await priya.keyboard.press('Alt+ArrowUp');
  await priya.keyboard.press('Alt+ArrowUp');
  await save(priya);
  // What Priya added stands above the mapping that Maya has just begun.
  await expect(column(maya, 1)).toHaveValue('city');
  await expect(column(maya, 2)).toHaveValue('work_email');
  await expect(maya.getByText('Joined Priya Nair’s change')).toBeVisible();
  await expect(maya.getByRole('combobox', { name: 'Mapping 4, kind' })).toBeFocused();
  await column(maya, 4).fill('country');
  await maya.getByLabel('Mapping 4, field of the destination').fill('land');
  await save(maya);
  expect((await now(server)).configuration.mappings).toMatchObject([
    { to: 'town', from: 'city' },
    { to: 'email', from: 'work_email' },
    { to: 'plan', from: 'tier' },
    { to: 'land', from: 'country' },
  ]);

  await expect(column(priya, 3)).toHaveValue('tier');
  await column(maya, 2).fill('maya_email');
  await column(priya, 2).fill('priya_email');
  await save(priya);
  const offer = maya.getByRole('dialog', { name: /Priya Nair changed the same field/ });
  await expect(offer).toContainText('Mappings › email › From');
  await accessible(maya);
  await offer.getByRole('radio', { name: /Theirs/ }).check();
  await offer.getByRole('button', { name: 'Go on with this' }).click();
  await expect(column(maya, 2)).toHaveValue('priya_email');
  await priya.context().close();
});

test('two people edit one file, and only the lines that both changed are asked about', async ({ page: maya, server, signIn, clone, browser }) => {
  await workspace(server, clone);
  await signIn(maya);
  const priya = await second(server, browser);
  for (const page of [maya, priya]) await page.goto(`${server.url}/w/default/syncs/contacts?tab=yaml`);
  const text = (page: Page) => page.getByRole('textbox', { name: 'YAML of syncs/contacts.yaml' });
  // write puts words at the end of a line.
  const write = async (page: Page, line: string, words: string) => {
    await text(page).locator('.cm-line', { hasText: line }).click();
    await page.keyboard.press('End');
    await page.keyboard.type(words);
  };

  await write(maya, 'object: public.contacts', '_of_maya');
  await write(priya, 'from: plan', '_name');
  await save(priya);
  await expect(maya.getByText('Joined Priya Nair’s change')).toBeVisible();
  await expect(text(maya)).toContainText('from: plan_name');
  await maya.keyboard.type('_2'); // where she was typing
  await save(maya);
  expect((await now(server)).configuration).toMatchObject({ object: 'public.contacts_of_maya_2', mappings: [{ from: 'email' }, { from: 'plan_name' }] });

  await expect(text(priya)).toContainText('_of_maya_2');
  await write(maya, 'from: email', '_of_maya');
  await write(priya, 'from: email', '_of_priya');
  await write(priya, 'from: plan_name', '_of_priya');
  await save(priya);
  const offer = maya.getByRole('dialog', { name: /Priya Nair changed the same lines/ });
  await expect(offer.getByRole('radio', { name: /Yours/ })).toHaveAccessibleName(/from: email_of_maya$/);
  await expect(offer.getByRole('radio', { name: /Theirs/ })).toHaveAccessibleName(/from: email_of_priya$/);
  await accessible(maya);
  await offer.getByRole('radio', { name: /Yours/ }).check();
  await offer.getByRole('button', { name: 'Go on with this' }).click();
  await save(maya);
  expect((await now(server)).configuration.mappings).toMatchObject([{ from: 'email_of_maya' }, { from: 'plan_name_of_priya' }]);
  await priya.context().close();
});
