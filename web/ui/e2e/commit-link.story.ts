import { connect, deaf, expect, test } from './story';

const w = '/w/default';

test('the activity, the history and the status lead to the commit at its Git host', async ({ page, server, signIn, clone }) => {
  await server.call('POST', '/workspaces/default/sample');
  await connect(server);
  const jonas = clone();
  jonas.push('Call them people', { 'models/users.yaml': jonas.read('models/users.yaml').replace(/^name: .*$/m, 'name: People') });
  const commit = jonas.git('rev-parse', 'HEAD').trim();
  await server.call('POST', '/workspaces/default/git-sync/sync');
  await signIn(page);

  // The built-in host has no pages: there is an id, and no link that leads nowhere.
  await page.goto(`${server.url}${w}/git`);
  const entry = page.getByRole('listitem').filter({ hasText: 'Call them people' });
  await expect(entry).toContainText(commit.slice(0, 8));
  await expect(entry.getByRole('link', { name: /^Commit/ })).toHaveCount(0);

  // The status says where the pages of a host are; which hosts it knows is not the page's to tell.
  const host = 'https://gitlab.acme.example/growth/config';
  await deaf(page);
  await page.route('**/git-sync/status', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), remoteUrl: host, commitUrl: `${host}/-/commit/{commit}` } });
  });
  const address = `${host}/-/commit/${commit}`;
  await page.reload();
  const links = [
    entry.getByRole('link', { name: `Commit ${commit.slice(0, 8)} at the Git host` }),
    page.getByRole('definition').getByRole('link', { name: `Commit ${commit.slice(0, 8)} at the Git host` }),
  ];
  for (const link of links) {
    await expect(link).toHaveAttribute('href', address);
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(link).toHaveAttribute('rel', /noreferrer/);
  }
  await page.goto(`${server.url}${w}/models/users?tab=history`);
  const newest = page.getByRole('list', { name: 'Versions, newest first' }).getByRole('listitem').first();
  const link = newest.getByRole('link', { name: new RegExp(commit.slice(0, 7)) });
  await expect(link).toHaveAttribute('href', address);
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', /noreferrer/);
});
