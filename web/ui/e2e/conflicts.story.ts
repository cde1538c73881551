import type { Page } from '@playwright/test';
import { bothSchemes } from './accessible';
import type { Clone } from './git';
import type { Server } from './server';
import { connect, expect, owner, test } from './story';

const w = '/w/default';
const path = 'models/churn-risk.yaml';

// clash makes both sides change the name and the query of a model, and Git the description, too.
async function clash(server: Server, clone: () => Clone): Promise<Clone> {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  const jonas = clone();
  await server.call('POST', '/workspaces/default/git-sync/pause');
  await server.call('PATCH', '/models/churn-risk', { name: 'Churn risk, weekly' });
  jonas.push('Rename churn risk', {
    [path]: jonas.read(path).replace(/^name: .*$/m, 'name: Churn risk (EU)').replace(/^description: .*$/m, 'description: European accounts'),
  });
  await server.call('POST', '/workspaces/default/git-sync/resume');
  await server.call('POST', '/workspaces/default/git-sync/sync');
  return jonas;
}

async function open(page: Page, server: Server, signIn: (page: Page) => Promise<void>) {
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);
  await page.getByRole('link', { name: 'Settle Churn risk' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Churn risk, weekly');
}

async function settled(page: Page) {
  await expect(page).toHaveURL(new RegExp(`${w}/git$`));
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
}

// pulled is the newest commit once it is the one that settles the clash, as git shows it.
async function pulled(jonas: Clone, name: string): Promise<string> {
  await expect.poll(() => (jonas.pull(), jonas.read(path))).toContain(`name: ${name}\n`);
  return jonas.git('show', '--format=%an <%ae>', 'HEAD');
}

interface Model {
  name: string;
  description: string;
}

test('take the app’s version', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  await open(page, server, signIn);
  await page.getByRole('radio', { name: 'Take the app’s version' }).click();
  const result = page.getByRole('region', { name: 'The result' });
  await expect(result.getByText('nothing changes')).toBeVisible();
  await expect(result.getByRole('region', { name: `What changes in ${path}` })).toContainText('name: Churn risk, weekly');
  await page.getByRole('button', { name: 'Take the app’s version' }).click();
  await settled(page);
  const shown = await pulled(jonas, 'Churn risk, weekly');
  expect(shown).toContain('+name: Churn risk, weekly');
  expect(shown).toContain('-description: European accounts');
  expect(await server.call<Model>('GET', '/models/churn-risk')).toMatchObject({ name: 'Churn risk, weekly' });
});

test('take Git’s version', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  const head = jonas.git('rev-parse', 'HEAD');
  await open(page, server, signIn);
  await page.getByRole('radio', { name: 'Take Git’s version' }).click();
  await expect(page.getByRole('region', { name: 'The result' })).toContainText('changes Description, Name');
  await page.getByRole('button', { name: 'Take Git’s version' }).click();
  await settled(page);
  jonas.pull();
  expect(jonas.git('rev-parse', 'HEAD')).toBe(head);
  expect(await server.call<Model>('GET', '/models/churn-risk')).toMatchObject({ name: 'Churn risk (EU)', description: 'European accounts' });
});

test('merge both, field by field; work survives a reload', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  await open(page, server, signIn);
  const save = page.getByRole('button', { name: 'Save the merge' });
  await expect(page.getByText('1 field still to choose')).toBeVisible();
  await expect(save).toBeDisabled();
  await page.getByRole('radio', { name: 'Something else' }).check();
  await page.getByLabel('Your own Name').fill('Churn risk (EU), weekly');
  await bothSchemes(page);
  await page.reload();
  await expect(page.getByLabel('Your own Name')).toHaveValue('Churn risk (EU), weekly');
  const diff = page.getByRole('region', { name: `What changes in ${path}` });
  await expect(diff).toContainText('name: Churn risk (EU), weekly');
  await save.click();
  await settled(page);
  const shown = await pulled(jonas, 'Churn risk (EU), weekly');
  expect(shown).toContain(`${owner.name} <${owner.email}>`);
  expect(shown.split('\n').filter((l) => /^[+-][^+-]/.test(l))).toEqual(['-name: Churn risk (EU)', '+name: Churn risk (EU), weekly']);
  expect(await server.call<Model>('GET', '/models/churn-risk')).toMatchObject({ name: 'Churn risk (EU), weekly', description: 'European accounts' });
});

