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
