import { accessible, expect, owner, test } from './story';

test('from the owner’s link to the first commit', async ({ page, server, clone }) => {
  await page.goto(server.ownerLink);
  await expect(page.getByRole('heading', { name: 'Welcome to Lockstep' })).toBeVisible();
  expect(page.url(), 'the token is not in the address').toBe(`${server.url}/start`);
  await accessible(page);

  await page.getByLabel('Name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByText('At least 10 characters', { exact: true })).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Set the password' }).click();

  await page.waitForURL('**/w/default/welcome');
  await expect(page.getByRole('heading', { name: 'Welcome', exact: true })).toBeVisible();
  await accessible(page);

  // It can be left, and the overview offers it.
  await page.getByRole('link', { name: 'Later' }).click();
  await expect(page.getByRole('heading', { name: 'Get started in three steps' })).toBeVisible();
  await accessible(page);
  await page.getByRole('link', { name: 'Start', exact: true }).click();

  await page.getByRole('button', { name: 'Use the sample' }).click();
  await expect(page.getByRole('heading', { name: 'A source (done)' })).toBeVisible();
  await page.getByRole('button', { name: 'Use the built-in repository' }).click();
  await expect(page.getByRole('heading', { name: 'You are set up' })).toBeVisible();
  await expect(page.getByText('The workspace and the branch are the same.')).toBeVisible();
  await accessible(page);

  await page.getByRole('link', { name: 'Go to the overview' }).click();
  await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  await expect(page.getByText('of 3 steps done')).toHaveCount(0);

  const git = clone();
  expect(git.read('models/users.yaml')).toContain('name:');
  expect(git.git('log', '--format=%an <%ae>')).toContain(`${owner.name} <${owner.email}>`);
});

test('a link works once, and an invitation is for its person', async ({ page, server, signIn, browser }) => {
  await signIn(page);
  await page.goto(server.ownerLink);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await expect(page.getByText('This link was used already, or has expired.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Open your link again' })).toBeVisible();

  await page.goto(`${server.url}/w/default/settings/people`);
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByLabel('Name').fill('Jonas Weber');
  await page.getByLabel('E-mail').fill('jonas@acme.example');
  await page.getByRole('radio', { name: 'View' }).check();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Has no password yet')).toBeVisible();

  const other = await browser.newContext();
  const jonas = await other.newPage();
  await jonas.goto(link);
  await expect(jonas.getByText('Welcome, Jonas Weber.')).toBeVisible();
  await expect(jonas.getByLabel('E-mail')).toHaveValue('jonas@acme.example');
  await jonas.getByLabel('Password', { exact: true }).fill('another long password');
  await jonas.getByRole('button', { name: 'Set the password' }).click();
  await expect(jonas.getByRole('heading', { name: 'Default', exact: true })).toBeVisible();
  // Who views is not offered what needs more.
  await jonas.goto(`${server.url}/w/default/settings/profile`);
  const settings = jonas.getByRole('navigation', { name: 'Settings' });
  await expect(settings.getByRole('link', { name: 'Profile' })).toBeVisible();
  await expect(settings.getByRole('link', { name: 'People' })).toHaveCount(0);
  await other.close();
});
