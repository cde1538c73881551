import { expect, test } from 'vitest';
import { nameOf, pathOf, slugOf } from './address';

test('a slug is what the server makes of a name', () => {
  expect(slugOf('Users (EU)')).toBe('users-eu');
  expect(slugOf('  Größte Kunden ')).toBe('größte-kunden');
  expect(slugOf('…')).toBe('untitled');
});

test('a slug that reads like something else gives way to the id', () => {
  expect(nameOf({ id: 4, slug: '15' })).toBe('4');
  expect(nameOf({ id: 4, slug: 'new' })).toBe('4');
  expect(nameOf({ id: 4, slug: '-15' })).toBe('-15');
  expect(pathOf('acme', 'models', { id: 4, slug: 'users' })).toBe('/w/acme/models/users');
});
