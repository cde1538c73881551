import { bothSchemes } from './accessible';
import { connect, expect, owner, test } from './story';

const w = '/w/default';
const path = 'models/accounts.yaml';

test.beforeEach(async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);
});

test('a held file is fixed in the app', async ({ page, server, clone }) => {
  const jonas = clone();
  const good = jonas.read(path);
  jonas.push('A slip', { [path]: good.replace(/^primaryKey: .*$/m, 'primaryKey: [id').replace(/^name: .*$/m, 'name: All accounts') });
  const line = page.getByRole('listitem').filter({ hasText: 'The file cannot be read' });
  await expect(line).toContainText('Line ');
  await line.getByRole('link', { name: 'Look at accounts' }).click();
  await expect(page.getByText('This cannot be saved yet')).toBeVisible();
  const save = page.getByRole('button', { name: 'Save the fixed file' });
  await expect(save).toBeDisabled();
  await bothSchemes(page);

  const editor = page.getByRole('textbox', { name: `The file ${path}` });
  await editor.fill(good.replace(/^name: .*$/m, 'name: All accounts'));
  await expect(page.getByRole('region', { name: `What changes in ${path}` })).toContainText('primaryKey: id');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Undo my edits' })).toBeVisible();
  await save.click();
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  await expect.poll(() => (jonas.pull(), jonas.git('show', '--format=%an', 'HEAD'))).toContain('+primaryKey: id');
  expect(jonas.git('log', '-1', '--format=%an').trim()).toBe(owner.name);
  expect((await server.call<{ name: string }>('GET', '/models/accounts')).name).toBe('All accounts');
});

test('a held file is fixed by a push, and the open page goes on', async ({ page, server, clone }) => {
  const jonas = clone();
  const good = jonas.read(path);
  jonas.push('A source that nobody has', { [path]: good.replace(/^source: .*$/m, 'source: elsewhere') });
  await page.getByRole('link', { name: 'Look at accounts' }).click();
  await page.getByRole('tab', { name: 'Fix it in Git' }).click();
  await expect(page).toHaveURL(/way=push/);
  await expect(page.getByText('Fix line 2.')).toBeVisible();
  await bothSchemes(page);
  jonas.push('The right source', { [path]: good.replace(/^name: .*$/m, 'name: Accounts again') });
  await expect(page.getByRole('heading', { name: 'Nothing to settle here' })).toBeVisible();
  expect((await server.call<{ name: string }>('GET', '/models/accounts')).name).toBe('Accounts again');
});

test('the app’s version is written over a held file', async ({ page, clone }) => {
  const jonas = clone();
  const good = jonas.read(path);
  jonas.push('Nonsense', { [path]: 'name: [\n' });
  await page.getByRole('link', { name: 'Look at accounts' }).click();
  await page.getByRole('tab', { name: 'Take the app’s version' }).click();
  await page.getByRole('button', { name: 'Write the app’s version' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Write over the file' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  await expect.poll(() => (jonas.pull(), jonas.read(path))).toBe(good);
});
