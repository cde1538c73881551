import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { load, storageKey, store, useKept } from './kept';

afterEach(() => vi.restoreAllMocks());

test('work is there again after a reload, until it is given up', () => {
  store('a', { name: 'Users' });
  expect(load('a')).toEqual({ name: 'Users' });
  expect(load('b')).toBeNull();
  store('a', null);
  expect(load('a')).toBeNull();
});

test('what cannot be read counts as none', () => {
  localStorage.setItem(storageKey('a'), '{"name": ');
  expect(load('a')).toBeNull();
});

test('without room, work lives as long as the page', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  const { result } = renderHook(() => useKept<string>('a'));
  act(() => result.current[1]('typed'));
  expect(result.current[0]).toBe('typed');
  expect(load('a')).toBeNull();
});

test('a page that opens finds what another left', () => {
  const first = renderHook(() => useKept<string>('a'));
  act(() => first.result.current[1]('typed'));
  first.unmount();
  expect(renderHook(() => useKept<string>('a')).result.current[0]).toBe('typed');
});

test('what has no key is not kept', () => {
  localStorage.clear();
  store(null, { password: 'hunter2' });
  expect(load(null)).toBeNull();
  expect(localStorage.length).toBe(0);
});
