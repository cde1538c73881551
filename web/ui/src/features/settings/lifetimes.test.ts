import { expect, test } from 'vitest';
import { inDays } from './lifetimes';
import { upTo } from './roles';

test('a key ends some days from now, or never', () => {
  expect(inDays('7', new Date('2026-03-01T12:00:00Z'))).toBe('2026-03-08T12:00:00.000Z');
  expect(inDays('0', new Date())).toBeUndefined();
});

test('nobody gives a key more than they have', () => {
  expect(upTo('read').map((r) => r.value)).toEqual(['read']);
  expect(upTo('write').map((r) => r.value)).toEqual(['read', 'write']);
  expect(upTo('admin').map((r) => r.value)).toEqual(['read', 'write', 'admin']);
});
