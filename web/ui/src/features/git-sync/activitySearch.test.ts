import { expect, test } from 'vitest';
import type { Activity } from '@/api/git';
import { activitySearch, matches } from './activitySearch';

const entry: Activity = {
  id: 1, at: '2026-01-01T00:00:00Z', flow: 'INBOUND', result: 'applied', commit: 'abc123', author: 'Jonas Weber', summary: 'Rename churn risk', count: 1, durationMs: 4,
  items: [{ ref: 'models/churn-risk', op: 'update', fields: ['name'] }],
};

test('an address says what is asked for, and nonsense is left out', () => {
  expect(activitySearch({ show: 'inbound', find: 12 })).toEqual({ show: 'inbound', find: '12' });
  expect(activitySearch({ show: 'all', find: '' })).toEqual({ show: undefined, find: undefined });
  expect(activitySearch({ show: 'sideways' })).toEqual({ show: undefined, find: undefined });
});

test('entries match by direction', () => {
  expect(matches(entry, {})).toBe(true);
  expect(matches(entry, { show: 'inbound' })).toBe(true);
  expect(matches(entry, { show: 'outbound' })).toBe(false);
  expect(matches(entry, { show: 'trouble' })).toBe(false);
  expect(matches({ ...entry, result: 'conflict' }, { show: 'trouble' })).toBe(true);
});

test.each(['CHURN', 'weber', 'abc1', 'models/churn', 'name'])('entries match by %s', (find) => {
  expect(matches(entry, { find })).toBe(true);
});

test('entries that say nothing of the word do not match', () => {
  expect(matches(entry, { find: 'invoices' })).toBe(false);
  expect(matches(entry, { show: 'outbound', find: 'churn' })).toBe(false);
});
