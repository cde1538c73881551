import { bothSchemes } from './accessible';
import { Clone } from './git';
import { Server } from './server';
import { connect, expect, owner, test } from './story';

const w = '/w/default';

test('a push by git shows on the open page without a reload', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  await page.evaluate(() => document.body.setAttribute('data-seen', 'yes'));

  const jonas = clone();
  jonas.push('Call trials by their end', { 'models/trials-ending.yaml': jonas.read('models/trials-ending.yaml').replace(/^name: .*$/m, 'name: Trials that end') });
  const entry = page.getByRole('listitem').filter({ hasText: 'Call trials by their end' });
  await expect(entry).toContainText('INBOUND');
  await expect(entry).toContainText('Jonas Weber');
  await expect(entry).toContainText('Model Trials that end changed: Name');
  await expect(entry).toContainText(jonas.git('rev-parse', 'HEAD').slice(0, 8));

  await server.call('PATCH', '/models/users', { description: 'Everybody who signed up.' });
  const sent = page.getByRole('listitem').filter({ hasText: 'models/users: change description' });
  await expect(sent).toContainText('OUTBOUND');
  await page.getByText('Outbound', { exact: true }).click();
  await expect(page).toHaveURL(/show=outbound/);
  await expect(entry).toHaveCount(0);
  await expect(sent).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search the activity' }).fill('nobody did this');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await expect(page.locator('body')).toHaveAttribute('data-seen', 'yes');
});

test('pause, resume, full resync and disconnect', async ({ page, server, signIn }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText('Git Sync is paused; nothing is waiting in the app.');
  await server.call('PATCH', '/models/users', { description: 'Everybody who signed up.' });
  const waits = page.getByRole('region', { name: 'On its way' });
  await expect(waits.getByText('Changed in Git')).toBeVisible();
  await waits.getByRole('button', { name: /users/ }).click();
  await expect(waits.getByRole('region', { name: 'What changes in models/users.yaml' })).toContainText('description: Everybody who signed up.');
  await bothSchemes(page);

  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Full resync' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start the full resync' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Full resync asked for' })).toContainText(owner.name);

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('heading', { name: 'Not connected to Git' })).toBeVisible();
});

test('connect to a repository elsewhere, with a token, seeing the plan first', async ({ page, server, signIn }) => {
  test.setTimeout(120_000);
  const host = await Server.start();
  try {
    await host.call('POST', '/workspaces/default/git-sync/connect', { settings: { builtIn: true }, direction: 'two-way' });
    await host.call('POST', '/workspaces/default/git-sync/sync');
    const address = `${host.url}/git/default.git`;
    const jonas = Clone.of(address, `${server.dir}/elsewhere`, host.ownerKey);
    jonas.push('A first model', { 'activation/models/leads.yaml': 'name: Leads\nsource: warehouse\ntype: raw_sql\nrawSql: select 1 as id\nprimaryKey: id\n' });
    await server.call('POST', '/workspaces/default/sample');
    await signIn(page);

    await page.goto(`${server.url}${w}/git`);
    await page.getByRole('link', { name: 'Connect', exact: true }).click();
    await page.getByText('Elsewhere').click();
    const url = page.getByLabel('Address of the repository');
    await url.fill('not an address');
    await expect(page.getByText('This is not an address yet')).toBeVisible();
    await url.fill('git@github.com:acme/config.git');
    await expect(page.getByText('over SSH, with a key')).toBeVisible();
    await url.fill(address);
    await bothSchemes(page);
    await page.getByRole('button', { name: 'Next' }).click();

    await page.getByLabel('User name', { exact: true }).fill('git');
    await page.getByLabel('Token or password').fill('not the token');
    await bothSchemes(page);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByTestId('test-steps')).toContainText('The credential is not accepted');
    await bothSchemes(page);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByLabel('Token or password').fill(host.ownerKey);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByTestId('test-steps')).toContainText('Commits can be pushed');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Folder').fill('activation');
    await bothSchemes(page);

    // A reload keeps all but the token, and nothing in the browser holds it.
    await page.reload();
    await expect(page.getByText('Please give the credential again')).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(host.ownerKey);
    await page.getByLabel('Token or password').fill(host.ownerKey);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page.getByLabel('Folder')).toHaveValue('activation');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Join both').click();
    await bothSchemes(page);
    await page.getByRole('button', { name: 'Show what will happen' }).click();
    const plan = page.getByRole('list', { name: 'What would happen' });
    await expect(plan.getByRole('listitem').filter({ hasText: 'leads' })).toContainText('Created in the app');
    await plan.getByRole('button', { name: /^Churn risk model/ }).click();
    await expect(page.getByRole('region', { name: 'What changes in activation/models/churn-risk.yaml' })).toContainText('name: Churn risk');
    await bothSchemes(page);

    // Somebody is faster: what was shown is not what would be done, so nothing is done.
    jonas.push('A second model', { 'activation/models/deals.yaml': 'name: Deals\nsource: warehouse\ntype: raw_sql\nrawSql: select 2 as id\nprimaryKey: id\n' });
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByText('The plan changed while you were looking')).toBeVisible();
    await expect(plan.getByRole('listitem').filter({ hasText: 'deals' })).toBeVisible();
    expect(jonas.git('ls-remote', 'origin', 'main')).toContain(jonas.git('rev-parse', 'HEAD').trim());
    await page.getByRole('button', { name: 'Go ahead with this plan' }).click();

    await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
    await expect(page).toHaveURL(new RegExp(`${w}/git$`));
    jonas.pull();
    expect(jonas.git('ls-tree', '-r', '--name-only', 'HEAD').split('\n')).toContain('activation/models/churn-risk.yaml');
    expect(jonas.git('log', '-1', '--format=%an <%ae>').trim()).toBe(`${owner.name} <${owner.email}>`);
    expect((await server.call<{ name: string }>('GET', '/models/deals')).name).toBe('Deals');
    expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.includes('connect')))).toEqual([]);
  } finally {
    await host.stop();
  }
});

