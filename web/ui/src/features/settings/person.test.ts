import { expect, test } from 'vitest';
import { faultsOf, firstIn, personOf, updateOf } from './person';
import type { User } from './queries';

const user: User = { id: 1, name: 'Maya Chen', emails: [], role: 'write', version: 3, hasPassword: false, createdAt: '' };

test('a person without an address has an empty line to write one into', () => {
  expect(personOf(user)).toEqual({ value: { name: 'Maya Chen', emails: [''] }, etag: '"3"' });
  expect(personOf({ ...user, emails: ['a@b', 'c@d'] }).value.emails).toEqual(['a@b', 'c@d']);
});

test('what is not written is not sent', () => {
  expect(updateOf({ name: ' Maya ', emails: [' a@b ', '', ' '] })).toEqual({ name: 'Maya', emails: ['a@b'] });
});

test('a name, and addresses that are some', () => {
  expect(faultsOf({ name: 'Maya', emails: [''] }, false)).toBeUndefined();
  expect(faultsOf({ name: 'Maya', emails: ['a@b', ''] }, true)).toBeUndefined();
  expect(faultsOf({ name: ' ', emails: ['a@b', 'maya'] }, true)).toEqual({ name: 'The name is missing', emails: { 1: 'This is not an e-mail address' } });
  expect(faultsOf({ name: 'Maya', emails: ['', ''] }, true)?.emails[0]).toBe('An e-mail is needed to sign in');
});

test('an address is put in front', () => {
  expect(firstIn(['a', 'b', 'c'], 2)).toEqual(['c', 'a', 'b']);
});
