import { expect, test } from 'vitest';
import { adviceFor, readAddress } from './hosts';

test.each([
  ['https://github.com/acme/config.git', false, 'github.com', 'acme/config', 'GitHub'],
  ['git@github.com:acme/config.git', true, 'github.com', 'acme/config', 'GitHub'],
  ['ssh://git@gitlab.acme.example:2222/team/sub/config', true, 'gitlab.acme.example', 'team/sub/config', 'GitLab'],
  ['https://bitbucket.org/acme/config/', false, 'bitbucket.org', 'acme/config', 'Bitbucket'],
  ['https://codeberg.org/acme/config', false, 'codeberg.org', 'acme/config', 'Codeberg'],
  ['http://127.0.0.1:3000/git/default.git', false, '127.0.0.1', 'git/default', ''],
  ['  git.acme.example:config.git ', true, 'git.acme.example', 'config', ''],
  ['https://notgithub.example/a/b', false, 'notgithub.example', 'a/b', ''],
])('%s is understood', (text, ssh, host, path, name) => {
  expect(readAddress(text)).toMatchObject({ ssh, host, path, name });
});

test.each(['', 'acme', 'https://github.com', 'ftp://host/path', 'file:///tmp/repo', 'git@github.com:', 'https://'])('%j is no address', (text) => {
  expect(readAddress(text)).toBeNull();
});

test('where to register a key follows from the address', () => {
  expect(adviceFor(readAddress('git@github.com:acme/config.git')!).keyPage).toBe('https://github.com/acme/config/settings/keys/new');
  expect(adviceFor(readAddress('git@gitlab.acme.example:a/b/c.git')!).keyPage).toBe('https://gitlab.acme.example/a/b/c/-/settings/repository');
  expect(adviceFor(readAddress('git@git.acme.example:a/b.git')!).keyPage).toBeUndefined();
});
