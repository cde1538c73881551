import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { bothSchemes } from './accessible';
import { connect, expect, settled, test } from './story';

const committer = 'lockstep@noreply.invalid';

test('commits are signed with a key of mine, and git itself accepts the signature', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  await signIn(page);
  const file = `${server.dir}/signing`;
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'sign here please', '-C', 'signing', '-f', file]);
  await page.goto(`${server.url}/w/default/settings/git`);
  await expect(page.getByText('Commits are not signed.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign commits' }).click();
  await page.getByLabel('Private signing key').fill(readFileSync(file, 'utf8'));
  await page.getByLabel('Passphrase', { exact: true }).fill('sign there');
  await page.getByRole('button', { name: 'Save the signing key' }).click();
  await expect(page.getByRole('alert')).toContainText('The passphrase does not open the');
  await bothSchemes(page);
  await page.getByLabel('Passphrase', { exact: true }).fill('sign here please');
  await page.getByRole('button', { name: 'Save the signing key' }).click();
  await expect(page.getByText('All commits of this workspace are signed.')).toBeVisible();
  const shown = await page.getByTestId('public-key').innerText();
  expect(shown.split(' ').slice(0, 2)).toEqual(readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2));

  const rename = async (name: string) => {
    await page.goto(`${server.url}/w/default/models/users`);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Everything is saved')).toBeVisible();
    await settled(page, server);
  };
  await rename('Signed users');
  const jonas = clone();
  expect(jonas.git('show', '--format=', 'HEAD')).toContain('+name: Signed users');
  // What the page shows is what others put among the signers that they allow.
  writeFileSync(`${server.dir}/signers`, `${committer} namespaces="git" ${shown}\n`);
  jonas.git('config', 'gpg.ssh.allowedSignersFile', `${server.dir}/signers`);
  jonas.git('verify-commit', 'HEAD');
  expect(jonas.git('log', '-1', '--format=%G? %GS')).toContain(`G ${committer}`);
  expect(jonas.git('log', '-1', '--format=%G?', 'HEAD~').trim()).toBe('N');

  await page.goto(`${server.url}/w/default/settings/git`);
  await page.getByRole('button', { name: 'Stop signing' }).click();
  await page.getByRole('dialog', { name: 'Stop signing commits?' }).getByRole('button', { name: 'Stop signing' }).click();
  await expect(page.getByText('Commits are not signed.')).toBeVisible();
  await rename('Unsigned users');
  jonas.pull();
  expect(jonas.git('log', '-2', '--format=%G?').trim().split('\n')).toEqual(['N', 'G']);
});
