import { bothSchemes } from './accessible';
import { connect, expect, test } from './story';

const w = '/w/default';
const same = 'The workspace and the branch are the same.';

test.beforeEach(async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);
  await expect(page.getByTestId('git-sentence')).toHaveText(same);
});

test('a folder that lost all files is emptied in the app only after a confirmation', async ({ page, server, clone }) => {
  const jonas = clone();
  const files = jonas.git('ls-files', 'models', 'syncs').trim().split('\n');
  jonas.push('Remove everything', Object.fromEntries(files.map((path) => [path, null])));
  const guard = page.getByTestId('guard');
  await expect(guard).toContainText('All files are gone from the folder');
  await expect(guard).toContainText(`All ${files.length} files below`);
  await expect(guard.getByRole('list', { name: 'What confirming would do' }).getByText('Removed from the app').first()).toBeVisible();
  await bothSchemes(page);
  const models = async () => (await server.call<{ total: number }>('GET', '/models?workspace=default')).total;
  expect(await models()).toBeGreaterThan(0);

  const button = `Delete ${files.length} resources`;
  await guard.getByRole('button', { name: button }).click();
  await page.getByRole('dialog', { name: `${button}?` }).getByRole('button', { name: button }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText(same);
  await expect(guard).toHaveCount(0);
  expect(await models()).toBe(0);
  expect(jonas.git('ls-remote', 'origin', 'main')).toContain(jonas.git('rev-parse', 'HEAD').trim());
});

test('a folder that lost all files needs no confirmation once they are back', async ({ page, clone }) => {
  const jonas = clone();
  const files = jonas.git('ls-files', 'models', 'syncs').trim().split('\n');
  jonas.push('Remove everything', Object.fromEntries(files.map((path) => [path, null])));
  const guard = page.getByTestId('guard');
  await expect(guard).toContainText('bring the files back');
  jonas.git('revert', '--no-edit', 'HEAD');
  jonas.git('push', '-q', 'origin', 'HEAD:main');
  await expect(page.getByTestId('git-sentence')).toHaveText(same);
  await expect(guard).toHaveCount(0);
});

test('a branch that is gone is made again from the app after a confirmation', async ({ page, server, clone }) => {
  const jonas = clone();
  const before = jonas.read('models/users.yaml');
  jonas.git('push', '-q', 'origin', ':main');
  const guard = page.getByTestId('guard');
  await expect(guard).toContainText('The branch is gone');
  await expect(guard).toContainText('The branch main is gone from the repository.');
  await expect(guard).toContainText('confirm to make it again from what the workspace holds');
  await bothSchemes(page);
  expect(jonas.git('ls-remote', 'origin').trim()).toBe('');

  await guard.getByRole('button', { name: 'Make the branch again' }).click();
  await page.getByRole('dialog', { name: 'Make the branch again?' }).getByRole('button', { name: 'Make the branch again' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText(same);
  await expect(guard).toHaveCount(0);
  const again = clone();
  expect(again.read('models/users.yaml')).toBe(before);
  expect(again.git('log', '--format=%H')).not.toContain(jonas.git('rev-parse', 'HEAD').trim());
  expect((await server.call<{ name: string }>('GET', '/models/users')).name).toBe('Users');
});

test('a history that was rewritten is taken over only after a confirmation', async ({ page, server, clone }) => {
  const jonas = clone();
  const text = jonas.read('models/users.yaml');
  jonas.push('To be forgotten', { 'models/users.yaml': text.replace(/^name: .*$/m, 'name: Users, soon forgotten') });
  await expect(page.getByRole('listitem').filter({ hasText: 'To be forgotten' })).toBeVisible();
  await expect(page.getByTestId('git-sentence')).toHaveText(same);
  jonas.git('reset', '-q', '--hard', 'HEAD~');
  jonas.git('commit', '-q', '--amend', '-m', 'Another beginning', '--allow-empty');
  jonas.git('push', '-q', '--force', 'origin', 'HEAD:main');
  const rewritten = jonas.git('rev-parse', 'HEAD').trim();

  const guard = page.getByTestId('guard');
  await expect(guard).toContainText('The history of the branch was rewritten');
  const plan = guard.getByRole('list', { name: 'What confirming would do' });
  await expect(plan.getByText('Changed in the app')).toHaveCount(1);
  await plan.getByRole('button', { name: /^Users, soon forgotten model/ }).click();
  await expect(plan.getByText('Changes: Name')).toBeVisible();
  await bothSchemes(page);
  const name = async () => (await server.call<{ name: string }>('GET', '/models/users')).name;
  expect(await name()).toBe('Users, soon forgotten');

  await guard.getByRole('button', { name: 'Take over 1 change' }).click();
  await page.getByRole('dialog', { name: 'Take over 1 change?' }).getByRole('button', { name: 'Take over 1 change' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText(same);
  await expect(guard).toHaveCount(0);
  expect(await name()).toBe('Users');
  expect(jonas.git('ls-remote', 'origin', 'main')).toContain(rewritten);
  expect(jonas.read('models/users.yaml')).toBe(text);
});
