import { bothSchemes } from './accessible';
import { connect, expect, test } from './story';

const w = '/w/default';

test('many deletions wait for a confirmation that names them', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);

  const jonas = clone();
  const syncs = jonas.git('ls-files', 'syncs').trim().split('\n').slice(0, 6);
  jonas.push('Clean up', Object.fromEntries(syncs.map((path) => [path, null])));
  const guard = page.getByTestId('guard');
  await expect(guard).toContainText('Git asks to delete a lot');
  await expect(guard.getByRole('list', { name: 'What confirming would do' }).getByText('Removed from the app')).toHaveCount(6);
  await bothSchemes(page);

  await guard.getByRole('button', { name: 'Delete 6 resources' }).click();
  const ask = page.getByRole('dialog', { name: 'Delete 6 resources?' });
  await expect(ask).toContainText(syncs[0]!.replace(/^syncs\/(.*)\.yaml$/, '$1'));
  await ask.getByRole('button', { name: 'Cancel' }).click();
  const before = await server.call<{ total: number }>('GET', '/syncs?workspace=default');

  await guard.getByRole('button', { name: 'Delete 6 resources' }).click();
  await ask.getByRole('button', { name: 'Delete 6 resources' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  await expect(guard).toHaveCount(0);
  const after = await server.call<{ total: number }>('GET', '/syncs?workspace=default');
  expect(before.total - after.total).toBe(6);
});

test('a plan that changed meanwhile is not confirmed by the old one', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);
  const jonas = clone();
  const syncs = jonas.git('ls-files', 'syncs').trim().split('\n');
  jonas.push('Clean up', Object.fromEntries(syncs.slice(0, 6).map((path) => [path, null])));
  const guard = page.getByTestId('guard');
  await guard.getByRole('button', { name: 'Delete 6 resources' }).click();
  jonas.push('Clean up more', { [syncs[6]!]: null });
  await expect(guard.getByRole('button', { name: 'Delete 7 resources' })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: /^Delete/ }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  expect(jonas.git('ls-remote', 'origin', 'main')).toContain(jonas.git('rev-parse', 'HEAD').trim());
});
