import { expect, test } from 'vitest';
import { directionsOf, draftOf, reachable, ready, settingsOf, stepsOf, storedFits, withUrl } from './draft';

const empty = draftOf({ phase: 'disconnected', branch: 'main', authKind: 'none', mode: 'two-way' });

test('the built-in host needs no access and no test', () => {
  expect(stepsOf({ ...empty, place: 'built-in' })).toEqual(['place', 'branch', 'direction', 'preview']);
  expect(stepsOf({ ...empty, place: 'elsewhere' })).toContain('test');
});

test('an address leads to the first step that lacks something', () => {
  expect(reachable('preview', empty)).toBe('place');
  const there = { ...empty, place: 'elsewhere' as const, url: 'https://github.com/acme/config' };
  expect(reachable('preview', there)).toBe('test');
  expect(reachable('access', there)).toBe('access');
  expect(reachable('preview', { ...there, tested: true })).toBe('direction');
  expect(reachable('preview', { ...there, tested: true, direction: 'two-way' })).toBe('preview');
  expect(reachable('test', { ...empty, place: 'built-in' })).toBe('place');
});

test('a reload that forgot the token leads back to where it is given', () => {
  const there = { ...empty, place: 'elsewhere' as const, url: 'https://github.com/acme/config', tested: true, direction: 'two-way' as const };
  expect(reachable('preview', there, true)).toBe('access');
  expect(reachable('preview', { ...there, place: 'built-in' }, true)).toBe('preview');
});

test('a server over SSH has to be trusted first', () => {
  const ssh = { ...empty, place: 'elsewhere' as const, url: 'git@github.com:acme/config.git' };
  expect(ready('access', ssh)).toBe(false);
  expect(ready('access', { ...ssh, knownHosts: 'github.com ssh-ed25519 AAA\n' })).toBe(true);
});

test('the address says which credential fits', () => {
  const ssh = withUrl({ ...empty, tested: true }, 'git@github.com:acme/config.git');
  expect(ssh).toMatchObject({ authKind: 'ssh', tested: false });
  expect(withUrl(ssh, 'https://github.com/acme/config').authKind).toBe('basic');
  expect(withUrl(empty, 'https://github.com/acme/config').authKind).toBe('basic');
  const bearer = { ...withUrl(empty, 'https://a.example/x'), authKind: 'bearer' as const };
  expect(withUrl(bearer, 'https://a.example/xy').authKind).toBe('bearer');
});

test('policies stay, and what belongs to another place goes', () => {
  const stored = { phase: 'active', builtIn: false, url: 'https://a.example/x', authKind: 'basic' as const, username: 'me', deletePolicy: 'keep' as const };
  const s = settingsOf({ ...draftOf(stored), place: 'built-in', path: '/lockstep/' }, stored);
  expect(s).toMatchObject({ builtIn: true, url: '', authKind: 'none', username: '', deletePolicy: 'keep', path: 'lockstep' });
});

test('a stored password counts for its own server only, a key everywhere', () => {
  const stored = { phase: 'active', url: 'https://a.example/x', authKind: 'basic' as const };
  expect(storedFits({ ...draftOf(stored), url: 'https://a.example/other' }, stored)).toBe(true);
  expect(storedFits({ ...draftOf(stored), url: 'https://b.example/x' }, stored)).toBe(false);
  expect(storedFits({ ...draftOf(stored), authKind: 'bearer' }, stored)).toBe(false);
  expect(storedFits({ ...empty, authKind: 'ssh' }, { phase: 'disconnected', publicKey: 'ssh-ed25519 AAA' })).toBe(true);
});

test('a one-way mode begins in its own direction', () => {
  expect(directionsOf('read-only')).toEqual(['repo-to-app']);
  expect(directionsOf('backup')).toEqual(['app-to-repo']);
  expect(directionsOf('two-way')).toHaveLength(3);
});

test('a known host brings the user name that it wants, and one’s own stays', () => {
  expect(withUrl(empty, 'https://bitbucket.org/acme/config').username).toBe('x-token-auth');
  expect(withUrl({ ...empty, username: 'maya' }, 'https://bitbucket.org/acme/config').username).toBe('maya');
  expect(withUrl(empty, 'https://git.acme.example/config').username).toBe('');
});