test('another kind of credential is taken with its token, in one step', async ({ page, server, signIn }) => {
  const host = await Server.start();
  try {
    await host.call('POST', '/workspaces/default/git-sync/connect', { settings: { builtIn: true }, direction: 'two-way' });
    await host.call('POST', '/workspaces/default/git-sync/sync');
    const settings = { url: `${host.url}/git/default.git`, authKind: 'basic', username: 'git' };
    await server.call('POST', '/workspaces/default/git-sync/connect', { settings, credential: host.ownerKey, direction: 'two-way' });
    await signIn(page);
    await page.goto(`${server.url}${w}/git/settings`);
    const writes: string[] = [];
    page.on('request', (r) => r.method() === 'PUT' && writes.push(new URL(r.url()).pathname));
    await page.getByRole('radio', { name: 'Token only' }).check();
    await expect(page.getByRole('button', { name: 'Save the credential' })).toBeDisabled();
    await page.getByLabel('Token', { exact: true }).fill(host.ownerKey);
    await page.getByLabel('Token', { exact: true }).press('Enter'); // saves no settings
    const save = page.getByRole('button', { name: 'Save the credential' });
    await save.click();
    await expect.poll(() => server.call('GET', '/workspaces/default/git-sync/settings')).toMatchObject({ authKind: 'bearer' });
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByTestId('test-steps')).toContainText('sign in with an API key as the password');

    await page.getByRole('radio', { name: 'User name and token' }).check();
    await page.getByLabel('User name', { exact: true }).fill('git');
    await page.getByLabel('Token or password').fill(host.ownerKey);
    await save.click();
    await expect(save).toBeDisabled();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(page.getByTestId('test-steps')).toContainText('Commits can be pushed');
    const access = '/api/v1/workspaces/default/git-sync/access';
    expect(writes).toEqual([access, access]);
    await expect.poll(async () => (await server.call<{ state: string }>('GET', '/workspaces/default/git-sync/status')).state).toBe('in_sync');
    await page.goto('about:blank'); // the page must not ask once the host is gone
  } finally {
    await host.stop();
  }
});

test('settings: the template with its preview, policies, and an edit by somebody else', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  await page.goto(`${server.url}${w}/git/settings?tab=commits`);
  const template = page.getByLabel('Template of the first line');
  await template.fill('lockstep: {{nothing}}');
  await expect(page.getByText(/unknown word/i)).toBeVisible();
  await template.fill('lockstep: {{subject}}');
  await expect(page.getByTestId('commit-sample').first()).toContainText('lockstep: models/users: change primaryKey, rawSql');

  // Unsaved work survives a reload; another person's edit of another setting joins it.
  await page.reload();
  await expect(page.getByText('Your unsaved work is back')).toBeVisible();
  await expect(template).toHaveValue('lockstep: {{subject}}');
  const now = await server.call<Record<string, unknown>>('GET', '/workspaces/default/git-sync/settings');
  await server.call('PUT', '/workspaces/default/git-sync/settings', { ...now, committerName: 'Lockstep of Acme' });
  await page.getByRole('tab', { name: 'Policies' }).click();
  await page.getByLabel('It stays in the app').check();
  await bothSchemes(page);
  await page.keyboard.press('Control+S');
  // The first answer may say that the settings were changed meanwhile: then both are in.
  await expect(async () => {
    await page.keyboard.press('Control+S');
    await expect(page.getByText('Everything is saved')).toBeVisible({ timeout: 1000 });
  }).toPass();
  const saved = await server.call<Record<string, unknown>>('GET', '/workspaces/default/git-sync/settings');
  expect(saved).toMatchObject({ commitTemplate: 'lockstep: {{subject}}', deletePolicy: 'keep', committerName: 'Lockstep of Acme' });

  // The same setting is an offer, and what was chosen is saved.
  await page.getByLabel('It is deleted for good').check();
  await server.call('PUT', '/workspaces/default/git-sync/settings', { ...saved, deletePolicy: 'archive' });
  await page.keyboard.press('Control+S'); // the offer may be there before
  const offer = page.getByRole('dialog', { name: /changed the same field/ });
  await expect(offer).toContainText('When a file is deleted in Git');
  await offer.getByRole('radio', { name: /Yours/ }).check();
  await offer.getByRole('button', { name: 'Go on with this' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Everything is saved')).toBeVisible();
  expect(await server.call('GET', '/workspaces/default/git-sync/settings')).toMatchObject({ deletePolicy: 'delete' });

  await server.call('PATCH', '/models/users', { description: 'Everybody who signed up.' });
  await server.call('POST', '/workspaces/default/git-sync/sync');
  expect(clone().git('log', '-1', '--format=%s by %cn').trim()).toBe('lockstep: models/users: change description by Lockstep of Acme');
});
