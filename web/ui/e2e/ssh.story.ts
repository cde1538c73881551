import { execFileSync } from 'node:child_process';
import { bothSchemes } from './accessible';
import { SSHD } from './sshd';
import { expect, test } from './story';

const w = '/w/default';

test('connect over SSH: a key pair made here, the server’s key compared and trusted', async ({ page, server, signIn }) => {
  test.setTimeout(120_000);
  const host = await SSHD.start(`${server.dir}/sshd`);
  try {
    await server.call('POST', '/workspaces/default/sample');
    await signIn(page);
    await page.goto(`${server.url}${w}/git/connect`);
    await page.getByText('Elsewhere').click();
    await page.getByLabel('Address of the repository').fill(host.address);
    await page.getByRole('button', { name: 'Next' }).click();

    await page.getByRole('button', { name: 'Make a key pair' }).click();
    const publicKey = await page.getByTestId('public-key').innerText();
    expect(publicKey).toMatch(/^ssh-ed25519 /);
    await expect(page.getByRole('button', { name: 'Next' })).toBeDisabled();
    await page.getByRole('button', { name: 'Fetch the server’s key' }).click();
    await page.getByRole('radio', { name: host.fingerprint }).check();
    await bothSchemes(page);
    await page.getByRole('button', { name: 'I compared it: trust this key' }).click();
    await expect(page.getByText('This server is trusted.')).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();

    const tried = page.getByTestId('test-steps');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(tried).toContainText('The credential is not accepted');
    host.register(publicKey);
    await page.getByRole('button', { name: 'Test again' }).click();
    await expect(tried).toContainText('Commits can be pushed');
    await expect(tried).toContainText('The repository is empty: Lockstep makes the branch.');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Start from the app').click();
    await page.getByRole('button', { name: 'Show what will happen' }).click();
    await expect(page.getByTestId('plan-sentence')).toContainText('changes in Git.');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
    expect(execFileSync('git', ['ls-tree', '-r', '--name-only', 'main'], { cwd: host.repository, encoding: 'utf8' })).toContain('models/churn-risk.yaml');

    // The same key and the same trust, seen and tried in the settings.
    await page.goto(`${server.url}${w}/settings/git`);
    await expect(page.getByTestId('public-key')).toHaveText(publicKey.trim());
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await expect(tried).toContainText('It has the branch, of 1 branch.');
    await bothSchemes(page);
    await page.getByText('Use a key of mine').click();
    await page.getByLabel('Private key').fill('not a key');
    await page.getByRole('button', { name: 'Save the credential' }).click();
    await expect(page.getByRole('alert')).toContainText('The credential is not saved');
    await page.goto(`${server.url}${w}/git/settings`);
    await expect(page.getByLabel('Known hosts')).toHaveValue(/^\[127\.0\.0\.1\]:\d+ ssh-ed25519 /);
    await bothSchemes(page);
  } finally {
    await host.stop();
  }
});