test('merge both as YAML', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  await open(page, server, signIn);
  await page.getByText('As YAML').click();
  const editor = page.getByRole('textbox', { name: 'The merged file' });
  await expect(editor).toContainText('name: Churn risk, weekly');
  await bothSchemes(page);
  await editor.fill(jonas.read(path).replace(/^name: .*$/m, '# agreed on Monday\nname: Churn risk, both'));
  await expect(page.getByRole('region', { name: `What changes in ${path}` })).toContainText('# agreed on Monday');
  await page.getByRole('button', { name: 'Save the merge' }).click();
  await settled(page);
  await pulled(jonas, 'Churn risk, both');
  expect(jonas.read(path)).toContain('# agreed on Monday\nname: Churn risk, both\n');
  expect(await server.call<Model>('GET', '/models/churn-risk')).toMatchObject({ name: 'Churn risk, both' });
});

test('a choice for what is not there any more is refused, and shown anew', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  await open(page, server, signIn);
  await page.getByRole('radio', { name: 'Git says' }).check();
  const save = page.getByRole('button', { name: 'Save the merge' });
  await expect(save).toBeEnabled();

  // Somebody pushes in the moment between the click and the server.
  await page.route('**/conflicts/models/churn-risk/resolve', async (route) => {
    jonas.push('Rename again', { [path]: jonas.read(path).replace(/^name: .*$/m, 'name: Churn risk (Europe)') });
    await expect.poll(async () => (await server.call<{ repo: Model }>('GET', '/workspaces/default/git-sync/conflicts/models/churn-risk')).repo.name).toBe('Churn risk (Europe)');
    await route.continue();
  });
  const refused = page.waitForResponse('**/conflicts/models/churn-risk/resolve');
  await save.click();
  expect((await refused).status()).toBe(412);
  await page.unroute('**/conflicts/models/churn-risk/resolve');
  await expect(page.getByText('It changed while you were looking')).toBeVisible();
  await expect(page.getByText('Please choose again for Name.')).toBeVisible();
  await expect(page.getByText('Churn risk (Europe)').first()).toBeVisible();
  await page.getByRole('radio', { name: 'Git says' }).check();
  await save.click();
  await settled(page);
  expect(await server.call<Model>('GET', '/models/churn-risk')).toMatchObject({ name: 'Churn risk (Europe)' });
});

test('a commit that makes the clash go away settles the open page', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  await open(page, server, signIn);
  jonas.push('Take the name of the app', { [path]: jonas.read(path).replace(/^name: .*$/m, 'name: Churn risk, weekly') });
  await expect(page.getByRole('heading', { name: 'Nothing to settle here' })).toBeVisible();
  await bothSchemes(page);
});

test('a text that was begun before the app changed is not saved over that change', async ({ page, server, signIn, clone }) => {
  const jonas = await clash(server, clone);
  await open(page, server, signIn);
  await page.getByText('As YAML').click();
  const editor = page.getByRole('textbox', { name: 'The merged file' });
  await editor.fill(jonas.read(path).replace(/^name: .*$/m, 'name: Churn risk, both'));
  const save = page.getByRole('button', { name: 'Save the merge' });
  await expect(save).toBeEnabled();
  await server.call('PATCH', '/models/churn-risk', { primaryKey: 'company_id' });
  const told = page.getByText('It changed since you began to write');
  await expect(told).toBeVisible();
  await editor.press('Control+End');
  await editor.pressSequentially('# more\n');
  await expect(page.getByRole('region', { name: 'The result' })).toContainText('# more');
  await expect(told).toBeVisible();
  await expect(save).toBeDisabled();
  await page.getByRole('button', { name: 'Start over from the new merge' }).click();
  await expect(editor).toContainText('primaryKey: company_id');
});

test('what one side removed is written anew', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  const jonas = clone();
  await server.call('POST', '/workspaces/default/git-sync/pause');
  await server.call('PATCH', '/models/churn-risk', { name: 'Churn risk, weekly' });
  const text = jonas.read(path);
  jonas.push('Remove churn risk', { [path]: null });
  await server.call('POST', '/workspaces/default/git-sync/resume');
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await open(page, server, signIn);
  await page.getByRole('radio', { name: 'Write it anew' }).click();
  await page.getByRole('textbox', { name: 'The merged file' }).fill(text.replace(/^name: .*$/m, 'name: Churn risk, again'));
  await page.getByRole('button', { name: 'Save the merge' }).click();
  await settled(page);
  jonas.pull();
  expect(jonas.read(path)).toContain('name: Churn risk, again');
});
