import { accessible, connect, expect, owner, settled, test } from './story';

test('a revision is compared and restored', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'sample', configuration: {} });
  await server.call('POST', '/models', { slug: 'users', name: 'Users', source: 'warehouse', raw: { sql: 'SELECT id\nFROM users' }, primaryKey: 'id' });
  await connect(server);
  const jonas = clone();
  jonas.push('Read people instead', { 'models/users.yaml': jonas.read('models/users.yaml').replace('FROM users', 'FROM people') });
  const theirs = jonas.git('rev-parse', 'HEAD').trim();
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await signIn(page);
  await page.goto(`${server.url}/w/default/models/users?tab=history`);

  const versions = page.getByRole('list', { name: 'Versions, newest first' });
  const newest = versions.getByRole('listitem').first();
  await expect(newest).toContainText('Jonas Weber');
  await expect(newest).toContainText('Git');
  await expect(newest).toContainText(theirs.slice(0, 7));
  await expect(newest).toContainText('SQL');
  const diff = page.getByRole('region', { name: 'Version 2' });
  await expect(diff).toContainText('FROM users');
  await expect(diff).toContainText('FROM people');

  await versions.getByRole('button', { name: /^Version 1: Created/ }).click();
  await expect(page).toHaveURL(/version=1/);
  await page.getByText('Compared with now').click();
  await expect(page.getByRole('heading', { name: 'Version 1, compared with now' })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Restore' }).click();
  await accessible(page);
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(newest).toContainText('Restore version 1');
  await expect(newest).toContainText(owner.name);
  await settled(page, server);

  jonas.pull();
  expect(jonas.git('log', '-1', '--format=%an', 'HEAD').trim()).toBe(owner.name);
  const lines = jonas.git('show', '--format=', '-U0', 'HEAD').split('\n').filter((l) => /^[-+](?![-+])/.test(l));
  expect(lines).toEqual(['-  FROM people', '+  FROM users']);
});

test('folded lines of a comparison open with the keyboard', async ({ page, server, signIn }) => {
  const sql = (last: string) => ['SELECT', ...Array.from({ length: 30 }, (_, i) => `  column_${i},`), `  ${last}`, 'FROM users'].join('\n');
  await server.call('POST', '/sources', { slug: 'warehouse', name: 'Warehouse', type: 'sample', configuration: {} });
  await server.call('POST', '/models', { slug: 'users', name: 'Users', source: 'warehouse', raw: { sql: sql('id') }, primaryKey: 'id' });
  await server.call('PATCH', '/models/users', { raw: { sql: sql('key') } });
  await signIn(page);
  for (const [width, sides] of [[1280, 2], [390, 1]] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${server.url}/w/default/models/users?tab=history`);
    const fold = page.getByRole('button', { name: /unchanged lines/ });
    await expect(fold).toHaveCount(sides);
    await expect(page.getByText('column_2,')).toHaveCount(0);
    await accessible(page);
    await fold.first().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('column_2,')).toHaveCount(sides);
    await expect(fold).toHaveCount(0);
    await expect(page.getByRole('textbox').and(page.locator(':focus'))).toBeVisible();
  }
});
