import { expect, test } from 'vitest';
import { ago } from './ago';

const now = new Date('2026-03-01T12:00:00Z');

test.each([
  ['2026-03-01T12:00:00Z', 'just now'],
  ['2026-03-01T11:59:10Z', 'just now'],
  ['2026-03-01T11:57:00Z', '3 minutes ago'],
  ['2026-03-01T09:00:00Z', '3 hours ago'],
  ['2026-02-28T11:00:00Z', 'yesterday'],
  ['2025-12-01T12:00:00Z', '3 months ago'],
  ['2026-03-01T14:00:00Z', 'in 2 hours'],
  ['2026-03-01T12:00:30Z', 'in less than a minute'],
])('%s is %s', (at, words) => {
  expect(ago(new Date(at), now)).toBe(words);
});
