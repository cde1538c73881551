import type { Page } from '@playwright/test';
import type { Server } from './server';
import { another, connect, deaf, expect, owner, test } from './story';

const file = ['model: users', 'destination: crm', 'config:', '  mode: upsert', '  object: public.contacts', '  mappings:', '    - to: email', '      from: email', 'schedulePaused: false', ''].join('\n');

interface Sync {
  description?: string;
  configuration: { object: string; mode: string };
  version: number;
}

const now = (server: Server) => server.call<Sync>('GET', '/syncs/contacts');
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
};

test('two people edit one sync, and neither overwrites the other', async ({ page: maya, server, signIn, clone, browser }) => {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await server.call('POST', '/destinations', { slug: 'crm', name: 'CRM', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await server.call('POST', '/models', { slug: 'users', name: 'Users', source: 'warehouse', table: { name: 'public.users' } });
  await connect(server);
  const repository = clone();
  repository.push('Add contacts', { 'syncs/contacts.yaml': file });
  await server.call('POST', '/workspaces/default/git-sync/sync');

  // Priya is a second person, in a browser of her own.
  await signIn(maya);
  const { page: priya } = await another(browser, server, { name: 'Priya Nair', email: 'priya@acme.example', role: 'write' });
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
