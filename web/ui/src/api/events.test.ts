import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { applyChange, applyStatus, type ChangeEvent } from './events';
import type { Schemas } from './client';
import { keys } from './keys';

function filled() {
  const cache = new QueryClient();
  for (const key of [keys.list('w', 'models', {}), keys.list('w', 'syncs', {}), keys.overview('w'), keys.list('other', 'models', {}), keys.conflicts('w'), keys.trash('w'), keys.aliases('w')]) {
    cache.setQueryData(key, {});
  }
  return cache;
}

const stale = (cache: QueryClient, key: readonly unknown[]) => cache.getQueryState(key)?.isInvalidated;
const change = (all: boolean): ChangeEvent => ({ seq: 7, origin: 'git', all, refs: [{ kind: 'model', slug: 'users', id: 1, version: 2, op: 'update' }] });

test('a change makes stale what it touches', () => {
  const cache = filled();
  applyChange(cache, 'w', change(false));
  expect(stale(cache, keys.list('w', 'models', {}))).toBe(true);
  expect(stale(cache, keys.overview('w'))).toBe(true);
  expect(stale(cache, keys.conflicts('w'))).toBe(true);
  expect(stale(cache, keys.trash('w'))).toBe(true);
  expect(stale(cache, keys.aliases('w'))).toBe(false);
  expect(stale(cache, keys.list('w', 'syncs', {}))).toBe(false);
  expect(stale(cache, keys.list('other', 'models', {}))).toBe(false);
});

test('a change of the aliases makes them stale', () => {
  const cache = filled();
  applyChange(cache, 'w', { ...change(false), refs: [{ kind: 'aliases', slug: 'w', id: 9, version: 2, op: 'update' }] });
  expect(stale(cache, keys.aliases('w'))).toBe(true);
  expect(stale(cache, keys.list('w', 'models', {}))).toBe(false);
});

test('a change that names nothing makes all of its workspace stale', () => {
  const cache = filled();
  applyChange(cache, 'w', change(true));
  expect(stale(cache, keys.list('w', 'syncs', {}))).toBe(true);
  expect(stale(cache, keys.list('other', 'models', {}))).toBe(false);
});

test('a status that says the same asks for nothing anew', () => {
  const cache = filled();
  const status = { head: 'a', state: 'in_sync', held: 0, pending: 0 } as Schemas['Status'];
  applyStatus(cache, 'w', status);
  expect(stale(cache, keys.conflicts('w'))).toBe(true);
  cache.setQueryData(keys.conflicts('w'), {});
  applyStatus(cache, 'w', { ...status });
  expect(stale(cache, keys.conflicts('w'))).toBe(false);
  applyStatus(cache, 'w', { ...status, held: 1 });
  expect(stale(cache, keys.conflicts('w'))).toBe(true);
  cache.setQueryData(keys.conflicts('w'), {});
  applyStatus(cache, 'w', { ...status, held: 1, head: 'a' });
  expect(stale(cache, keys.conflicts('w'))).toBe(true);
});
