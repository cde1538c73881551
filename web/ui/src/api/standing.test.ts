import { expect, test } from 'vitest';
import { disagreement, standingWords } from './standing';

test('a conflict names its fields as the forms do', () => {
  expect(disagreement(['name', 'rawSql'], 'the app and Git changed name, rawSql differently')).toBe('the app and Git have different values for Name, SQL');
  expect(disagreement([''], 'deleted in the app, but changed in Git')).toBe('deleted in the app, but changed in Git');
  expect(disagreement(null, 'a list is not closed')).toBe('a list is not closed');
});

test('what is in sync has nothing to say', () => {
  expect(standingWords({ state: 'in_sync' })).toBeUndefined();
  expect(standingWords({ state: 'conflict', message: 'both', clashes: ['schedule.type'] })).toBe('the app and Git have different values for Schedule');
});
