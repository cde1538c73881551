import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

// keyPair is one that a person has, made by ssh-keygen and closed with a passphrase.
function keyPair(file: string, passphrase: string) {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'maya@laptop', '-f', file]);
  return { privateKey: readFileSync(file, 'utf8'), publicKey: readFileSync(`${file}.pub`, 'utf8') };
}

test('a key of mine with its passphrase: connect, replace it, and refuse a server that shows another key', async ({ page, server, signIn }) => {
  test.setTimeout(120_000);
  const host = await SSHD.start(`${server.dir}/sshd`);
  const first = keyPair(`${server.dir}/first`, 'correct horse battery');
  const second = keyPair(`${server.dir}/second`, 'another long phrase');
  const inBranch = () => execFileSync('git', ['show', 'main:models/users.yaml'], { cwd: host.repository, encoding: 'utf8' });
  try {
    await server.call('POST', '/workspaces/default/sample');
    await signIn(page);
    host.register(first.publicKey);
    const next = page.getByRole('button', { name: 'Next' });
    const alert = page.getByRole('alert');
    const tried = page.getByTestId('test-steps');

    await test.step('the wizard says that the passphrase is wrong, and takes the right one', async () => {
      await page.goto(`${server.url}${w}/git/connect`);
      await page.getByText('Elsewhere').click();
      await page.getByLabel('Address of the repository').fill(host.address);
      await next.click();
      await page.getByText('Use a key of mine').click();
      await page.getByLabel('Private key').fill(first.privateKey);
      await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
      await page.getByRole('button', { name: 'Fetch the server’s key' }).click();
      await page.getByRole('radio', { name: host.fingerprint }).check();
      await page.getByRole('button', { name: 'I compared it: trust this key' }).click();
      await next.click();
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await expect(alert).toContainText('The passphrase does not open the key');
      await page.getByRole('button', { name: 'Back' }).click();
      await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery');
      await next.click();
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await expect(tried).toContainText('Commits can be pushed');
      await next.click();
      await next.click();
      await page.getByText('Start from the app').click();
      await page.getByRole('button', { name: 'Show what will happen' }).click();
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
      expect(inBranch()).toContain('name: Users');
    });

    await test.step('the settings take another key the same way', async () => {
      await page.goto(`${server.url}${w}/settings/git`);
      await expect(page.getByTestId('public-key')).toContainText(first.publicKey.split(' ')[1]!);
      await page.getByText('Use a key of mine').click();
      await page.getByLabel('Private key').fill(second.privateKey);
      const save = page.getByRole('button', { name: 'Save the credential' });
      await save.click();
      await expect(alert).toContainText('The key has a passphrase: give it too.');
      await page.getByLabel('Passphrase', { exact: true }).fill('not this one');
      await save.click();
      await expect(alert).toContainText('The passphrase does not open the key');
      await page.getByLabel('Passphrase', { exact: true }).fill('another long phrase');
      await save.click();
      await expect(page.getByText('The credential is saved.')).toBeVisible();
      await expect(alert).toHaveCount(0);
      await expect(page.getByTestId('public-key')).toContainText(second.publicKey.split(' ')[1]!);
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await expect(tried).toContainText('The credential is not accepted');
      host.register(second.publicKey);
      await page.getByRole('button', { name: 'Test the connection' }).click();
      await expect(tried).toContainText('Commits can be pushed');
      await server.call('PATCH', '/models/users', { name: 'Users by the second key' });
      await expect.poll(inBranch, { timeout: 20_000 }).toContain('name: Users by the second key');
    });

    await test.step('a server that shows another key gets nothing, until a person trusts it', async () => {
      const known = host.fingerprint;
      await host.rekey();
      await page.goto(`${server.url}${w}/git`);
      await server.call('PATCH', '/models/users', { name: 'Users for the new server' });
      await page.getByRole('button', { name: 'Sync now' }).click();
      await expect(page.getByTestId('git-pill')).toContainText('Failing');
      await expect(page.locator('main')).toContainText('The server’s key is not the one you trust');
      await expect(page.locator('main')).toContainText(host.fingerprint);
      expect(inBranch()).toContain('name: Users by the second key');
      await bothSchemes(page);

      await page.goto(`${server.url}${w}/settings/git`);
      await page.getByRole('button', { name: 'Fetch the server’s key' }).click();
      await expect(page.getByRole('radio', { name: known })).toHaveCount(0);
      await page.getByRole('radio', { name: host.fingerprint }).check();
      await page.getByRole('button', { name: 'I compared it: trust this key' }).click();
      await expect(page.getByText('This server is trusted.')).toBeVisible();
      await expect.poll(inBranch, { timeout: 20_000 }).toContain('name: Users for the new server');
      await page.goto(`${server.url}${w}/git`);
      await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
    });
  } finally {
    await host.stop();
  }
});
