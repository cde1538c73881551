import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { applyChange, applyDirectory, applyStatus, type ChangeEvent } from './events';
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

test('a status that the page has asked for already still makes the badges stale', () => {
  const cache = filled();
  const status = { head: 'a', state: 'pending', held: 0, pending: 1 } as Schemas['Status'];
  const next = { ...status, head: 'b', state: 'in_sync', pending: 0 };
  cache.setQueryData(keys.gitStatus('w'), next);
  applyStatus(cache, 'w', next, status);
  expect(stale(cache, keys.list('w', 'models', {}))).toBe(true);
});

test('settings that somebody saved are asked for anew, and only then', () => {
  const cache = filled();
  const status = { head: 'a', state: 'in_sync', held: 0, pending: 0, settingsVersion: 3 } as Schemas['Status'];
  applyStatus(cache, 'w', status);
  for (const key of [keys.gitSettings('w'), keys.conflicts('w')]) cache.setQueryData(key, {});
  applyStatus(cache, 'w', { ...status, head: 'b' });
  expect(stale(cache, keys.gitSettings('w'))).toBe(false);
  cache.setQueryData(keys.conflicts('w'), {});
  applyStatus(cache, 'w', { ...status, head: 'b', settingsVersion: 4 });
  expect(stale(cache, keys.gitSettings('w'))).toBe(true);
  expect(stale(cache, keys.conflicts('w'))).toBe(false);
});

test('a change of people, keys or workspaces touches nothing in a workspace', () => {
  const cache = filled();
  const shared = [keys.me, keys.users, keys.apiKeys, keys.workspaces];
  for (const key of shared) cache.setQueryData(key, {});
  applyDirectory(cache);
  expect(shared.map((key) => stale(cache, key))).toEqual([true, true, true, true]);
  expect(stale(cache, keys.list('w', 'models', {}))).toBe(false);
});
