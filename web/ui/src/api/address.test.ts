import { expect, test } from 'vitest';
import { nameOf, pathOf, slugOf } from './address';

test.each([
  ['Users (EU)', 'users-eu'],
  ['  Größte Kunden ', 'größte-kunden'],
  ['हिन्दी', 'हिन्दी'],
  ['snake_case', 'snake-case'],
  ['Cus\u00adtomers', 'customers'],
  ['…', 'untitled'],
  ['a'.repeat(200), 'a'.repeat(80)],
  ['ü'.repeat(60), 'ü'.repeat(40)],
])('the slug of %s is the one that the server makes', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('a slug that reads like something else gives way to the id', () => {
  expect(nameOf({ id: 4, slug: '15' })).toBe('4');
  expect(nameOf({ id: 4, slug: 'new' })).toBe('4');
  expect(nameOf({ id: 4, slug: '-15' })).toBe('-15');
  expect(nameOf({ slug: '15' })).toBe('slug:15');
  expect(nameOf({ slug: 'new' })).toBe('slug:new');
  expect(nameOf({ slug: 'slug:x' })).toBe('slug:slug:x');
  expect(nameOf({ slug: 'users' })).toBe('users');
  expect(pathOf('acme', 'models', { id: 4, slug: 'users' })).toBe('/w/acme/models/users');
});
