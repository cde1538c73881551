import { bothSchemes } from './accessible';
import { Clone } from './git';
import { Server } from './server';
import { expect, test } from './story';

const w = '/w/default';

test('a token that is not accepted any more is said in words, and a new one makes it go on', async ({ page, server, signIn }) => {
  test.setTimeout(90_000);
  const host = await Server.start();
  try {
    await host.call('POST', '/workspaces/default/git-sync/connect', { settings: { builtIn: true }, direction: 'two-way' });
    await host.call('POST', '/workspaces/default/git-sync/sync');
    const token = async (name: string) => host.call<{ id: number; token: string }>('POST', '/api-keys', { name, scope: 'write' });
    const first = await token('Of today');
    await server.call('POST', '/workspaces/default/sample');
    await server.call('POST', '/workspaces/default/git-sync/connect', {
      settings: { url: `${host.url}/git/default.git`, path: 'activation', authKind: 'basic', username: 'git', quietMillis: 50, maxDelayMillis: 200, pollSeconds: 5 },
      credential: first.token,
      direction: 'two-way',
    });
    await server.call('POST', '/workspaces/default/git-sync/sync');
    const jonas = Clone.of(`${host.url}/git/default.git`, `${server.dir}/elsewhere`, host.ownerKey);
    const inBranch = () => (jonas.pull(), jonas.read('activation/models/users.yaml'));
    await signIn(page);
    await page.goto(`${server.url}${w}/git`);
    await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');

    await host.call('DELETE', `/api-keys/${first.id}`);
    await server.call('PATCH', '/models/users', { name: 'Users who wait' });
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('The Git server does not accept the credential', { timeout: 20_000 });
    await expect(alert).toContainText('Give a new password, token or key');
    await expect(page.getByTestId('git-pill')).toContainText('Failing');
    await bothSchemes(page);
    expect(inBranch()).not.toContain('Users who wait');

    await page.getByRole('link', { name: 'Open the connection’s settings' }).click();
    const save = page.getByRole('button', { name: 'Save the credential' });
    await expect(save).toBeDisabled();
    const second = await token('Of tomorrow');
    await page.getByLabel('Token or password').fill(second.token);
    await save.click();
    await expect(page.getByText('The credential is saved.')).toBeVisible();
    await expect(page.getByLabel('Token or password')).toHaveValue('');
    await expect(page.getByTestId('git-pill')).toContainText('In sync', { timeout: 20_000 });
    expect(inBranch()).toContain('name: Users who wait');
    await page.goto(`${server.url}${w}/git`);
    await expect(alert).toHaveCount(0);
    await expect(page.getByTestId('git-sentence')).toHaveText('The workspace and the branch are the same.');
  } finally {
    await host.stop();
  }
});
