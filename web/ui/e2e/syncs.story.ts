import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Clone } from './git';
import type { Server } from './server';
import { accessible, connect, expect, owner, settled, test } from './story';

const users = ['name: Users', 'source: warehouse', 'type: raw_sql', 'rawSql: SELECT id, email, plan FROM users', 'primaryKey: id', ''].join('\n');
const contacts = [
  '# Ask sales before you change what is written.',
  'model: users',
  'destination: crm',
  'config:',
  '  object: public.contacts',
  '  mode: upsert # never insert',
  '  mappings:',
  '    - {to: email, from: email}',
  '    - to: origin',
  '      type: static',
  '      value: lockstep',
  '      valueType: string',
  '  laterKey: kept',
  '  externalIdMapping:',
  '    to: id',
  '    from: id',
  'schedule:',
  '  type: interval',
  '  schedule:',
  '    interval:',
  '      unit: hour',
  '      quantity: 1',
  'schedulePaused: false',
  '',
].join('\n');

// workspace has a source, destinations, a model, and a sync that came from Git.
async function workspace(server: Server, clone: () => Clone): Promise<Clone> {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await server.call('POST', '/destinations', { slug: 'crm', name: 'CRM', type: 'postgres', configuration: { host: 'db', database: 'a', user: 'u' } });
  await server.call('POST', '/destinations', { slug: 'alerts', name: 'Alerts', type: 'slack', configuration: {} });
  await server.call('POST', '/models', { slug: 'accounts', name: 'Accounts', source: 'warehouse', table: { name: 'public.accounts' } });
  await connect(server);
  const jonas = clone();
  jonas.push('Add contacts', { 'models/users.yaml': users, 'syncs/contacts.yaml': contacts });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  return jonas;
}

const open = (page: Page, server: Server, path = '') => page.goto(`${server.url}/w/default/syncs${path}`);
const saved = (page: Page) => expect(page.getByText('Everything is saved')).toBeVisible();
const lines = (c: Clone) => c.git('show', '--format=', '-U0', 'HEAD').split('\n').filter((l) => /^[-+](?![-+])/.test(l));

test('a mapping that is added is one commit with the added lines only', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server, '/contacts');
  await page.getByRole('button', { name: 'Add mapping' }).click();
  await page.getByRole('combobox', { name: 'Mapping 3, column' }).fill('plan');
  await page.getByLabel('Mapping 3, field of the destination').fill('plan_name');
  await page.getByRole('button', { name: 'See the change' }).click();
  await expect(page.getByRole('dialog')).toContainText('plan_name');
  // The dialog stands in front: what it covers is not saved from there.
  const writes: string[] = [];
  page.on('request', (r) => r.method() === 'PATCH' && writes.push(r.url()));
  await page.keyboard.press('ControlOrMeta+s');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('Unsaved changes')).toBeVisible();
  expect(writes).toEqual([]);
  await page.keyboard.press('ControlOrMeta+s');
  await saved(page);
  await settled(page, server);

  jonas.pull();
  expect(jonas.git('log', '-1', '--format=%an <%ae>').trim()).toBe(`${owner.name} <${owner.email}>`);
  expect(jonas.git('show', '--format=', '--name-only', 'HEAD').trim()).toBe('syncs/contacts.yaml');
  expect(lines(jonas).every((l) => l.startsWith('+'))).toBe(true);
  expect(jonas.read('syncs/contacts.yaml')).toContain('laterKey: kept');
  expect(jonas.read('syncs/contacts.yaml').match(/to: /g)).toHaveLength(4);
});

