import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { keys } from './keys';
import { useOwnKey } from './session';

test('unsaved work is of who is signed in, and stays so when the session ends', () => {
  const cache = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={cache}>{children}</QueryClientProvider>;
  const open = () => renderHook(() => useOwnKey('acme/models/1'), { wrapper });
  cache.setQueryData(keys.me, { user: { id: 1 } });
  const maya = open();
  const hers = maya.result.current;
  cache.removeQueries({ queryKey: keys.me });
  maya.rerender();
  expect(maya.result.current).toBe(hers);
  cache.setQueryData(keys.me, { user: { id: 2 } });
  expect(open().result.current).not.toBe(hers);
});
