import { expect, test } from 'vitest';
import { commitLink } from './git';

test('a commit has a link where its host has pages', () => {
  expect(commitLink('https://git.acme.example/config/commit/{commit}', 'abc')).toBe('https://git.acme.example/config/commit/abc');
  expect(commitLink('', 'abc')).toBeUndefined();
  expect(commitLink('https://git.acme.example/{commit}', undefined)).toBeUndefined();
});