test('mappings change their kind, and their order by keyboard and mouse', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server, '/contacts');
  const field = (i: number) => page.getByLabel(`Mapping ${i}, field of the destination`);
  await page.getByRole('button', { name: /^Move Mapping 2\./ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(field(1)).toHaveValue('origin');
  await expect(page.getByRole('button', { name: /^Move Mapping 1\./ })).toBeFocused();
  await page.getByRole('button', { name: /^Move Mapping 1\./ }).dragTo(page.getByRole('button', { name: /^Move Mapping 2\./ }));
  await expect(field(1)).toHaveValue('email');
  await page.getByRole('combobox', { name: 'Mapping 2, kind' }).click();
  await page.getByRole('option', { name: /^Template/ }).click();
  await page.getByLabel('Mapping 2, template').fill("{{ row['plan'] | upcase }}");
  await page.getByRole('button', { name: 'Add mapping' }).click();
  await page.getByRole('combobox', { name: 'Mapping 3, kind' }).click();
  await page.getByRole('option', { name: /^Object/ }).click();
  await field(3).fill('address');
  await page.getByRole('button', { name: 'Add field' }).click();
  await page.getByRole('combobox', { name: 'Mapping 3 1, column' }).fill('city');
  await page.getByLabel('Mapping 3 1, field of the destination').fill('town');
  await page.getByRole('button', { name: 'More for Mapping 1' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  const sync = await server.call<{ configuration: { mappings: unknown } }>('GET', '/syncs/contacts');
  expect(sync.configuration.mappings).toEqual([
    { to: 'origin', type: 'template', template: "{{ row['plan'] | upcase }}" },
    { to: 'address', type: 'object', from: [{ to: 'town', type: 'standard', from: 'city' }] },
  ]);
  await settled(page, server);
  jonas.pull();
  expect(jonas.read('syncs/contacts.yaml')).toContain('# Ask sales');
});

test('a sync that goes to a destination of another type leaves the settings of the old one, and says which', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await server.call('POST', '/destinations', { slug: 'hook', name: 'Hook', type: 'http', configuration: { url: 'https://hook.example' } });
  await signIn(page);
  await open(page, server, '/contacts');
  const to = async (name: string) => {
    await page.getByRole('combobox', { name: 'Destination' }).click();
    await page.getByRole('option', { name }).click();
  };
  const left = page.getByRole('status').filter({ hasText: 'Saving takes away' });
  await to('Alerts');
  await expect(left).toContainText('Table');
  await page.getByRole('textbox', { name: 'Channel' }).fill('C1');

  // Back at the type that it has, all is as it was, and what was typed on the way is no part of it.
  await to('CRM');
  await expect(page.getByRole('textbox', { name: 'Table' })).toHaveValue('public.contacts');
  await expect(left).toContainText('channel');

  await to('Hook');
  await expect(left).toContainText('Table');
  await expect(left).toContainText('laterKey');
  await expect(left).not.toContainText('Mappings');
  await page.getByRole('button', { name: 'Set For each added row' }).click();
  const request = page.getByRole('group', { name: 'For each added row' });
  await request.getByLabel('URL').fill('/people');
  await request.getByRole('switch', { name: 'Enabled' }).press('Space');
  await expect(request.getByLabel('URL')).toHaveCount(0);
  await request.getByRole('switch', { name: 'Enabled' }).press('Space');
  await expect(request.getByLabel('URL')).toHaveValue('/people');
  await page.getByRole('button', { name: 'See the change' }).click();
  await expect(page.getByRole('dialog').locator('.cm-deletedText, .cm-changedText').filter({ hasText: 'laterKey' }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  await expect(left).toHaveCount(0);
  const sync = await server.call<{ configuration: Record<string, unknown> }>('GET', '/syncs/contacts');
  expect(Object.keys(sync.configuration).sort()).toEqual(['add', 'mappings']);
  await settled(page, server);
  jonas.pull();
  expect(jonas.read('syncs/contacts.yaml')).not.toContain('laterKey');
});

test('a schedule is set in words and paused at once, in Git too', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server, '/contacts');
  const next = page.getByRole('region', { name: 'Next runs' });
  await expect(next.getByRole('listitem')).toHaveCount(5);
  await page.getByText('Cron', { exact: true }).click();
  await page.getByLabel('Cron expression').fill('0 25 * * *');
  await expect(page.locator('.mantine-TextInput-error')).toBeVisible();
  await page.getByLabel('Cron expression').fill('30 6 * * 1');
  await expect(next).toContainText('At 06:30, only on Monday, UTC');
  await expect(next.getByRole('listitem').first()).toContainText('Mon');
  await page.getByText('Days and times', { exact: true }).click();
  await page.getByText('Mo', { exact: true }).click();
  await page.getByLabel('Time of the day').fill('16:30');
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Berlin');
  await page.getByRole('option', { name: 'Europe/Berlin' }).click();
  await expect(next).toContainText('Tue, Wed, Thu, Fri at 16:30, Europe/Berlin');
  await expect(next.getByRole('listitem').first()).toContainText('16:30 Europe/Berlin');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await settled(page, server);
  jonas.pull();
  const file = jonas.read('syncs/contacts.yaml');
  expect(file).toContain('schedulePaused: true');
  expect(file).toContain('timezone: Europe/Berlin');
  expect(lines(jonas)).toEqual(['-schedulePaused: false', '+schedulePaused: true']);

  jonas.push('Resume contacts', { 'syncs/contacts.yaml': file.replace('schedulePaused: true', 'schedulePaused: false') });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('a sync is made, renamed, copied, and moved to the trash', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  await signIn(page);
  await open(page, server, '/new');
  await expect(page.getByText('It needs a model and a destination')).toBeVisible();
  await page.getByRole('combobox', { name: 'Model' }).click();
  await page.getByRole('option', { name: 'Users' }).click();
  await page.getByRole('combobox', { name: 'Destination' }).click();
  await page.getByRole('option', { name: 'Alerts' }).click();
  await expect(page.getByLabel('Message for added rows')).toBeVisible();
  await page.getByRole('button', { name: 'Create sync' }).click();
  await expect(page.getByText('It needs Channel')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Channel' })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('textbox', { name: 'Channel' }).fill('C0123456789');
  await page.getByLabel('Message for added rows').fill("New: {{ row['email'] }}");
  await page.getByRole('button', { name: 'Create sync' }).click();
  await page.waitForURL('**/syncs/users-to-alerts');
  await settled(page, server);

  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('File name').fill('new-users');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.waitForURL('**/syncs/new-users');
  await settled(page, server);
  jonas.pull();
  expect(jonas.read('syncs/new-users.yaml')).toContain('channel: C0123456789');
  expect(jonas.git('ls-files', 'syncs').trim().split('\n')).toEqual(['syncs/contacts.yaml', 'syncs/new-users.yaml']);

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to trash' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Move to trash' }).click();
  await page.waitForURL('**/syncs');
  await expect(page.getByRole('table', { name: 'Syncs' })).not.toContainText('new-users');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL('**/syncs/new-users');
});

test('a list of 10,000 syncs scrolls to its end and filters', async ({ page, server, signIn, clone }) => {
  const jonas = await workspace(server, clone);
  mkdirSync(join(jonas.dir, 'syncs'), { recursive: true });
  const many = 10_000;
  for (let i = 1; i < many; i++) {
    const n = String(i).padStart(5, '0');
    const cron = `schedule:\n  type: cron\n  schedule:\n    expression: ${i % 60} 3 * * *\n`;
    writeFileSync(join(jonas.dir, 'syncs', `team-${n}.yaml`), `model: users\ndestination: ${i % 2 ? 'crm' : 'alerts'}\nconfig: {${i % 2 ? `object: t${n}` : `channel: C${n}`}}\n${i % 3 ? cron : ''}schedulePaused: ${i % 10 === 0}\n`);
  }
  jonas.git('add', '-A');
  jonas.git('commit', '-q', '-m', 'Add many syncs');
  jonas.git('push', '-q', 'origin', 'HEAD:main');
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await expect.poll(async () => (await server.call<{ total: number }>('GET', '/syncs?limit=1')).total, { timeout: 45_000 }).toBe(many);

  await signIn(page);
  await open(page, server);
  await expect(page.getByRole('status').filter({ hasText: '10,000 syncs' })).toBeVisible();
  const table = page.getByRole('table', { name: 'Syncs' });
  await expect(table).toContainText('contacts');
  // As with a wheel that is turned fast, 8,000 pixels a second. What counts is the work in each
  // frame, in time of the processor: other programs may keep it from the page meanwhile.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')!.value * 1000;
  const before = await busy();
  const frames = 180;
  await table.evaluate(async (el, count) => {
    for (let i = 0; i < count; i++) {
      el.firstElementChild!.scrollTop += 130;
      await new Promise((done) => requestAnimationFrame(done));
    }
  }, frames);
  const perFrame = ((await busy()) - before) / frames;
  expect(perFrame).toBeLessThan(16);
  await table.evaluate((el) => {
    el.firstElementChild!.scrollTop = el.firstElementChild!.scrollHeight;
  });
  await expect(table).toContainText('team-09999');
  expect(await table.getByRole('row').count()).toBeLessThan(60);

  await page.getByLabel('Search syncs').fill('team-0123');
  await expect(page.getByRole('status').filter({ hasText: '10 syncs' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Paused' }).click();
  await page.getByRole('option', { name: 'Paused' }).click();
  await expect(page.getByRole('status').filter({ hasText: '1 sync' })).toBeVisible();
  await expect(page).toHaveURL(/paused=yes/);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.getByRole('combobox', { name: 'Schedule' }).click();
  await page.getByRole('option', { name: 'Cron' }).click();
  await expect(page.getByRole('status').filter({ hasText: '6,666 syncs' })).toBeVisible();
  await page.getByRole('button', { name: 'Changed' }).click();
  await expect(page).toHaveURL(/by=updatedAt/);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`the pages of syncs can be read by everybody, ${scheme}`, async ({ page, server, signIn, clone }) => {
    await workspace(server, clone);
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page);
    await open(page, server);
    await expect(page.getByRole('table', { name: 'Syncs' })).toContainText('contacts');
    await accessible(page);
    await open(page, server, '/contacts');
    await expect(page.getByRole('region', { name: 'Next runs' }).getByRole('listitem')).toHaveCount(5);
    await page.getByText('Days and times', { exact: true }).click();
    await page.getByRole('button', { name: 'Add mapping' }).click();
    await accessible(page);
    await open(page, server, '/new?model=users&destination=alerts');
    await expect(page.getByLabel('Message for added rows')).toBeVisible();
    await accessible(page);
    for (const tab of ['history', 'yaml']) {
      await open(page, server, `/contacts?tab=${tab}`);
      await expect(page.locator('.cm-content').first()).toBeVisible();
      await accessible(page);
    }
  });
}
