import { expect, test } from 'vitest';
import { merge3, same, settle } from './merge';

test('edits of different fields are joined', () => {
  const base = { name: 'Users', sql: 'select 1', config: { a: 1, b: 2 } };
  const got = merge3(base, { ...base, name: 'People' }, { ...base, config: { a: 1, b: 3 } });
  expect(got.value).toEqual({ name: 'People', sql: 'select 1', config: { a: 1, b: 3 } });
  expect(got.clashes).toEqual([]);
  expect(got.theirs).toEqual([['config']]);
});

test('the same edit on both sides is no clash', () => {
  expect(merge3({ a: 1 }, { a: 2 }, { a: 2 })).toEqual({ value: { a: 2 }, clashes: [], theirs: [] });
});

test('a field that both changed is a clash and keeps mine until it is settled', () => {
  const got = merge3({ c: { a: 1, b: 1 } }, { c: { a: 2, b: 1 } }, { c: { a: 3, b: 9 } });
  expect(got.value).toEqual({ c: { a: 2, b: 9 } });
  expect(got.clashes).toEqual([{ path: ['c', 'a'], base: 1, mine: 2, theirs: 3 }]);
  expect(settle(got.value, got.clashes, () => 'theirs')).toEqual({ c: { a: 3, b: 9 } });
  expect(settle(got.value, got.clashes, () => 'mine')).toEqual({ c: { a: 2, b: 9 } });
});

test('a field that one side removed and the other changed is a clash', () => {
  const got = merge3<{ a?: number }>({ a: 1 }, {}, { a: 2 });
  expect(got.clashes).toEqual([{ path: ['a'], base: 1, mine: undefined, theirs: 2 }]);
  expect(got.value).toEqual({});
  expect(settle(got.value, got.clashes, () => 'theirs')).toEqual({ a: 2 });
});

test('a field that only they removed is gone', () => {
  expect(merge3<{ a?: number; b: number }>({ a: 1, b: 1 }, { a: 1, b: 2 }, { b: 1 }).value).toEqual({ b: 2 });
});

test('lists are one field', () => {
  expect(merge3({ l: [1, 2] }, { l: [1, 2, 3] }, { l: [0, 1, 2] }).clashes).toHaveLength(1);
});

test('values are compared by what they hold', () => {
  expect(same({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }] })).toBe(true);
  expect(same([1], { 0: 1 })).toBe(false);
  expect(same(null, {})).toBe(false);
});
