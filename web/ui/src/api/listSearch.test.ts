import { expect, test } from 'vitest';
import { listSearch, listSearchWith, pageSearch } from './listSearch';

test('an address of a list is read with the filters of its kind', () => {
  expect(listSearchWith('type')({ search: 7, state: 'held', type: 'table', other: 'x', desc: true })).toEqual({ search: '7', state: 'held', type: 'table', by: undefined, desc: true });
  expect(listSearch({ state: 'nonsense', desc: 'yes' })).toEqual({});
});

test('an address of a page names a tab that there is', () => {
  expect(pageSearch({ tab: 'history', version: 3 })).toEqual({ tab: 'history', version: 3 });
  expect(pageSearch({ tab: 'else', version: -1 })).toEqual({});
});
